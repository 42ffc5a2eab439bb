"""Looking at the rows a plan would meet: as the database has them now, under the names they will have."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, ColumnClause, MetaData, Table, and_, func, literal, or_, select
from sqlalchemy import column as named
from sqlalchemy import table as lightly

from dougong.catalog.model import Catalog, Field, Object
from dougong.fields.base import Dialect
from dougong.fields.refusals import Unclear
from dougong.kernel.saying import Name, said
from dougong.store.change import ahead as change_ahead
from dougong.store.change.convert import same_storage
from dougong.store.change.former import Former, Held
from dougong.store.change.model import Model
from dougong.store.change.plan import Fill, Sample, Step
from dougong.store.session import Order, Reader, Rows
from dougong.store.sql import Statement, compile, quoted

#: Values shown of those that would be cut, lost or refused.
SHOWN = 5
#: Values that are there more than once are counted no further.
DOUBLES = 1_000


@dataclass(frozen=True, slots=True)
class Looking:
    """Where to look: a session on the database as it is, and the model that leads back to its names."""

    session: Reader
    dialect: Dialect
    model: Model

    def count(self, tables: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Return, for each table, how many rows it has and how many of them are in the bin."""
        there = [table for table in tables if self.model.tables.get(table)]
        found = self.session.many([_counts(self.model, table, self.dialect) for table in there])
        return {table: (int(rows[0][0]), int(rows[0][1])) for table, rows in zip(there, found, strict=True)}

    def values(self, table: str, *columns: str) -> Rows:
        """Return the values of the columns, each combination with how often it is there; rows of nulls are none."""
        held: list[ColumnClause[Any]] = [named(self.model.names.get((table, each), each)) for each in columns]
        query = select(*held, func.count()).select_from(lightly(self.model.tables[table], *held))
        grouped = query.where(or_(*(each.is_not(None) for each in held))).group_by(*held)
        return self.session.rows(compile(grouped, self.dialect), {})

    def large(self, table: str) -> bool:
        """Return whether a table that keeps its name is so large that it has to be changed while others use it."""
        if self.dialect == "sqlite" or self.model.tables.get(table) != table:
            return False
        some = select(literal(1)).select_from(lightly(table)).limit(change_ahead.LARGE).subquery()
        return int(self.session.rows(compile(select(func.count()).select_from(some), self.dialect), {})[0][0]) \
            >= change_ahead.LARGE

    def ahead(self, statement: Statement, table: Table) -> Statement:
        """Return a statement on `table` as it will be, made to read what is there now; columns to come are null."""
        was = self.model.tables[table.name]
        there = self.model.columns[table.name].keys() - {name for held, name in self.model.fresh if held == table.name}
        pairs = [(column.name, self.model.names.get((table.name, column.name), column.name)) for column in table.c
                 if column.name in there]
        missing = [column.name for column in table.c if column.name not in there]
        if was == table.name and not missing and all(new == old for new, old in pairs):
            return statement
        return replace(statement, sql=_prefixed(statement.sql, table.name, was, pairs, missing, self.dialect))


def _prefixed(sql: str, name: str, was: str, pairs: Sequence[tuple[str, str]], missing: Sequence[str],
              dialect: Dialect) -> str:
    def q(each: str) -> str:
        return quoted(each, dialect)
    place = f"main.{q(was)}" if dialect == "sqlite" else q(was)
    columns = ", ".join([*(f"{q(old)} as {q(new)}" for new, old in pairs), *(f"null as {q(each)}" for each in missing)])
    return f"WITH {q(name)} AS (SELECT {columns} FROM {place}) {sql}"


def _counts(model: Model, table: str, dialect: Dialect) -> Order:
    binned: ColumnClause[Any] = named(model.names.get((table, "archived_at"), "archived_at"))
    has = "archived_at" in model.columns[table]
    count = func.count(binned) if has else func.count() * 0
    place = lightly(model.tables[table], *((binned,) if has else ()))
    return compile(select(func.count(), count).select_from(place), dialect), {}


def told(looking: Looking, steps: Sequence[Step]) -> Iterator[Step]:
    """Yield the steps with rows and records in the bin, and conversions with what becomes of the values."""
    moving = [step for step in steps if step.verb in {"rename", "drop", "retype", "return", "rebuild"}]
    counts = looking.count(sorted({_table(step) for step in moving} & looking.model.columns.keys()))
    for step in steps:
        if step not in moving:
            yield step
            continue
        rows, binned = counts.get(_table(step), (0, 0))
        seen = replace(step, rows=rows, binned=binned)
        yield seen if step.fill is None else _converted(looking, seen, step.fill)


def _table(step: Step) -> str:
    return step.subject.partition(".")[0]


def _converted(looking: Looking, step: Step, fill: Fill) -> Step:
    fates: dict[str, int] = {"kept": 0, "cut": 0, "lost": 0}
    samples: list[Sample] = []
    longest = 0
    for *values, count in looking.values(fill.table, *fill.sources):
        value = values[0]
        made, fate = fill.convert(*values)
        fates[fate] += count
        if fate != "kept" and len(samples) < SHOWN:
            samples.append(Sample(str(value), count, None if made is None else str(made)))
        if fate == "cut" and str(value).startswith(str(made)):
            longest = max(longest, len(str(value)))
    worse = [fate for fate in ("cut", "lost") if fates[fate]]
    return replace(step, said=step.said.told_as("_".join(("plan_retype", *(worse or ["kept"]))), **fates),
                   safety="destructive" if worse else "safe", samples=tuple(samples),
                   fits=("length", longest) if longest else None)


def judged(looking: Looking, former: Former, catalog: Catalog) -> Iterator[Step]:
    """Yield a step for each field that keeps its values and would refuse some of them from now on: an option that
    went, a shorter text, a narrower range. The values stay; who edits such a record has to mend them."""
    for one in sorted(catalog.objects.values(), key=lambda each: each.name):
        for field in one.fields.values():
            held = former.fields.get(field.uid)
            if held is None or not field.stored or not held.columns or not same_storage(held, field):
                continue
            if len(held.columns) == 1 and not field.type.targets(field) and _narrower(held, field) and \
                    field.name in looking.model.columns.get(one.name, {}):
                yield from _judged(looking, one, held, field)


def _narrower(held: Held, field: Field) -> bool:
    return held.type.key != field.type.key or held.type.schema_sent(held.spec) != field.type.schema_sent(field)


def _judged(looking: Looking, one: Object, held: Held, field: Field) -> Iterator[Step]:
    refused, samples, whys, longest = 0, list[Sample](), set[str](), 0
    faulty = _faulty(held, field, looking.dialect)
    for value, count in looking.values(one.name, field.name):
        if why := faulty(value):
            refused += count
            samples.append(Sample(str(value), count, turned=False))
            whys.add(why)
            longest = max(longest, len(str(value)))
    if refused:
        subject = f"{one.name}.{field.name}"
        yield Step("judge", subject, said("plan_judge_values", field=Name(subject), n=refused), (), "confirm", refused,
                   tuple(samples[:SHOWN]), fits=("length", longest) if whys == {"too_long"} else None)


def _faulty(held: Held, field: Field, dialect: Dialect) -> Callable[[Any], str]:
    """Return what says why a stored value would be refused from now on, "" where it would not."""
    result, write = held.type.result(held.spec, dialect), held.type.to_json(held.spec)

    def faulty(stored: Any) -> str:
        value = stored if result is None else result(stored)
        try:
            field.type.read(field, value if write is None else write(value))
        except Unclear as no:
            return no.code
        return ""
    return faulty


def doubles(looking: Looking, table: Table, index: Any) -> Order:
    """Return what reads the values a new unique index would meet more than once, among the rows it covers; nulls are
    distinct."""
    columns: list[Column[Any]] = list(index.columns)
    covered = index.dialect_options[looking.dialect]["where"]
    kept = [column.is_not(None) for column in columns] + ([] if covered is None else [covered])
    groups = select(*columns, func.count().label("times"))
    query = groups.select_from(table).where(and_(*kept)).group_by(*columns).having(func.count() > 1)
    most = query.order_by(func.count().desc(), *columns).limit(DOUBLES)
    return looking.ahead(compile(most, looking.dialect), table), {}


def doubled(rows: Rows) -> tuple[int, tuple[Sample, ...]]:
    """Return how many values were met more than once, at most DOUBLES, and those met most often as people read them."""
    return len(rows), tuple(Sample(", ".join(str(each) for each in values), times, turned=False)
                            for *values, times in rows[:SHOWN])


def counted(looking: Looking, tables: MetaData, names: Sequence[str]) -> Mapping[str, int]:
    """Return how many rows each of the tables has."""
    return {name: rows for name, (rows, _) in looking.count([name for name in names if name in tables.tables]).items()}
