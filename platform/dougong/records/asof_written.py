"""Fields that were of another type at a moment gone by: their values as they were written then, not turned since."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import orjson

from dougong.catalog.model import Catalog, Object
from dougong.records.asof_walk import Forms, Then
from dougong.records.context import Context
from dougong.store.session import Reader

#: What decides the form of a value, besides its type.
_SHAPE = ("type", "places", "to")


def retold(context: Context, session: Reader, object: Object, then: Then, at: datetime) -> None:
    """Put, for fields whose type has changed since `at`, what had been written last until then in the place of what
    the change of definitions made of it; one wait, a second where a type has changed."""
    engine = context.plans.engine
    rows = session.rows(engine.catalog_then, {"at": engine.moment(at), "limit": 1})
    if not rows or rows[0][0] == context.catalog.number:
        return
    turned = frozenset(_turned(context.catalog, object, json.loads(zlib.decompress(rows[0][1]))))
    if not turned:
        return
    told = session.rows(engine.history_until, (object.uid, then.forms["id"], then.forms["version"]))
    for changes, in told:
        _take(then, orjson.loads(changes) if isinstance(changes, str) else changes, turned)


def _turned(catalog: Catalog, object: Object, kept: Mapping[str, Any]) -> Iterator[str]:
    """Yield the uids of fields, the lines' too, that had another type or shape in a stored catalog."""
    was = dict(_shapes(kept["catalog"]["objects"], kept["uids"]))
    for each in (object, *(catalog.objects[lines.options["of"]] for lines in object.lines)):
        for field in each.fields.values():
            now = (field.type.key, field.options.get("places"), field.options.get("to"))
            if was.get(field.uid, now) != now:
                yield field.uid


def _shapes(objects: Mapping[str, Any], uids: Mapping[str, str]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    for name, body in objects.items():
        for field, said in (body.get("fields") or {}).items():
            yield uids[f"objects.{name}.fields.{field}"], tuple(said.get(key) for key in _SHAPE)


def _take(then: Then, changes: Mapping[str, Any], turned: Iterable[str]) -> None:
    for uid, what in changes.items():
        if isinstance(what, list):
            _set(then.forms, uid, what, turned)
            continue
        for id, pairs in what.items():
            line = then.lines.get(uid, {}).get(int(id))
            for name, pair in pairs.items() if line is not None else ():
                _set(line or {}, name, pair, turned)


def _set(forms: Forms, uid: str, pair: list[Any], turned: Iterable[str]) -> None:
    if uid in turned:
        forms[uid] = pair[1]
