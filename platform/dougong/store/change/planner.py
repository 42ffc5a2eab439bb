"""Making a plan: the catalog against what the database holds and has, all read in one session."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy import Index, MetaData, Table, select

from dougong.catalog.model import Catalog
from dougong.catalog.quiet import uncollected
from dougong.fields.base import Dialect
from dougong.kernel.saying import said
from dougong.store import snapshot
from dougong.store.change import shape
from dougong.store.change.dependants import dependants, formerly
from dougong.store.change.differences import Found, between, index_sql
from dougong.store.change.former import former
from dougong.store.change.look import Looking, counted, doubled, doubles, judged, told
from dougong.store.change.model import Model
from dougong.store.change.moves import Moving, move
from dougong.store.change.patches import patches
from dougong.store.change.plan import Plan, Step, plan_of
from dougong.store.change.rules import rules
from dougong.store.database import Database
from dougong.store.engine import company
from dougong.store.engine_tables import CATALOG, INDEX
from dougong.store.errors import Unindexable
from dougong.store.indexes import kept
from dougong.store.schema import schema
from dougong.store.session import Reader
from dougong.store.sql import compile


def plan(database: Database, catalog: Catalog) -> Plan:
    """Return what would have to be done for the database to serve `catalog`. Needs `init`; changes nothing."""
    with uncollected(), database.read() as session:
        return _plan_in(session, database.dialect, catalog)


def _plan_in(session: Reader, dialect: Dialect, catalog: Catalog) -> Plan:
    """Return the plan as `session` sees the database; apply makes it anew under its lock and compares."""
    base = snapshot.number_in(session)
    present = shape.read(session, dialect)
    try:
        tables = schema(catalog)
    except Unindexable as error:
        why = said("plan_unindexable", why=str(error))
        return plan_of(base, present.digest, catalog, [Step("add_unique", "catalog", why, (), "refused")])
    made = {name: (owner, sql) for name, owner, sql in
            session.rows(compile(select(INDEX.c.name, INDEX.c.owner, INDEX.c.sql), dialect), {})}
    looking = Looking(session, dialect, Model.of(present, made, dialect))
    moving = Moving(looking.model, former(session, dialect, base, present, catalog), base + 1,
                    _zone(session, dialect, present), looking.large)
    move(moving, catalog, tables)
    after = between(tables, _found(looking, tables, made, present.digest), dialect)
    steps = [*told(looking, moving.steps), *after, *judged(looking, moving.former, catalog),
             *rules(looking, moving.former, catalog, tables)]
    steps = [replace(step, dependants=dependants(catalog, step) or formerly(moving.former, step)) for step in steps]
    steps += patches(session, dialect, base, catalog)
    if steps or _fingerprint(session, dialect, base) != catalog.fingerprint:
        steps.append(Step("define", "catalog", said("plan_define"), ()))
    indexes = [(str(index.name), table.name, index_sql(index, dialect))
               for table in tables.tables.values() for index in kept(table, dialect)]
    planned = plan_of(base, present.digest, catalog, steps, indexes)
    return replace(planned, parked=tuple(moving.parked), returned=tuple(moving.returned),
                   moved=tuple(moving.model.moved), aside=tuple(moving.aside))


def _zone(session: Reader, dialect: Dialect, present: shape.Shape) -> ZoneInfo:
    """Return the company's time zone, in which days and moments are turned into each other; UTC before there is one."""
    known = "time_zone" in present.columns.get("company", {})
    return company.company_in(session, dialect).clock_zone() if known else company.NOBODYS_ZONE


def _fingerprint(session: Reader, dialect: Dialect, base: int) -> str | None:
    found = session.rows(compile(select(CATALOG.c.fingerprint).where(CATALOG.c.number == base), dialect), {})
    return str(found[0][0]) if found else None


def _found(looking: Looking, tables: MetaData, made: Mapping[str, tuple[str, str]], digest: str) -> Found:
    """Return what the database will have once everything has moved; how often new uniques would be broken."""
    present = looking.model.shape(digest)
    changed = [table for table in tables.tables.values() if table.name in present.columns
               and (_new_indexes(table, made, present, looking.dialect)
                    or set(table.c.keys()) - present.columns[table.name].keys())]
    rows = counted(looking, tables, [table.name for table in changed])
    uniques = [(table, index) for table in changed if rows[table.name]
               for index in _new_indexes(table, made, present, looking.dialect) if index.unique
               and all(_is_there(looking, table, column.name) for column in index.columns)]
    broken = looking.session.many([doubles(looking, table, index) for table, index in uniques])
    renamed = {(table, new) for (table, new), old in looking.model.names.items() if new != old}
    return Found(present, made, rows, frozenset(filter(looking.large, rows)), frozenset(looking.model.fresh | renamed),
                 {str(index.name): doubled(found) for (_, index), found in zip(uniques, broken, strict=True)})


def _is_there(looking: Looking, table: Table, column: str) -> bool:
    """Return whether a column has its values already: one to be converted or added has none yet."""
    return column in looking.model.columns[table.name] and (table.name, column) not in looking.model.fresh


def _new_indexes(table: Table, made: Mapping[str, tuple[str, str]], present: shape.Shape,
                 dialect: Dialect) -> Sequence[Index]:
    there = present.indexes.get(table.name, frozenset())
    return [index for index in kept(table, dialect)
            if index.name not in there or made.get(str(index.name), ("", ""))[1] != index_sql(index, dialect)]
