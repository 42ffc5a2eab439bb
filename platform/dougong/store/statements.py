"""Statements that read and lock one object's records: built once per catalog, run on the driver's cursor."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, false, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from dougong.catalog.model import Expression, Field, Object
from dougong.fields.base import Dialect
from dougong.store.expression import translate
from dougong.store.query_paths import Path, Source
from dougong.store.sql import Statement, compile
from dougong.store.statements_forms import Decoder, decoder, part_names

#: How firmly a row is held: "keep" lets others change it but not archive it, "change" lets them only point to it,
#: "remove" neither. They are PostgreSQL's KEY SHARE, NO KEY UPDATE and UPDATE; SQLite has one writer anyway.
Lock = Literal["", "keep", "change", "remove"]


@dataclass(frozen=True, slots=True)
class Selected:
    """A statement that reads, and what turns its rows into values by name (links' values under dotted names)."""

    statement: Statement
    decode: Decoder


@dataclass(frozen=True, slots=True)
class Targets:
    """Reads what links point to: `:ids` gives rows of (id, live, allowed, title) and the values of `decode`."""

    statement: Statement
    decode: Decoder


def one(source: Source, names: Iterable[Path], lock: Lock = "", *, json: bool = False) -> Selected:
    """Return the statement that reads the record `:id` by the given paths."""
    query, decode = selecting(source, names, json=json)
    return Selected(compile(held(query.where(source.table.c.id == bindparam("id")), source, lock), source.dialect),
                    decode)


def lines(source: Source, names: Iterable[Path], lock: Lock = "", *, json: bool = False) -> Selected:
    """Return the statement that reads the lines of the record `:id`, in their order."""
    query, decode = selecting(source, names, json=json)
    table = source.table
    query = query.where(table.c.parent == bindparam("id")).order_by(table.c.line_no, table.c.id)
    return Selected(compile(held(query, source, lock), source.dialect), decode)


def keyed(source: Source, names: Iterable[Path], keys: tuple[str, ...], lock: Lock = "") -> Selected:
    """Return the statement that reads the records whose `keys` have the given values (each a parameter)."""
    query, decode = selecting(source, names)
    query = query.where(*(source.table.c[key] == bindparam(key) for key in keys))
    return Selected(compile(held(query, source, lock), source.dialect), decode)


def targets(source: Source, names: Iterable[Path], where: Expression | None) -> Targets:
    """Return the statement that reads and keeps the records `:ids` a link points to; `where` says which it may choose."""
    query, decode = selecting(source, names)
    table = source.table
    live: ColumnElement[bool] = table.c.archived_at.is_(None) if "archived_at" in table.c else true()
    allowed: ColumnElement[bool] = true() if where is None else translate(where.checked, source.dialect, source)
    title = table.c.title
    query = query.add_columns(table.c.id.label("_id"), live.label("_live"), allowed.label("_allowed"),
                              title.label("_title"))
    query = query.where(member(table.c.id, "ids", source.dialect)).order_by(table.c.id)
    named = Decoder((*decode.names, "_id", "_live", "_allowed", "_title"), decode.converts, decode.pairs)
    return Targets(compile(held(query, source, "keep"), source.dialect), named)


def selecting(source: Source, names: Iterable[Path], *, json: bool = False) -> tuple[Select[tuple[object, ...]], Decoder]:
    """Return a select of paths, each labelled by its dotted name, and the decoder of its rows."""
    chosen: list[tuple[str, Field]] = [(".".join(path), source.field(path)) for path in map(tuple, names)]
    columns = [column.label(label)
               for name, field in chosen
               for column, label in zip(source.columns(tuple(name.split("."))), part_names(name, field), strict=True)]
    return select(*columns).select_from(source.joined), decoder(chosen, source.dialect, json=json)


def member(column: ColumnElement[int], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """Return `column in (…)` with the whole list as one parameter, so that the text never changes with its length."""
    if dialect == "postgresql":
        return column == func.any(bindparam(name, type_=ARRAY(BigInteger)))
    each = func.json_each(bindparam(name)).table_valued("value")
    return column.in_(select(each.c.value))


def held(query: Select[tuple[object, ...]], source: Source, lock: Lock) -> Select[tuple[object, ...]]:
    query = query.select_from(source.joined)
    if not lock or source.dialect != "postgresql":
        return query
    return query.with_for_update(of=source.table, read=lock == "keep", key_share=lock != "remove")
