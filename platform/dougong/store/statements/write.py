"""Statements that write one object's records: one row by its values, many rows as one JSON parameter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    FromClause,
    Numeric,
    String,
    Text,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.schema import Column
from sqlalchemy.types import TypeEngine

from dougong.catalog.model import Field, Object
from dougong.fields.base import Convert, Dialect
from dougong.store.query.paths import Ground, known
from dougong.store.sql import DIALECTS, Statement, binds, compile
from dougong.store.statements.forms import Encoder, packed_rows, sent_params, stored_bind
from dougong.store.statements.reads import member

Slot = tuple[str, Convert, int | None]


@dataclass(frozen=True, slots=True)
class Written:
    """A statement that writes one row, and what binds its values."""

    statement: Statement
    encode: Encoder


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """A statement that writes any number of rows, one at least."""

    statement: Statement
    encode: Encoder
    dialect: Dialect

    def params(self, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Return its parameters."""
        return sent_params(list(map(self.encode.values, rows)), self.dialect)

    def packed(self, rows: Iterable[Mapping[str, Any]]) -> str:
        """Return any number of rows as the one parameter that `given_rows` reads."""
        return packed_rows(map(self.encode.values, rows), self.dialect)


def add(ground: Ground, object: Object) -> Written:
    """Return the insert of one record with every column."""
    table = ground.tables[object.name]
    slots = slots_of(stored_fields(object), ground)
    statement = compile(insert(table).values(binds(*slots)), ground.dialect)
    return Written(statement, Encoder(tuple(slots[name] for name in statement.names)))


def change(ground: Ground, object: Object, names: Iterable[str]) -> Written:
    """Return the update of the fields `names` of the record `:id`; the unit holds the row's lock."""
    table = ground.tables[object.name]
    slots = slots_of([known(object, name) for name in names], ground)
    key = slots_of([known(object, "id")], ground)
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in slots}
    statement = compile(update(table).where(table.c.id == bindparam("id")).values(values), ground.dialect)
    found = {**{f"new_{name}": slot for name, slot in slots.items()}, **key}
    return Written(statement, Encoder(tuple(found[name] for name in statement.names)))


def add_rows(ground: Ground, object: Object) -> WrittenRows:
    """Return the insert of many records at once."""
    table = ground.tables[object.name]
    slots = slots_of(stored_fields(object), ground)
    given = sent_rows([table.c[name] for name in slots], ground.dialect)
    query = insert(table).from_select(list(slots), select(*given))
    return WrittenRows(compile(query, ground.dialect), Encoder(tuple(slots.values())), ground.dialect)


def change_rows(ground: Ground, object: Object, names: Iterable[str]) -> WrittenRows:
    """Return the update of the fields `names` of many records at once, each found by its id."""
    table = ground.tables[object.name]
    slots = slots_of([known(object, "id"), *(known(object, name) for name in names)], ground)
    given = dict(zip(slots, sent_rows([table.c[name] for name in slots], ground.dialect), strict=True))
    values = {name: given[name] for name in slots if name != "id"}
    return WrittenRows(compile(update(table).where(table.c.id == given["id"]).values(values), ground.dialect),
                       Encoder(tuple(slots.values())), ground.dialect)


def remove_rows(ground: Ground, object: Object) -> Statement:
    """Return the delete of the records `:ids`; only lines are ever deleted, records are archived."""
    table = ground.tables[object.name]
    return compile(delete(table).where(member(table.c.id, "ids", ground.dialect)), ground.dialect)


def relink(ground: Ground, object: Object, field: Field) -> tuple[Statement, Statement]:
    """Return what empties the join table of the record `:owner_id`, and what fills it with `:ids`."""
    join = ground.tables.joins[object.name, field.name]
    if ground.dialect == "postgresql":
        ids: ColumnElement[Any] = func.unnest(bindparam("ids", type_=ARRAY(BigInteger))).column_valued("x")
    else:
        ids = func.json_each(bindparam("ids")).table_valued("value").c.value
    filled = insert(join).from_select(["owner_id", "target_id"], select(cast(bindparam("owner_id"), BigInteger), ids))
    return (compile(delete(join).where(join.c.owner_id == bindparam("owner_id")), ground.dialect),
            compile(filled, ground.dialect))


def stored_fields(object: Object) -> list[Field]:
    """Return the fields that have columns, the engine's first."""
    return [field for field in (*object.system.values(), *object.fields.values())
            if field.stored and field.type.storage == "columns"]


def slots_of(fields: Iterable[Field], ground: Ground) -> dict[str, Slot]:
    """Return, by column, which field's value goes there, converted how, and which part of it."""
    slots: dict[str, Slot] = {}
    for field in fields:
        columns = field.type.columns(field)
        convert = stored_bind(field, ground.catalog, ground.dialect)
        for part, each in enumerate(columns):
            slots[each.name] = (field.name, convert, part if len(columns) > 1 else None)
    return slots


def sent_rows(columns: Sequence[Column[Any]], dialect: Dialect) -> list[ColumnElement[Any]]:
    """Return the columns of rows that are sent to be written (statements.forms.sent_params).

    PostgreSQL takes arrays in a quarter of the time of JSON. Their types have no lengths and places: what is too long
    is refused as it is written, and not cut before.
    """
    if dialect == "sqlite":
        return given_rows(columns, dialect)
    types = [_sent_type(each) for each in columns]
    source: FromClause = func.unnest(*(
        bindparam(f"rows_{at}", type_=ARRAY(type_)) for at, type_ in enumerate(types))).table_valued(
        *(column(f"c{at}", type_) for at, type_ in enumerate(types)), name="x").render_derived(name="x")
    return [cast(found, each.type) if _is_json(each) else found
            for found, each in zip(source.c, columns, strict=True)]


def _sent_type(each: Column[Any]) -> TypeEngine[Any]:
    if _is_json(each) or isinstance(each.type, String):
        return Text()
    return Numeric() if isinstance(each.type, Numeric) else each.type


def given_rows(columns: Sequence[Column[Any]], dialect: Dialect, name: str = "rows") -> list[ColumnElement[Any]]:
    """Return the members of each row of the JSON parameter `name` as columns of the right type."""
    if dialect == "sqlite":
        each = func.json_each(bindparam(name)).table_valued("value", name="x").c.value
        return [func.json_extract(each, f"$[{at}]") for at, _ in enumerate(columns)]
    types = [Text() if _is_json(each) else each.type for each in columns]
    source: FromClause = func.json_to_recordset(cast(bindparam(name), JSON)).table_valued(
        *(column(f"c{at}", type_) for at, type_ in enumerate(types)), name="x").render_derived(with_types=True)
    return [cast(found, each.type) if _is_json(each) else found
            for found, each in zip(source.c, columns, strict=True)]


def _is_json(each: Column[Any]) -> bool:
    return isinstance(each.type.dialect_impl(DIALECTS["postgresql"]), JSON)
