"""Filling an empty database from an archive or another database: everything in one transaction, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, Protocol

from sqlalchemy import MetaData, Table, delete, func, insert, select
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable

from dougong.catalog.model import Catalog
from dougong.fields.base import Dialect
from dougong.store import privileges
from dougong.store.backup.format import Unfit
from dougong.store.backup.parked import Remnant
from dougong.store.backup.parts import LEFT_OUT, PAGE, Part, Row, adding, counted, parts, rows
from dougong.store.backup.values import Tally, codec
from dougong.store.change import shape
from dougong.store.change.apply import Checkpoint, nowhere
from dougong.store.database import Database
from dougong.store.engine_tables import CURRENT, ENGINE, INDEX
from dougong.store.errors import ForeignKeyViolation
from dougong.store.indexes import kept
from dougong.store.init import init, make
from dougong.store.session import Order, Reader, Writer
from dougong.store.sql import Statement, binds, compile, ddl, quoted

#: How many tables a refusal names.
NAMED: Final = 5

_SET_LAST: Final[Mapping[Dialect, Sequence[Statement]]] = {
    "postgresql": (Statement("select setval(pg_get_serial_sequence($1, 'id')::regclass, $2::bigint)"),),
    "sqlite": (Statement("delete from sqlite_sequence where name = ?1 and seq <> ?2"),
               Statement("insert into sqlite_sequence (name, seq) select ?1, ?2 "
                         "where not exists (select 1 from sqlite_sequence where name = ?1)")),
}


class Source(Protocol):
    """Where rows come from: an archive, or another database at one moment."""

    @property
    def catalog(self) -> Catalog:
        """Return the catalog its rows follow."""

    @property
    def parked(self) -> tuple[Remnant, ...]:
        """Return what was dropped there and is carried along."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what it has."""

    def rows(self, part: Part) -> Iterator[Row]:
        """Yield the rows of a part in JSON form."""

    def last_id(self, part: Part) -> int | None:
        """Return the highest id ever given out in a part, None where none is counted."""


def fill(database: Database, source: Source, checkpoint: Checkpoint = nowhere,
         last: Sequence[Order] = ()) -> Mapping[str, int]:
    """Make the tables, copy every row, read all of it back and compare; then do what is to be done `last`. Return how
    many rows each part has.

    Raises Unfit when the database is not empty, when a row cannot be kept, or when what was read back differs: then,
    and after a kill at any point, the database is as it was.
    """
    serving = privileges.serving(database)
    with database.migrator.filling() as session:
        make(session, database.dialect, serving)
        _refuse(_held(session, database.dialect))
        checkpoint("locked")
        poured = _pour_all(session, database.dialect, source, checkpoint)
        checkpoint("checked")
        session.commit(last)
    return {name: tally.rows for name, tally in poured.items()}


def ready(database: Database) -> None:
    """Make the engine's tables in an empty database; raise Unfit, naming what is there, if it is any other."""
    with database.read() as session:
        _refuse(sorted(shape.read(session, database.dialect).columns))
    init(database)
    with database.read() as session:
        _refuse(_held(session, database.dialect))


def _held(session: Reader, dialect: Dialect) -> list[str]:
    """Return what is in a database that has the engine's tables, other than these."""
    engine = [table for table in ENGINE.sorted_tables if table.name not in {*LEFT_OUT, CURRENT.name}]
    counts = session.many([(compile(select(func.count()).select_from(table), dialect), {}) for table in engine])
    return sorted(shape.read(session, dialect).columns) + [
        f"{table.name} with {found[0][0]} rows" for table, found in zip(engine, counts, strict=True) if found[0][0]]


def _refuse(there: Sequence[str]) -> None:
    if there:
        more = f" and {len(there) - NAMED} more" if len(there) > NAMED else ""
        raise Unfit(f"the database is not empty: it holds {', '.join(there[:NAMED])}{more}; name an empty one")


def _pour_all(session: Writer, dialect: Dialect, source: Source, checkpoint: Checkpoint) -> Mapping[str, Tally]:
    pairs = list(parts(source.catalog, source.parked))
    tables = _matched(source, pairs)
    made = next((table.metadata for part, table in pairs if not part.name.startswith("engine/")), MetaData())
    _make_tables(session, dialect, made)
    session.send(compile(delete(CURRENT), dialect), {})
    poured = {}
    for part in source.parts:
        poured[part.name] = _pour(session, dialect, part, tables[part.name], source.rows(part))
        _count_on(session, dialect, tables[part.name], source.last_id(part))
        checkpoint(part.name)
    _tie(session, dialect, made)
    for part in source.parts:
        there = Tally(part.columns).add_all(rows(session, tables[part.name], tuple(part.columns), dialect))
        if (there.rows, there.digest) != (poured[part.name].rows, poured[part.name].digest):
            raise Unfit(f"{part.name} came out different: {there.rows} rows of {poured[part.name].rows} were kept, or "
                        "a value could not be; nothing was written")
    return poured


def _matched(source: Source, pairs: Sequence[tuple[Part, Table]]) -> Mapping[str, Table]:
    """Return the table of each part; a later version may know more, never less."""
    known = {part.name: part for part, _ in pairs}
    for part in source.parts:
        here = known.get(part.name)
        if here is None or not part.columns.items() <= here.columns.items():
            raise Unfit(f"{part.name} does not fit this version, which was probably made before it; use a newer one")
    missing = sorted(name for name in known.keys() - {part.name for part in source.parts}
                     if not name.startswith("engine/"))
    if missing:
        raise Unfit(f"the archive is damaged: {missing[0]} is missing")
    return {part.name: table for part, table in pairs}


def _make_tables(session: Writer, dialect: Dialect, made: MetaData) -> None:
    """PostgreSQL gets its links once all rows are there; SQLite, which cannot be given them later, does not look."""
    keys = None if dialect == "sqlite" else ()
    for table in made.tables.values():
        session.send(Statement(ddl(CreateTable(table, include_foreign_key_constraints=keys), dialect), keep=False))


def _pour(session: Writer, dialect: Dialect, part: Part, table: Table, given: Iterator[Row]) -> Tally:
    """Add the rows to the table and return their tally."""
    statement, tally = adding(table, tuple(part.columns), dialect), Tally(part.columns)
    ways = [(name, codec(table.c[name].type, dialect).into) for name in statement.names]
    while page := list(islice(given, PAGE)):
        for row in page:
            tally.add(row)
        try:
            session.send_each(statement, [[
                row.get(name) if way is None or name not in row else way(row[name]) for name, way in ways]
                for row in page])
        except (ArithmeticError, TypeError, ValueError, AttributeError) as error:
            raise Unfit(f"{part.name} holds a value that is none: {error}") from error
        session.many(())
    return tally


def _count_on(session: Writer, dialect: Dialect, table: Table, last: int | None) -> None:
    """Let ids go on after the last one ever given, be its row gone or not."""
    if last is None or not counted(table):
        return
    name = quoted(table.name, dialect) if dialect == "postgresql" else table.name
    for statement in _SET_LAST[dialect]:
        session.send(statement, (name, last))


def _tie(session: Writer, dialect: Dialect, made: MetaData) -> None:
    """Make the indexes, and see that every link points at a row that is there."""
    indexes: list[tuple[Any, ...]] = []
    for table in made.tables.values():
        for index in kept(table, dialect):
            indexes.append((str(index.name), table.name, ddl(CreateIndex(index), dialect)))
            session.send(Statement(indexes[-1][2], keep=False))
    names = ("name", "owner", "sql")
    session.send_each(compile(insert(INDEX).values(binds(*names)), dialect),
                      [dict(zip(names, each, strict=True)) for each in indexes])
    try:
        _hold(session, dialect, made)
    except ForeignKeyViolation as error:
        raise Unfit(f"a link points at a row that is not there: {error}") from error


def _hold(session: Writer, dialect: Dialect, made: MetaData) -> None:
    if dialect == "sqlite":
        if found := session.rows(Statement("pragma foreign_key_check", keep=False)):
            table, row, target, _ = found[0]
            raise ForeignKeyViolation(None, f"{table} {row} at {target}, and {len(found) - 1} more")
        return
    for table in made.tables.values():
        for key in sorted(table.foreign_key_constraints, key=lambda each: str(each.name)):
            session.send(Statement(ddl(AddConstraint(key), dialect), keep=False))
    session.many(())
