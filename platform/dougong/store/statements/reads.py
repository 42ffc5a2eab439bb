"""Statements that read and lock one object's records: built once per catalog, run on the driver's cursor."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, and_, bindparam, case, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from dougong.catalog.model import Expression, Field
from dougong.expressions.check import Checked
from dougong.fields.base import Dialect
from dougong.store.query.paths import Path, Source
from dougong.store.sql import Statement, compile
from dougong.store.statements.forms import Decoder, decoder, part_names

#: How firmly a row is held: "keep" lets others change it but not archive it, "change" lets them only point to it,
#: "remove" neither. They are PostgreSQL's KEY SHARE, NO KEY UPDATE and UPDATE; SQLite has one writer anyway.
Lock = Literal["", "keep", "change", "remove"]

Query = Select[tuple[object, ...]]
#: Names that are there only in records that satisfy a rule.
Masks = tuple[tuple[frozenset[str], Expression], ...]


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


def one(source: Source, names: Iterable[Path], lock: Lock = "", *, json: bool = False,
        masks: Masks = ()) -> Selected:
    """Return the statement that reads the record `:id` by the given paths, if it may be seen."""
    query, decode = masked(source, *selecting(source, names, json=json), masks)
    query = held(query.where(source.table.c.id == bindparam("id"), *source.limited()), source, lock)
    return Selected(compile(query, source.dialect, texts=json), decode, tuple(source.expressions))


def lines(source: Source, names: Iterable[Path], lock: Lock = "", *, json: bool = False,
          masks: Masks = ()) -> Selected:
    """Return the statement that reads the lines of the record `:id`, in their order; whether the record may be seen is
    for its own statement to say."""
    query, decode = masked(source, *selecting(source, names, json=json), masks)
    table = source.table
    query = query.where(table.c.parent == bindparam("id")).order_by(table.c.line_no, table.c.id)
    return Selected(compile(held(query, source, lock), source.dialect, texts=json), decode, tuple(source.expressions))


def many(source: Source, names: Iterable[Path], key: str, masks: Masks = ()) -> Selected:
    """Return the statement that reads, in JSON form, the records whose id or owner (`key`) is among `:ids`, those that
    may be seen; owners have been read."""
    query, decode = masked(source, *selecting(source, names, json=True), masks)
    table = source.table
    query = query.where(member(table.c[key], "ids", source.dialect), *(source.limited() if key == "id" else ()))
    order = (table.c.line_no, table.c.id) if key == "parent" else (table.c.id,)
    query = query.select_from(source.joined).order_by(*order)
    return Selected(compile(query, source.dialect, texts=True), decode, tuple(source.expressions))


def live(source: Source, names: Iterable[Path]) -> Selected:
    """Return the statement that reads every record that is not in the bin, or every line, by the given paths, oldest
    first."""
    query, decode = selecting(source, names)
    table = source.table
    if "archived_at" in table.c:                               # lines lie in no bin of their own
        query = query.where(table.c.archived_at.is_(None))
    return Selected(compile(query.order_by(table.c.id), source.dialect), decode, tuple(source.expressions))


def seen(source: Source) -> Selected:
    """Return the statement that tells whether the record `:id` is there and may be seen: a row, or none."""
    query, decode = selecting(source, [("id",)])
    query = query.where(source.table.c.id == bindparam("id"), *source.limited()).select_from(source.joined)
    return Selected(compile(query, source.dialect), decode, tuple(source.expressions))


def holding(source: Source, rule: Expression) -> Selected:
    """Return the statement that tells whether the record `:id` satisfies a rule: a row, or none."""
    query, decode = selecting(source, [("id",)])
    query = query.where(source.table.c.id == bindparam("id"), source.allowed(rule)).select_from(source.joined)
    return Selected(compile(query, source.dialect), decode, tuple(source.expressions))


def seen_among(source: Source) -> Selected:
    """Return the statement that tells which of the records `:ids` may be seen."""
    query, decode = selecting(source, [("id",)])
    wanted = member(source.table.c.id, "ids", source.dialect)
    query = query.where(wanted, *source.limited()).select_from(source.joined)
    return Selected(compile(query, source.dialect), decode, tuple(source.expressions))


def masked(source: Source, query: Query, decode: Decoder, masks: Masks) -> tuple[Query, Decoder]:
    """Return the select with a flag for each mask, and the decoder that takes away what a flag does not allow."""
    named = tuple((f"_mask{at}", names) for at, (names, _) in enumerate(masks) if not names.isdisjoint(decode.names)
                  or any(name in names for name, _, _ in decode.pairs))
    if not named:
        return query, decode
    rules = dict(zip((f"_mask{at}" for at in range(len(masks))), (rule for _, rule in masks), strict=True))
    flags = [case((source.allowed(rules[flag]), 1)).label(flag) for flag, _ in named]
    return query.add_columns(*flags), replace(decode, names=(*decode.names, *(flag for flag, _ in named)), masks=named)


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


def by_external_id(source: Source) -> Selected:
    """Return the statement that finds the id of the live record `:external_id`, if it may be seen."""
    table = source.table
    query, decode = selecting(source, [("id",)])
    query = query.where(table.c.external_id == bindparam("external_id"), table.c.archived_at.is_(None),
                        *source.limited())
    return Selected(compile(query.select_from(source.joined), source.dialect), decode, tuple(source.expressions))


def referrers(source: Source, field: Field, parent: FromClause | None, most: int) -> Selected:
    """Return the statement that names live records that may be seen and whose `field` points to `:id`: (title, how many
    in all), at most `most` rows. A line lives as long as its owner, `parent`. An any-link binds `:object`, too, the uid
    it points to."""
    table, points = source.table, pointing(source, field)
    limited = source.limited()
    query = select(table.c.title, func.count().over()).where(points, *limited)
    if parent is not None:
        live = source.joined.join(parent, table.c.parent == parent.c.id)
        query = query.select_from(live).where(parent.c.archived_at.is_(None))
    else:
        query = query.select_from(source.joined).where(table.c.archived_at.is_(None))
    return Selected(compile(query.order_by(table.c.id).limit(most), source.dialect), Decoder((), ()),
                    tuple(source.expressions))


def pointing(source: Source, field: Field) -> ColumnElement[bool]:
    """Return the condition that a record's `field` points to `:id`; an any-link binds `:object`, too."""
    if field.type.storage == "join":
        join = source.ground.tables.joins[source.object.name, field.name]
        return source.table.c.id.in_(select(join.c.owner_id).where(join.c.target_id == bindparam("id")))
    *of, at = source.columns((field.name,))
    return and_(at == bindparam("id"), *(each == bindparam("object") for each in of))
