"""Making a plan: the catalog against what the database holds and has, all read in one session."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Index, MetaData, Table, and_, func, select

from dougong.catalog.model import Catalog
from dougong.catalog.uids import all_uids
from dougong.fields.base import Dialect
from dougong.store import shape, snapshot
from dougong.store.database import Database
from dougong.store.differences import Found, between, index_sql
from dougong.store.engine_tables import CATALOG, INDEX, UID
from dougong.store.errors import Unindexable
from dougong.store.plan import Plan, Step, plan_of
from dougong.store.schema import schema
from dougong.store.session import Order, Reader
from dougong.store.shape import Shape
from dougong.store.sql import compile


def plan(database: Database, catalog: Catalog) -> Plan:
    """Return what would have to be done for the database to serve `catalog`. Needs `init`; changes nothing."""
    with database.read() as session:
        return plan_in(session, database.dialect, catalog)


def plan_in(session: Reader, dialect: Dialect, catalog: Catalog) -> Plan:
    """Return the plan as `session` sees the database; apply makes it anew under its lock and compares."""
    base = snapshot.number_in(session)
    present = shape.read(session, dialect)
    try:
        tables = schema(catalog)
    except Unindexable as error:
        return plan_of(base, present.digest, catalog, [Step("add_unique", "catalog", str(error), (), "refused")])
    steps = [*_identities(session, dialect, catalog),
             *between(tables, _found(session, dialect, tables, present), dialect)]
    if steps or _fingerprint(session, dialect, base) != catalog.fingerprint:
        steps.append(Step("define", "catalog", "Replace the definitions: labels, rules, layout", ()))
    indexes = [(str(index.name), table.name, index_sql(index, dialect))
               for table in tables.tables.values() for index in table.indexes]
    return plan_of(base, present.digest, catalog, steps, indexes)


def _fingerprint(session: Reader, dialect: Dialect, base: int) -> str | None:
    found = session.rows(compile(select(CATALOG.c.fingerprint).where(CATALOG.c.number == base), dialect), {})
    return str(found[0][0]) if found else None


def _identities(session: Reader, dialect: Dialect, catalog: Catalog) -> Iterator[Step]:
    """What was applied once and is no longer defined, or stands under another name, is not dropped in silence."""
    statement = compile(select(UID.c.path, UID.c.uid, UID.c.kind).where(UID.c.retired_at.is_(None)), dialect)
    now = {uid: path for path, uid in all_uids(catalog).items()}
    for path, uid, kind in sorted(session.rows(statement, {})):
        if kind not in {"object", "field"} or now.get(uid) == path:
            continue
        if uid in now:
            yield Step("change", path, f"{path} is now called {now[uid]}; renaming is not possible yet", (), "refused")
        else:
            yield Step("change", path, f"{path} is no longer defined; dropping an {kind} that was applied is not "
                       "possible yet: put its definition back", (), "refused")


def _found(session: Reader, dialect: Dialect, tables: MetaData, present: Shape) -> Found:
    made = {name: (owner, sql) for name, owner, sql in
            session.rows(compile(select(INDEX.c.name, INDEX.c.owner, INDEX.c.sql), dialect), {})}
    changed = [table for table in tables.tables.values()
               if table.name in present.columns and _new_indexes(table, made, present, dialect)]
    counts = session.many([_count(table, dialect) for table in changed])
    rows = {table.name: int(found[0][0]) for table, found in zip(changed, counts, strict=True)}
    uniques = [(table, index) for table in changed if rows[table.name]
               for index in _new_indexes(table, made, present, dialect)
               if index.unique and {column.name for column in index.columns} <= present.columns[table.name].keys()]
    doubles = session.many([_doubles(table, index, dialect) for table, index in uniques])
    return Found(present, made, rows,
                 {str(index.name): int(found[0][0]) for (_, index), found in zip(uniques, doubles, strict=True)})


def _new_indexes(table: Table, made: Mapping[str, tuple[str, str]], present: Shape,
                 dialect: Dialect) -> Sequence[Index]:
    there = present.indexes.get(table.name, frozenset())
    return [index for index in table.indexes
            if index.name not in there or made.get(str(index.name), ("", ""))[1] != index_sql(index, dialect)]


def _count(table: Table, dialect: Dialect) -> Order:
    return compile(select(func.count()).select_from(table), dialect), {}


def _doubles(table: Table, index: Index, dialect: Dialect) -> Order:
    """How many values a new unique index would meet more than once, among the rows it covers; nulls are distinct."""
    columns = list(index.columns)
    covered = index.dialect_options[dialect]["where"]
    kept = [column.is_not(None) for column in columns] + ([] if covered is None else [covered])
    groups = select(*columns).select_from(table).where(and_(*kept)).group_by(*columns).having(func.count() > 1)
    return compile(select(func.count()).select_from(groups.subquery()), dialect), {}
