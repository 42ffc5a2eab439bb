"""One moment of a database: everything read in it fits together, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from dougong.catalog.freeze import thaw
from dougong.catalog.model import Catalog
from dougong.catalog.registry import Registry
from dougong.fields.base import Dialect
from dougong.store import fence, snapshot
from dougong.store.backup.format import Unfit
from dougong.store.backup.parked import parked
from dougong.store.backup.parts import Part, Row, last_id, parts, rows
from dougong.store.change import shape
from dougong.store.database import Database
from dougong.store.init import ALONE
from dougong.store.session import Reader
from dougong.store.snapshot import Snapshot
from dougong.store.sql import Statement

SHARED: Final = Statement("select pg_advisory_xact_lock_shared($1)", ("lock",), keep=False)


class Moment:
    """A database as it was at one moment, as a source to copy from."""

    def __init__(self, session: Reader, dialect: Dialect, stored: Snapshot, registry: Registry) -> None:
        self._session, self._dialect = session, dialect
        self.stored = stored
        self.number = stored.number
        self.catalog: Catalog = thaw(stored.frozen, registry, stored.number)
        self.parked = parked(session, dialect, shape.read(session, dialect).columns)
        pairs = list(parts(self.catalog, self.parked))
        self._tables = {part.name: table for part, table in pairs}
        self.parts = tuple(part for part, _ in pairs)

    def rows(self, part: Part) -> Iterator[Row]:
        """Yield the rows of a part in JSON form."""
        return rows(self._session, self._tables[part.name], tuple(part.columns), self._dialect)

    def last_id(self, part: Part) -> int | None:
        """Return the highest id ever given out in a part, None where none is counted."""
        return last_id(self._session, self._tables[part.name], self._dialect)


@contextmanager
def moment(database: Database, registry: Registry) -> Iterator[Moment]:
    """Yield the database as it is now; whoever writes goes on, but definitions cannot change until the block ends.

    Raises Unfit before the first apply.
    """
    with _definitions_held(database), database.frozen() as session:
        stored = snapshot.load_in(session, database.dialect, snapshot.number_in(session))
        if stored is None:
            raise Unfit("the database holds no catalog yet; there is nothing to keep")
        yield Moment(session, database.dialect, stored, registry)


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Keep every write of definitions and records out until the block ends."""
    with database.filling() as session:
        session.rows(ALONE if database.dialect == "postgresql" else fence.CURRENT)      # SQLite has one writer
        yield


@contextmanager
def _definitions_held(database: Database) -> Iterator[None]:
    """A table that is being rewritten looks empty to those who began before: apply waits. SQLite keeps both."""
    if database.dialect == "sqlite":
        yield
        return
    with database.filling() as session:
        session.rows(SHARED, (fence.LOCK,))
        yield
