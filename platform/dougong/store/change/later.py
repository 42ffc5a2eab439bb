"""SQL that waits until every server serves the new catalog, or that must not stand in a transaction."""

from typing import Final

from dougong.store.database import Database
from dougong.store.sql import Statement, quoted

#: Indexes PostgreSQL began and did not finish: killed on the way, or met by duplicates.
_UNFINISHED: Final = Statement("""
    select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid
    where not i.indisvalid and c.relnamespace = current_schema()::regnamespace and not exists (
        select 1 from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)""", keep=False)


def run(database: Database, sql: str) -> None:
    """Run one statement outside a transaction, for as long as it takes; of an index begun before, anew."""
    database = database.migrator
    sweep(database)
    try:
        database.outside(sql)
    finally:
        sweep(database)


def sweep(database: Database) -> None:
    """Remove indexes that were begun and that nobody is building: they cost every write and serve no read."""
    if database.dialect == "sqlite":
        return
    with database.read() as session:
        names = [str(name) for name, in session.rows(_UNFINISHED)]
    for name in names:
        database.outside(f"DROP INDEX CONCURRENTLY IF EXISTS {quoted(name, database.dialect)}")
