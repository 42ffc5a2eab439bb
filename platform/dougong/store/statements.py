"""Statements that read and lock one object's records: built once per catalog, run on the driver's cursor."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, and_, bindparam, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from dougong.catalog.model import Expression, Field
from dougong.expressions.check import Checked
from dougong.fields.base import Dialect
from dougong.store.query_paths import Path, Source
from dougong.store.sql import Statement, compile
from dougong.store.statements_forms import Decoder, decoder, part_names

#: How firmly a row is held: "keep" lets others change it but not archive it, "change" lets them only point to it,
#: "remove" neither. They are PostgreSQL's KEY SHARE, NO KEY UPDATE and UPDATE; SQLite has one writer anyway.
Lock = Literal["", "keep", "change", "remove"]

Query = Select[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Selected:
    """A statement that reads, and what turns its rows into values by name (links' values under dotted names). What
    `expressions` need as parameters has to be bound, too."""

    statement: Statement
    decode: Decoder
    expressions: tuple[Checked, ...] = ()


@dataclass(frozen=True, slots=True)
class Targets:
    """Reads what links point to: `:ids` gives values by path and _id, _live, _allowed, _title. What `expressions` need
    as parameters has to be bound, too."""

    statement: Statement
    decode: Decoder
    expressions: tuple[Checked, ...]


def one(source: Source, names: Iterable[Path], lock: Lock = "", *, json: bool = False) -> Selected:
    """Return the statement that reads the record `:id` by the given paths."""
    query, decode = selecting(source, names, json=json)
    query = held(query.where(source.table.c.id == bindparam("id")), source, lock)
    return Selected(compile(query, source.dialect, texts=json), decode, tuple(source.expressions))


def lines(source: Source, names: Iterable[Path], lock: Lock = "", *, json: bool = False) -> Selected:
    """Return the statement that reads the lines of the record `:id`, in their order."""
    query, decode = selecting(source, names, json=json)
    table = source.table
    query = query.where(table.c.parent == bindparam("id")).order_by(table.c.line_no, table.c.id)
    return Selected(compile(held(query, source, lock), source.dialect, texts=json), decode, tuple(source.expressions))


def many(source: Source, names: Iterable[Path], key: str) -> Selected:
    """Return the statement that reads, in JSON form, the records whose id or owner (`key`) is among `:ids`."""
    query, decode = selecting(source, names, json=True)
    table = source.table
    query = query.where(member(table.c[key], "ids", source.dialect))
    order = (table.c.line_no, table.c.id) if key == "parent" else (table.c.id,)
    query = query.select_from(source.joined).order_by(*order)
    return Selected(compile(query, source.dialect, texts=True), decode, tuple(source.expressions))


def live(source: Source, names: Iterable[Path]) -> Selected:
    """Return the statement that reads every record that is not in the bin, by the given paths, oldest first."""
    query, decode = selecting(source, names)
    table = source.table
    query = query.where(table.c.archived_at.is_(None)).order_by(table.c.id)
    return Selected(compile(query, source.dialect), decode, tuple(source.expressions))


def targets(source: Source, names: Iterable[Path], where: Expression | None, lock: Lock) -> Targets:
    """Return the statement that reads the records `:ids` a link points to; `where` says which it may choose."""
    query, decode = judged(source, names, where)
    query = query.where(member(source.table.c.id, "ids", source.dialect)).order_by(source.table.c.id)
    return Targets(compile(held(query, source, lock), source.dialect), decode, tuple(source.expressions))


def judged(source: Source, names: Iterable[Path], where: Expression | None) -> tuple[Query, Decoder]:
    """Return a select of what a link needs of its target: values by path, _id, _live, _title, and whether `where`
    allows it (_allowed)."""
    query, decode = selecting(source, names)
    table = source.table
    live: ColumnElement[bool] = table.c.archived_at.is_(None) if "archived_at" in table.c else true()
    allowed: ColumnElement[bool] = true() if where is None else source.condition(where)
    query = query.add_columns(table.c.id.label("_id"), live.label("_live"), allowed.label("_allowed"),
                              table.c.title.label("_title"))
    return query, Decoder((*decode.names, "_id", "_live", "_allowed", "_title"), decode.converts, decode.pairs)


def selecting(source: Source, names: Iterable[Path], *, json: bool = False) -> tuple[Query, Decoder]:
    """Return a select of paths, each labelled by its dotted name, and the decoder of its rows."""
    chosen: list[tuple[str, Field]] = [(".".join(path), source.field(path)) for path in map(tuple, names)]
    columns = [column.label(label)
               for name, field in chosen
               for column, label in zip(source.columns(tuple(name.split("."))), part_names(name, field), strict=True)]
    decode = decoder(chosen, source.ground.catalog, source.dialect, json=json)
    return select(*columns).select_from(source.joined), decode


def member(column: ColumnElement[int], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """Return `column in (…)` with the whole list as one parameter, so that the text never changes with its length."""
    if dialect == "postgresql":
        return column == func.any(bindparam(name, type_=ARRAY(BigInteger)))
    each = func.json_each(bindparam(name)).table_valued("value")
    return column.in_(select(each.c.value))


def held(query: Query, source: Source, lock: Lock) -> Query:
    """Return the query with its own object's rows locked; what is joined is only read."""
    query = query.select_from(source.joined)
    if not lock or source.dialect != "postgresql":
        return query
    return query.with_for_update(of=source.table, read=lock == "keep", key_share=lock != "remove")


def by_external_id(source: Source) -> Statement:
    """Return the statement that finds the id of the live record `:external_id`."""
    table = source.table
    query = select(table.c.id).where(table.c.external_id == bindparam("external_id"), table.c.archived_at.is_(None))
    return compile(query, source.dialect)


def referrers(source: Source, field: Field, parent: FromClause | None, most: int) -> Statement:
    """Return the statement that names live records whose `field` points to `:id`: (title, how many in all), at most
    `most` rows. A line lives as long as its owner, `parent`. An any-link binds `:object`, too, the uid it points to."""
    table = source.table
    if field.type.storage == "join":
        join = source.ground.tables.joins[source.object.name, field.name]
        points: ColumnElement[bool] = table.c.id.in_(select(join.c.owner_id).where(join.c.target_id == bindparam("id")))
    else:
        *of, at = source.columns((field.name,))
        points = and_(at == bindparam("id"), *(each == bindparam("object") for each in of))
    query = select(table.c.title, func.count().over()).where(points)
    if parent is not None:
        query = query.join_from(table, parent, table.c.parent == parent.c.id).where(parent.c.archived_at.is_(None))
    else:
        query = query.where(table.c.archived_at.is_(None))
    return compile(query.order_by(table.c.id).limit(most), source.dialect)
