"""Making the engine's own tables: idempotent, whole or not at all, safe when several processes start at once."""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy.schema import CreateIndex, CreateTable

from dougong.fields.base import Dialect
from dougong.store import fence, privileges
from dougong.store.change import shape
from dougong.store.database import Database
from dougong.store.engine import audit
from dougong.store.engine_tables import CURRENT, ENGINE
from dougong.store.search import index as search
from dougong.store.session import Writer
from dougong.store.sql import DIALECTS, Statement, ddl
from dougong.store.statements import demand

ALONE: Final = Statement(f"select pg_advisory_xact_lock({fence.LOCK})", keep=False)


def init(database: Database) -> None:
    """Make the engine's tables and columns that are missing and the row of the current number (0); nothing else. Of
    two accounts the one that serves gets what it needs. Raises Unsafe when they lead to two databases."""
    serving = privileges.serving(database)
    with database.migrator.write(None) as session:
        make(session, database.dialect, serving)
        if not session.rows(fence.CURRENT):
            session.send(Statement(f"insert into {CURRENT.name} (number) values (0)", keep=False))
        session.commit()


def make(session: Writer, dialect: Dialect, serving: str | None = None) -> None:
    """Make the engine's tables, and columns of them, that are missing within the transaction of `session`, which then
    is alone. A column that comes to a table people have must be one that may be null. `serving` is the account that
    works with the tables, where it is not the one that makes them."""
    if dialect == "postgresql":
        session.rows(ALONE)                    # "if not exists" alone fails when two come at once
    if serving is not None:
        privileges.promise(session, serving)
    for sql in _columns(shape.engine_columns(session, dialect), dialect):
        session.send(Statement(sql, keep=False))
    for sql in _definitions(dialect):
        session.send(Statement(sql, keep=False))
    if serving is not None:
        privileges.grant(session, serving)


def behind(database: Database) -> list[str]:
    """Return the engine's tables that the database lacks, or that lack columns: another version made it. One wait."""
    with database.read() as session:
        there = shape.engine_columns(session, database.dialect)
    return [table.name for table in ENGINE.sorted_tables
            if not {column.name for column in table.columns} <= there.get(table.name, frozenset())]


def check(database: Database) -> None:
    """Raise LookupError for a database that an earlier version made and nobody has brought up to this one."""
    lacking = behind(database)
    if lacking:
        raise LookupError(f"the database is of an earlier version, it lacks {', '.join(lacking[:3])}"
                          f"{' and more' if lacking[3:] else ''}; run: dougong apply")


def _columns(there: Mapping[str, frozenset[str]], dialect: Dialect) -> Iterator[str]:
    """Yield what adds the columns an earlier landing did not know to the tables it made."""
    for table in ENGINE.sorted_tables:
        for column in table.columns if table.name in there else ():
            if column.name not in there[table.name]:
                kind = str(column.type.compile(DIALECTS[dialect]))
                yield f"alter table {table.name} add column {column.name} {kind}"


def _definitions(dialect: Dialect) -> Iterator[str]:
    for table in ENGINE.sorted_tables:
        yield ddl(CreateTable(table, if_not_exists=True), dialect)
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            yield ddl(CreateIndex(index, if_not_exists=True), dialect)
    yield search.DEFINITIONS[dialect]
    yield from audit.definitions(dialect)
    if dialect == "postgresql":
        yield fence.FUNCTION
        yield demand.FUNCTION
