"""Filters: a field, an operator, a value. Operators come from one fixed table; values are always bound."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from dougong.catalog.model import Field
from dougong.fields.base import Dialect
from dougong.store.query.paths import Ground, Path, Source
from dougong.store.statements.forms import packed, stored_bind

#: Compares a column with one bound value.
COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt, "lte": operator.le, "gt": operator.gt, "gte": operator.ge}


@dataclass(frozen=True, slots=True)
class Term:
    """A filter without its value. "null" and "given" ask whether there is one, "in" and "nin" take a list, "has" one
    member of a set, "like" a part of a text whatever its case, "starts" its beginning. Terms with one `group` are
    ways of which one must hold; those of one way, with the same `part`, hold together."""

    path: Path
    op: str
    group: str = ""
    part: int = 0


def wanted(source: Source, terms: Sequence[Term]) -> list[ColumnElement[bool]]:
    """Return what the terms want of a row, all of it."""
    found: list[ColumnElement[bool]] = []
    groups: dict[str, dict[int, list[ColumnElement[bool]]]] = {}
    for at, term in enumerate(terms):
        made = condition(source, term, at)
        (groups.setdefault(term.group, {}).setdefault(term.part, []) if term.group else found).append(made)
    return [*found, *(or_(*(and_(*way) for way in ways.values())) for ways in groups.values())]


def condition(source: Source, term: Term, at: int) -> ColumnElement[bool]:
    """Return the condition of the filter number `at`, whose values `values_of` binds as t<at>, t<at>_1."""
    field, columns = source.field(term.path), source.columns(term.path)
    if field.type.storage == "join":
        return _joined(source, term, field, at)
    column = columns[0]
    if term.op in ("null", "given"):
        return column.is_(None) if term.op == "null" else column.is_not(None)
    if len(columns) > 1:
        same = and_(*(each == bindparam(f"t{at}_{part}" if part else f"t{at}") for part, each in enumerate(columns)))
        return same if term.op == "eq" else ~same
    if term.op in ("in", "nin"):
        within = _within(column, f"t{at}", source.dialect)
        return within if term.op == "in" else ~within
    if term.op == "like":
        return func.lower(column).like(func.lower(bindparam(f"t{at}")), escape="\\")
    if term.op == "starts":
        return and_(column >= bindparam(f"t{at}", type_=column.type), column < bindparam(f"t{at}_1", type_=column.type))
    if term.op == "has":
        return _has(column, f"t{at}", source.dialect)
    compared: ColumnElement[bool] = COMPARE[term.op](column, bindparam(f"t{at}", type_=column.type))
    return compared


def values_of(ground: Ground, field: Field, term: Term, at: int, value: Any) -> dict[str, Any]:
    """Return what the filter number `at` binds for a value of its field; of a list for "in" and "nin"."""
    if term.op in ("null", "given"):
        return {}
    if term.op == "like":
        return {f"t{at}": f"%{escaped(value)}%"}
    if term.op == "starts":
        return {f"t{at}": value, f"t{at}_1": after(value)}
    if term.op == "has":
        return {f"t{at}": value}
    bind = stored_bind(field, ground.catalog, ground.dialect)
    if term.op in ("in", "nin"):
        stored = [each if bind is None else bind(each) for each in value]
        return {f"t{at}": stored if ground.dialect == "postgresql" else packed(stored)}
    stored = value if bind is None else bind(value)
    parts = stored if isinstance(stored, tuple) else (stored,)
    return {f"t{at}_{part}" if part else f"t{at}": each for part, each in enumerate(parts)}


def escaped(text: str) -> str:
    """Return text with what LIKE would take for wildcards escaped by a backslash."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def after(text: str) -> str:
    """Return the first text, by code point, that no text beginning with `text` comes up to."""
    for at in range(len(text) - 1, -1, -1):
        code = ord(text[at])
        if code < 0x10FFFF:
            return text[:at] + chr(0xE000 if code == 0xD7FF else code + 1)
    return "\U0010ffff" * (len(text) + 1)


def _within(column: ColumnElement[Any], name: str, dialect: Dialect) -> ColumnElement[bool]:
    if dialect == "postgresql":
        return column == func.any(bindparam(name, type_=ARRAY(column.type)))
    return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))


def _has(column: ColumnElement[Any], name: str, dialect: Dialect) -> ColumnElement[bool]:
    if dialect == "postgresql":
        return func.coalesce(func.jsonb_exists(column, bindparam(name)), false())
    each = func.json_each(column).table_valued("value")
    return exists(select(each.c.value).where(each.c.value == bindparam(name)))


def _joined(source: Source, term: Term, field: Field, at: int) -> ColumnElement[bool]:
    """Return a condition on the ids in a join table: whether it has one, or any at all."""
    table, object = source.at(term.path[:-1])
    join = source.ground.tables.joins[object.name, field.name]
    chosen = select(join.c.target_id).where(join.c.owner_id == table.c.id)
    if term.op == "has":
        return exists(chosen.where(join.c.target_id == bindparam(f"t{at}")))
    return ~exists(chosen) if term.op == "null" else exists(chosen)
