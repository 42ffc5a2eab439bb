"""The one way to a database: SQLite in a file, or PostgreSQL. Connections are made when first needed."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import urlsplit

from dougong.fields.base import Dialect
from dougong.store.drivers import postgresql, sqlite
from dougong.store.drivers.pglink import Link
from dougong.store.drivers.pool import Pool
from dougong.store.drivers.sqlite import Handle
from dougong.store.session import Reader, Writer
from dougong.store.sql import Params, Statement

#: Connections per process and purpose: a server of 4 to 8 threads needs no more.
SIZE: Final = 10
#: Seconds a statement may take, unless somebody says otherwise.
STATEMENT: Final = 15


def _nobody() -> None:
    """In a process without workers nobody hears."""


class Database(ABC):
    """Where everything lives. One per process, shared by its threads, safe across a fork."""

    dialect: ClassVar[Dialect]
    #: Told once a transaction that leaves work to the background lasts; a server puts its workers here.
    rouse: Callable[[], None] = staticmethod(_nobody)
    _other: "Database | None" = None

    @staticmethod
    def open(url: str, seconds: int = STATEMENT, migrator: str | None = None) -> "Database":
        """Return the database at `url` (`sqlite:///file`, `postgresql://…`), where a statement may take so many
        seconds; nothing is connected yet. `migrator` is the address of the same PostgreSQL database with the account
        that changes tables, where the one that serves may not.

        Raises ValueError for another kind of address (MySQL commits every change of a table by itself).
        """
        scheme = urlsplit(url).scheme
        if scheme == "sqlite":
            return _SQLite(url, seconds)
        if scheme in {"postgresql", "postgres"}:
            return _PostgreSQL(url, seconds, migrator)
        raise ValueError(f"{scheme or url!r} is no database this product runs on; sqlite:/// and postgresql:// are")

    @property
    def migrator(self) -> "Database":
        """Return the same database by the account that changes tables: this very one unless there are two. Whatever
        makes, alters or drops something asks for it, and nothing else does."""
        return self._other or self

    @abstractmethod
    def read(self) -> AbstractContextManager[Reader]:
        """Return a session that reads outside a transaction."""

    @abstractmethod
    def write(self, fence: int | None) -> AbstractContextManager[Writer]:
        """Return a session that is one transaction, planned on catalog number `fence`.

        None is for the engine's own bookkeeping, which no catalog shapes (sign-in, tokens, heartbeats).
        """

    def once(self, statement: Statement, params: Params) -> None:
        """Run one statement of the engine's own bookkeeping in a transaction of its own."""
        with self.write(None) as session:
            session.send(statement, params)
            session.commit()

    def aside(self) -> AbstractContextManager[Writer]:
        """Return a transaction that may run while its own thread has another open, without waiting for a connection
        that threads like it hold: ten units that each need a block of numbers must not wait for an eleventh."""
        return self.write(None)

    @abstractmethod
    def frozen(self) -> AbstractContextManager[Reader]:
        """Return a session that reads one moment for as long as it takes, while others write on."""

    @abstractmethod
    def filling(self) -> AbstractContextManager[Writer]:
        """Return a transaction to fill tables in, for as long as it takes; on SQLite links are not checked in it."""

    @abstractmethod
    def outside(self, sql: str) -> None:
        """Run one statement outside any transaction, for as long as it takes: what PostgreSQL does concurrently."""

    @abstractmethod
    def pools(self) -> Mapping[str, tuple[int, int]]:
        """Return of each pool of connections how many are in use and how many may be."""

    @abstractmethod
    def close(self) -> None:
        """Close the connections at rest."""


class _SQLite(Database):
    dialect = "sqlite"

    def __init__(self, url: str, seconds: int) -> None:
        path = url.removeprefix("sqlite:///").partition("?")[0]
        if path in {"", ":memory:"} or not url.startswith("sqlite:///"):
            raise ValueError(f"{url!r}: name a file, as in sqlite:///var/dougong.db; each connection must see the same")
        self.path = Path(path)
        self._readers: Pool[Handle] = Pool(lambda: Handle(path, "pragma query_only = on"), SIZE)
        self.writers: Pool[Handle] = Pool(lambda: Handle(path), SIZE)
        self._fillers: Pool[Handle] = Pool(lambda: Handle(path, "pragma foreign_keys = off"), 1)
        self._turn = threading.Lock()
        self._seconds = seconds

    def read(self) -> sqlite.ReadSession:
        return sqlite.ReadSession(self._readers, self._seconds)

    def write(self, fence: int | None) -> sqlite.WriteSession:
        return sqlite.WriteSession(self.writers, self._turn, fence)

    def frozen(self) -> sqlite.FrozenSession:
        return sqlite.FrozenSession(self._readers)

    def filling(self) -> sqlite.WriteSession:
        return sqlite.WriteSession(self._fillers, self._turn, None)

    def outside(self, sql: str) -> None:
        with self.write(None) as session:
            session.rows(Statement(sql, keep=False))
            session.commit()

    def pools(self) -> Mapping[str, tuple[int, int]]:
        return {"read": self._readers.used, "write": self.writers.used}

    def close(self) -> None:
        self._readers.clear()
        self.writers.clear()
        self._fillers.clear()


class _PostgreSQL(Database):
    dialect = "postgresql"

    def __init__(self, url: str, seconds: int, migrator: str | None = None) -> None:
        limit = str(seconds * 1000)
        reading = postgresql.conninfo(url, statement_timeout=limit, default_transaction_read_only="on",
                                      default_transaction_isolation=r"repeatable\ read")
        writing = postgresql.conninfo(url, statement_timeout=limit)
        self._url = url
        self._other = None if migrator is None else _PostgreSQL(migrator, seconds)
        self._readers: Pool[Link] = Pool(lambda: Link(reading), SIZE)
        self._writers: Pool[Link] = Pool(lambda: Link(writing), SIZE)
        self._aside: Pool[Link] = Pool(lambda: Link(writing), 1)

    def read(self) -> postgresql.ReadSession:
        return postgresql.ReadSession(self._readers)

    def write(self, fence: int | None) -> postgresql.WriteSession:
        return postgresql.WriteSession(self._writers, fence)

    def aside(self) -> postgresql.WriteSession:
        return postgresql.WriteSession(self._aside, None)

    def frozen(self) -> postgresql.WriteSession:
        return postgresql.unhurried(postgresql.WriteSession(self._readers, None))     # one that may not write

    def filling(self) -> postgresql.WriteSession:
        return postgresql.unhurried(self.write(None))

    def outside(self, sql: str) -> None:
        postgresql.outside(self._url, sql)

    def pools(self) -> Mapping[str, tuple[int, int]]:
        return {"read": self._readers.used, "write": self._writers.used, "aside": self._aside.used}

    def close(self) -> None:
        self._readers.clear()
        self._writers.clear()
        self._aside.clear()
        if self._other is not None:
            self._other.close()
