"""Summaries: the rows of a list put into groups, and what each group adds up to. One statement, no row leaves it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Subquery, Text, bindparam, func, select

from dougong.catalog.model import Field
from dougong.expressions.arithmetic import divide, plain
from dougong.expressions.check import Checked
from dougong.fields.base import Dialect, chain
from dougong.kernel.kinds import Kind
from dougong.store.expression.postgresql import FUNCTIONS
from dougong.store.expression.sql import Written
from dougong.store.query.lists import Shape, conditions
from dougong.store.query.paths import Ground, Path, Source
from dougong.store.sql import Statement, compile
from dougong.store.statements.forms import Make, stored_result

#: SQLite adds in 64 bits. High and low parts of its scaled integers are added apart, so that no sum can overflow.
PART: Final = 10**9

#: The text of a part of a calendar, of a day: 2026, 2026-Q1, 2026-01, the Monday 2026-01-05, 2026-01-05.
_STEPS: Final[Mapping[Dialect, Mapping[str, str]]] = {
    "postgresql": {
        "year": "TO_CHAR({0}, 'YYYY')", "quarter": "TO_CHAR({0}, 'YYYY-\"Q\"Q')", "month": "TO_CHAR({0}, 'YYYY-MM')",
        "week": "TO_CHAR(DATE_TRUNC('week', CAST({0} AS TIMESTAMP)), 'YYYY-MM-DD')",
        "day": "TO_CHAR({0}, 'YYYY-MM-DD')"},
    "sqlite": {
        "year": "SUBSTR({0}, 1, 4)",
        "quarter": "(SUBSTR({0}, 1, 5) || 'Q' || ((CAST(SUBSTR({0}, 6, 2) AS INTEGER) + 2) / 3))",
        "month": "SUBSTR({0}, 1, 7)", "week": "DATE({0}, 'weekday 0', '-6 days')", "day": "SUBSTR({0}, 1, 10)"},
}
STEPS: Final = tuple(_STEPS["sqlite"])


@dataclass(frozen=True, slots=True)
class By:
    """What makes a group: the value at the end of a path, or the part of the calendar a date lies in."""

    path: Path
    step: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken of a group: sum, avg, min or max of a field, count of its values; count of () is of records."""

    function: str
    path: Path = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """A summary without its values. `titles` are links among `by` whose titles come along; `largest` puts the group
    with the largest first `of` first, where else groups come in the order of their values, links by title."""

    shape: Shape
    by: tuple[By, ...]
    of: tuple[Taken, ...]
    titles: tuple[Path, ...] = ()
    largest: bool = False


@dataclass(frozen=True, slots=True)
class Grouped:
    """The statement of a summary. It binds the terms' values, :limit and :zone, and what `expressions` need."""

    statement: Statement
    readers: tuple["_Reader", ...]
    titles: int
    groups: int
    expressions: tuple[Checked, ...]

    def one(self, row: Sequence[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]:
        """Return a row's group values, titles of links among them, and what was taken, all in JSON form."""
        found, at = [], 0
        for reader in self.readers:
            found.append(reader.read(row[at:at + reader.width]))
            at += reader.width
        first, second = self.groups, self.groups + self.titles
        return tuple(found[:first]), tuple(found[first:second]), tuple(found[second:])


@dataclass(frozen=True, slots=True)
class _Reader:
    """How many columns of a row make one value, and what turns them into it."""

    width: int
    read: Callable[[Sequence[Any]], Any]


@dataclass(frozen=True, slots=True)
class _Measure:
    """The columns of one value taken, what orders groups by it, and its reader."""

    columns: tuple[ColumnElement[Any], ...]
    rank: ColumnElement[Any]
    reader: _Reader


def grouping(ground: Ground, groups: Groups) -> Grouped:
    """Return the statement of a summary and what reads its rows."""
    source = Source(ground, ground.catalog.objects[groups.shape.object])
    wanted = conditions(source, groups.shape)
    inner = _inner(source, groups, wanted)
    keys = [inner.c[f"b{at}"] for at in range(len(groups.by))]
    named = [func.max(inner.c[f"n{at}"]) for at in range(len(groups.titles))]
    measures = [_measure(source, inner, at, taken) for at, taken in enumerate(groups.of)]
    query = select(*keys, *named, *(column for each in measures for column in each.columns)).group_by(*keys)
    order = [each.nulls_last() for at, key in enumerate(keys) for each in _order(inner, groups, at, key)]
    if groups.largest and measures:
        order.insert(0, measures[0].rank.desc().nulls_last())
    readers = (*(_Reader(1, _single(_key_form(source, by))) for by in groups.by),
               *(_Reader(1, _single(None)) for _ in groups.titles), *(each.reader for each in measures))
    return Grouped(compile(query.order_by(*order).limit(bindparam("limit")), source.dialect), readers,
                   len(groups.titles), len(groups.by), tuple(source.expressions))


def _inner(source: Source, groups: Groups, wanted: list[ColumnElement[bool]]) -> Subquery:
    """Return the rows with the values that make groups, titles, and what is taken; each computed once."""
    columns = [_key(source, by).label(f"b{at}") for at, by in enumerate(groups.by)]
    for at, path in enumerate(groups.titles):
        columns += [source.columns((*path, name))[0].label(f"{letter}{at}")
                    for letter, name in (("n", "title"), ("k", "title_key"))]
    columns += [source.columns(taken.path)[0].label(f"m{at}") for at, taken in enumerate(groups.of) if taken.path]
    columns.append(source.table.c.id.label("id"))
    return select(*columns).select_from(source.joined).where(*wanted).subquery()


def _key(source: Source, by: By) -> ColumnElement[Any]:
    column = source.columns(by.path)[0]
    if not by.step:
        return column
    if source.field(by.path).type.kind is Kind.MOMENT:
        template = FUNCTIONS["date_of"] if source.dialect == "postgresql" else "dg_date_of({0}, {1})"
        column = Written(template, Text(), column, bindparam("zone", type_=Text()))
    return Written(_STEPS[source.dialect][by.step], Text(), column)


def _key_form(source: Source, by: By) -> Make | None:
    if by.step:
        return None
    return _form(source, source.field(by.path))


def _form(source: Source, field: Field) -> Make | None:
    return chain(stored_result(field, source.ground.catalog, source.dialect), field.type.to_json(field))


def _order(inner: Subquery, groups: Groups, at: int, key: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Return what puts groups in order: links by pinyin of their titles where these may be read."""
    path = groups.by[at].path
    if groups.by[at].step or path not in groups.titles:
        return [key]
    return [func.max(inner.c[f"k{groups.titles.index(path)}"]), key]


def _measure(source: Source, inner: Subquery, at: int, taken: Taken) -> _Measure:
    if taken.function == "count":
        count = func.count(inner.c[f"m{at}"] if taken.path else inner.c.id)
        return _Measure((count,), count, _Reader(1, _single(None)))
    column, field = inner.c[f"m{at}"], source.field(taken.path)
    if taken.function in ("min", "max"):
        found = func.min(column) if taken.function == "min" else func.max(column)
        return _Measure((found,), found, _Reader(1, _single(_form(source, field))))
    added = _added(source, column)
    if taken.function == "sum":
        rank = func.total(column) if source.dialect == "sqlite" else func.sum(column)
        return _Measure(added, rank, _Reader(len(added), _sum(source, field)))
    return _Measure((*added, func.count(column)), func.avg(column), _Reader(len(added) + 1, _average(source, field)))


def _added(source: Source, column: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    if source.dialect == "postgresql":
        return (func.sum(column),)
    return tuple(Written(f"SUM({{0}} {sign} {PART})", Text(), column) for sign in ("/", "%"))


def _total(source: Source, field: Field) -> Callable[[Sequence[Any]], Decimal]:
    """Return what makes the exact sum of the columns of `_added`; of no values it is 0."""
    places = 0 if field.type.result(field, source.dialect) is None else field.type.places(field) or 0

    def total(parts: Sequence[Any]) -> Decimal:
        if source.dialect == "postgresql":
            return Decimal(parts[0] or 0)
        return Decimal((parts[0] or 0) * PART + (parts[1] or 0)).scaleb(-places)
    return total


def _sum(source: Source, field: Field) -> Callable[[Sequence[Any]], Any]:
    total, places = _total(source, field), field.type.places(field) or 0
    return lambda parts: f"{total(parts):.{places}f}" if field.type.to_json(field) else int(total(parts))


def _average(source: Source, field: Field) -> Callable[[Sequence[Any]], str | None]:
    """Return what makes an average as text: as `/` gives it, rounded half-up to 12 places."""
    total = _total(source, field)

    def average(parts: Sequence[Any]) -> str | None:
        found = divide(total(parts[:-1]), parts[-1])
        return None if found is None else plain(found)
    return average


def _single(convert: Make | None) -> Callable[[Sequence[Any]], Any]:
    return lambda parts: parts[0] if convert is None or parts[0] is None else convert(parts[0])
