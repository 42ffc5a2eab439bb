"""What was dropped and not purged, in a copy: its columns and tables, read by the definitions it was parked with."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Identity, MetaData, Table, select

from dougong.catalog import engine
from dougong.catalog.model import Catalog
from dougong.fields.base import Dialect, FieldType, Spec
from dougong.store.change.former import types_of
from dougong.store.columns import ID, NUMBER
from dougong.store.engine_tables import PARKED
from dougong.store.session import Reader
from dougong.store.sql import compile
from dougong.store.tables import ALWAYS

_READ = ("uid", "owner", "path", "place", "columns", "definition")


@dataclass(frozen=True, slots=True)
class Remnant:
    """One thing parked: columns of the table `place`, or all of it (then `columns` is empty): an object's table where
    it is its own owner, else a join table."""

    uid: str
    owner: str
    path: str
    place: str
    columns: tuple[str, ...]
    definition: Mapping[str, Any]

    @property
    def whole(self) -> bool:
        """Return whether it is an object with its table."""
        return self.uid == self.owner


def remnants(rows: Iterable[Mapping[str, Any]], there: Mapping[str, Iterable[str]]) -> tuple[Remnant, ...]:
    """Return what rows of dg_parked speak of, as far as it is `there`: columns by table."""
    found = [Remnant(row["uid"], row["owner"], row["path"], row["place"], tuple(json.loads(row["columns"])),
                     json.loads(row["definition"])) for row in rows]
    return tuple(each for each in found if each.place in there and {*each.columns} <= {*there[each.place]})


def parked(session: Reader, dialect: Dialect, there: Mapping[str, Iterable[str]]) -> tuple[Remnant, ...]:
    """Return what a database has parked."""
    query = compile(select(*(PARKED.c[name] for name in _READ)).order_by(PARKED.c.id), dialect)
    return remnants((dict(zip(_READ, row, strict=True)) for row in session.rows(query, {})), there)


def extend(made: MetaData, catalog: Catalog, left: Sequence[Remnant]) -> None:
    """Give the schema of a catalog the columns and tables of what is parked; they point at nothing. A field whose type
    is known no more stays out."""
    types = types_of(catalog)
    for each in left:
        if each.whole and each.place not in made.tables:
            Table(each.place, made, *_engine(types, each.definition), sqlite_autoincrement=True)
    for each in left:
        if not each.whole and not each.columns and each.place not in made.tables:
            Table(each.place, made, *(Column(name, NUMBER, primary_key=True, autoincrement=False)
                                      for name in ("owner_id", "target_id")))
        for column in _columns(types, each) if each.place in made.tables else ():
            made.tables[each.place].append_column(column)


def _engine(types: Mapping[str, FieldType], said: Mapping[str, Any]) -> Iterator[Column[Any]]:
    """Yield the engine's columns of an object that is gone."""
    fields = engine.columns(types, said.get("parent"), numbered="number" in said)
    for stored in (stored for field in fields.values() for stored in field.type.columns(field)):
        if stored.name == "id":
            yield Column("id", ID, Identity(always=False), primary_key=True, nullable=False)
        else:
            yield Column(stored.name, stored.type, nullable=stored.name not in ALWAYS)


def _columns(types: Mapping[str, FieldType], each: Remnant) -> Iterator[Column[Any]]:
    kind = None if each.whole else types.get(each.definition["type"])
    if kind is None or not each.columns:
        return
    options = {key: each.definition[key] for key in (*kind.options, "to") if key in each.definition}
    stored = kind.columns(Spec(name=each.path.rpartition(".")[2], options=options))
    for name, like in zip(each.columns, stored, strict=True):
        yield Column(name, like.type, nullable=True)
