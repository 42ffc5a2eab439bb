"""Fields that had another type at a moment gone by: the values they showed then, not what was made of them since."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import orjson

from dougong.catalog.model import Catalog, Object
from dougong.records.asof.walk import Then
from dougong.records.context import Context
from dougong.store.change.former import types_of
from dougong.store.change.retrace import retraced, stretches
from dougong.store.session import Reader
from dougong.store.statements.forms import listed

#: What decides the form of a value, besides its type.
_SHAPE = ("type", "places", "to")
#: The field's uid, and the line's: the uid of the lines field and its id; neither for the record itself.
_Place = tuple[str, str, int]
#: What a catalog says of fields, by their uid.
_Said = Mapping[str, Mapping[str, Any]]


def retold(context: Context, session: Reader, object: Object, then: Then, at: datetime) -> None:
    """Put, for fields whose type has changed since `at`, what they showed then in the place of what the changes of
    definitions made of it; one wait, and up to three more where definitions and the record have changed since."""
    engine = context.plans.engine
    rows = session.rows(engine.catalog_then, {"at": engine.moment(at), "limit": 1})
    if not rows or rows[0][0] == context.catalog.number:
        return
    number, frozen = rows[0]
    said = {number: _kept(context, object, number, frozen)}
    said |= _between(context, session, object, then.catalogs - {number, context.catalog.number})
    turned = frozenset(uid for one in said.values() for uid in _turned(context.catalog, object, one))
    if not turned:
        return
    told = session.rows(engine.history_until, (object.uid, then.forms["id"], then.forms["version"]))
    written: dict[_Place, list[tuple[int, Any]]] = {}
    for under, changes in told:
        for place, form in _written(orjson.loads(changes) if isinstance(changes, str) else changes, turned):
            written.setdefault(place, []).append((under, form))
    first = min((each[0][0] for each in written.values()), default=number)
    said |= _between(context, session, object, set(range(first, number)) - said.keys())
    said = {each: fields for each, fields in said.items() if each <= number}
    for place, forms in written.items():
        _show(context, then, place, said, forms)


def _show(context: Context, then: Then, place: _Place, said: Mapping[int, _Said], forms: list[tuple[int, Any]]) -> None:
    """Put what one field showed into the record, or into its line if that was there."""
    uid, lines, id = place
    row = then.lines.get(lines, {}).get(id) if lines else then.forms
    if row is None:
        return
    known = [(number, fields[uid]) for number, fields in sorted(said.items()) if uid in fields]
    row[uid] = retraced(stretches(known, forms, types_of(context.catalog)), context.database.dialect, context.zone)


def _turned(catalog: Catalog, object: Object, shown: _Said) -> Iterator[str]:
    """Yield the uids of fields, the lines' too, that had another type or shape in a stored catalog."""
    for each in _with_lines(catalog, object):
        for field in each.fields.values():
            now = (field.type.key, field.options.get("places"), field.options.get("to"))
            if field.uid in shown and tuple(shown[field.uid].get(key) for key in _SHAPE) != now:
                yield field.uid


def _with_lines(catalog: Catalog, object: Object) -> tuple[Object, ...]:
    return object, *(catalog.objects[lines.options["of"]] for lines in object.lines)


def _between(context: Context, session: Reader, object: Object, numbers: set[int]) -> dict[int, _Said]:
    """Return what the catalogs with these numbers said, as far as they are kept; one wait, none for no numbers."""
    if not numbers:
        return {}
    dialect = context.database.dialect
    rows = session.rows(context.plans.engine.catalogs, {"numbers": listed(sorted(numbers), dialect)})
    return {number: _kept(context, object, number, frozen) for number, frozen in rows}


def _kept(context: Context, object: Object, number: int, frozen: bytes) -> _Said:
    """Return what a stored catalog says of the fields of an object and its lines; a catalog never changes, so once
    read it is remembered."""
    uids = {field.uid for each in _with_lines(context.catalog, object) for field in each.fields.values()}
    found: _Said = context.plans.lists.get(
        ("said", object.uid, number), lambda: dict(_said(json.loads(zlib.decompress(frozen)), uids)))
    return found


def _said(kept: Mapping[str, Any], wanted: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, body in kept["catalog"]["objects"].items():
        for field, said in (body.get("fields") or {}).items():
            uid = kept["uids"][f"objects.{name}.fields.{field}"]
            if uid in wanted:
                yield uid, said


def _written(changes: Mapping[str, Any], turned: Iterable[str]) -> Iterator[tuple[_Place, Any]]:
    """Yield what one entry of the history wrote into the turned fields of the record and of its lines."""
    for uid, what in changes.items():
        if isinstance(what, list):
            if uid in turned:
                yield (uid, "", 0), what[1]
            continue
        for id, pairs in what.items():
            yield from (((name, uid, int(id)), pair[1]) for name, pair in pairs.items() if name in turned)
