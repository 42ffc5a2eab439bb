"""What the database holds of each uid, in force or parked: the ground on which a new catalog is planned."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, select

from dougong.catalog.model import Catalog
from dougong.fields.base import Dialect, FieldType, Spec
from dougong.fields.registry import types_by_key
from dougong.store.change.plan import Parked
from dougong.store.change.shape import Shape
from dougong.store.engine_tables import CATALOG, PARKED
from dougong.store.naming import joining
from dougong.store.session import Reader
from dougong.store.sql import compile

#: Why something is parked. Only what was dropped can come back.
DROPPED = "dropped"
CONVERTED = "converted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A field as the database holds it: in `columns` of `table`, or as the whole join table of that name (then
    `columns` is empty). `row` is its row among the parked; None while it is in force."""

    uid: str
    owner: str
    path: str
    table: str
    columns: tuple[str, ...]
    type: FieldType
    spec: Spec
    definition: Mapping[str, Any]
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """Tables by the uid of their object, fields by their own; `rows` are the parked rows of objects, by uid."""

    tables: Mapping[str, str]
    fields: Mapping[str, Held]
    rows: Mapping[str, int]
    #: What fields were converted from and is parked, by their uid, oldest first.
    converted: Mapping[str, list[Held]]
    definitions: Mapping[str, Mapping[str, Any]]

    def of(self, owner: str) -> list[Held]:
        """Return the fields in force of the object with the uid `owner`."""
        return [held for held in self.fields.values() if held.owner == owner and held.row is None]


def former(session: Reader, dialect: Dialect, base: int, present: Shape, catalog: Catalog) -> Former:
    """Return what is held, as of catalog number `base`. A field whose type is known no more is left alone."""
    types = types_of(catalog)
    frozen = compile(select(CATALOG.c.frozen).where(CATALOG.c.number == bindparam("number")), dialect)
    stored = session.rows(frozen, {"number": base})
    tables: dict[str, str] = {}
    fields: dict[str, Held] = {}
    rows: dict[str, int] = {}
    definitions: dict[str, Mapping[str, Any]] = {}
    converted: dict[str, list[Held]] = {}
    for parked in session.rows(_parked(dialect), {"why": CONVERTED}):
        if (held := _held(parked, types, present)) is not None:
            converted.setdefault(held.uid, []).append(held)
    for parked in session.rows(_parked(dialect), {"why": DROPPED}):
        row, uid, owner, _, place = parked[:5]
        if uid == owner and place in present.columns:
            tables[uid], rows[uid] = place, row
        elif uid != owner and (held := _held(parked, types, present)) is not None:
            fields[uid] = held
    if stored:
        kept = json.loads(zlib.decompress(stored[0][0]))
        for name, body in kept["catalog"]["objects"].items():
            uid = kept["uids"][f"objects.{name}"]
            tables[uid], definitions[uid] = name, {key: said for key, said in body.items() if key != "fields"}
            rows.pop(uid, None)
            fields.update((each.uid, _in_place(each, converted))
                          for each in _fields(name, uid, body, kept["uids"], types, present))
    return Former(tables, fields, rows, converted, definitions)


def _in_place(held: Held, converted: Mapping[str, Sequence[Held]]) -> Held:
    """Return a field with the row of dg_parked that its columns are in: it is computed now, and left them behind."""
    left = (each for each in converted.get(held.uid, ()) if (each.table, each.columns) == (held.table, held.columns))
    return next((replace(held, row=each.row) for each in left), held)


def _held(parked: Sequence[Any], types: Mapping[str, FieldType], present: Shape) -> Held | None:
    """Return a parked field, if its type is known and it is still there."""
    row, uid, owner, path, place, columns, definition = parked
    found = _field(json.loads(definition), types, (uid, owner, path))
    held = found and replace(found, columns=tuple(json.loads(columns)), table=place, row=row)
    return held if held is not None and _is_there(held, present) else None


def _fields(name: str, owner: str, body: Mapping[str, Any], uids: Mapping[str, str], types: Mapping[str, FieldType],
            present: Shape) -> Iterator[Held]:
    """Yield the fields of one object that have columns or a join table."""
    for field, said in body.get("fields", {}).items():
        path = f"objects.{name}.fields.{field}"
        found = _field(said, types, (uids[path], owner, path))
        if found is not None and (found.columns or found.table != name) and _is_there(found, present):
            yield found


def types_of(catalog: Catalog) -> Mapping[str, FieldType]:
    """Return the field types there are, those of plugins that a catalog uses too, by key."""
    return {**types_by_key(), **{f.type.key: f.type for one in catalog.objects.values() for f in one.fields.values()}}


def held_as(said: Mapping[str, Any], types: Mapping[str, FieldType]) -> Held | None:
    """Return a field as a definition says it, wherever it stood; None for a type nobody knows."""
    return _field(said, types, ("", "", "objects..fields."))


def _field(said: Mapping[str, Any], types: Mapping[str, FieldType], names: tuple[str, str, str]) -> Held | None:
    """Return a field as it stands when it is in force; `names` are its uid, its object's uid, and its path."""
    uid, owner, path = names
    kind = types.get(said["type"])
    if kind is None or kind.storage == "lines":
        return None
    _, table, _, name = path.split(".")
    spec = Spec(name=name, options={key: said[key] for key in (*kind.options, "to") if key in said})
    joined = kind.storage == "join"
    columns = () if joined else tuple(column.name for column in kind.columns(spec))
    return Held(uid=uid, owner=owner, path=path, table=joining(table, name) if joined else table, columns=columns,
                type=kind, spec=spec, definition=said)


def _is_there(held: Held, present: Shape) -> bool:
    return set(held.columns) <= present.columns.get(held.table, {}).keys() and held.table in present.columns


def _parked(dialect: Dialect) -> Any:
    columns = (PARKED.c[name] for name in ("id", "uid", "owner", "path", "place", "columns", "definition"))
    return compile(select(*columns).where(PARKED.c.why == bindparam("why")).order_by(PARKED.c.id), dialect)


def parked(held: Held, table: str, columns: tuple[str, ...], why: str) -> Parked:
    """Return the note that a field is parked in `columns` of `table`."""
    return Parked(uid=held.uid, owner=held.owner, why=why, path=held.path, place=table, columns=columns,
                  definition=held.definition)
