"""Sessions on SQLite: the same verbs, run at once; one writer at a time, and BEGIN IMMEDIATE as late as possible."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from math import inf
from types import TracebackType
from typing import Final, Self

from dougong.store import fence
from dougong.store.drivers import sqliteerrors
from dougong.store.drivers.pool import Pool
from dougong.store.errors import Busy, Fenced
from dougong.store.expression import functions
from dougong.store.meter import METER
from dougong.store.session import Order, Rows
from dougong.store.sql import Params, Statement

#: Seconds a writer waits for another: first for one of this process, then for one of another.
PATIENCE: Final = 10
#: Seconds between two tries to write beside other processes: about as long as a short transaction takes.
STEP: Final = 0.002
#: Steps of SQLite's machine between two looks whether a statement's time is up: some milliseconds.
STEPS: Final = 100_000

_PATIENT: Final = f"pragma busy_timeout = {PATIENCE * 1000}"
_PRAGMAS: Final = (
    "pragma journal_mode = wal",
    "pragma synchronous = full",
    "pragma foreign_keys = on",
    "pragma trusted_schema = off",
    _PATIENT,
)


class Handle:
    """A connection with what this product demands of each: durable, checked, no surprise transactions."""

    def __init__(self, path: str, *pragmas: str) -> None:
        #: When a statement that still runs is stopped, by time.monotonic.
        self.until = inf
        try:
            self.raw = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False,
                                       cached_statements=1000)
        except sqlite3.Error as error:
            raise sqliteerrors.unopened(error) from error
        try:
            for pragma in (*_PRAGMAS, *pragmas):
                self.raw.execute(pragma)
            functions.register(self.raw)
            self.raw.set_progress_handler(self._is_over, STEPS)
        except sqlite3.Error as error:
            told = sqliteerrors.translate(self.raw, error)
            self.raw.close()
            raise told from error

    def _is_over(self) -> bool:
        """Return whether the statement has to stop: its time is up."""
        return time.monotonic() > self.until

    def run(self, statement: Statement, params: Params) -> sqlite3.Cursor:
        """Return the cursor of a statement that was run; its errors come in our words."""
        try:
            return self.raw.execute(statement.sql, statement.values(params))
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            raise sqliteerrors.translate(self.raw, error) from error

    def rows(self, statement: Statement, params: Params) -> Rows:
        """Return what a statement gives."""
        try:
            return self.raw.execute(statement.sql, statement.values(params)).fetchall()
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            raise sqliteerrors.translate(self.raw, error) from error

    def begin(self) -> None:
        """Begin to write, when it is this process's turn; raises Busy when that does not come.

        SQLite's own waiting asks the more seldom the longer one has waited, so that a writer may starve beside busy
        ones of other processes; here everybody asks as often as the others.
        """
        until = time.monotonic() + PATIENCE
        self.raw.execute("pragma busy_timeout = 0")
        try:
            while True:
                try:
                    self.run(_BEGIN, ())
                    return
                except Busy:
                    if time.monotonic() > until:
                        raise
                time.sleep(STEP)
        finally:
            self.raw.execute(_PATIENT)

    def close(self) -> None:
        """Close the connection."""
        self.raw.close()


class ReadSession:
    """See store.session.Reader. `query_only` refuses anything else."""

    def __init__(self, pool: Pool[Handle], seconds: float = inf) -> None:
        self._pool, self._seconds = pool, seconds
        self._handle: Handle | None = None
        self.waits = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._handle is not None:
            self._handle.until = inf
            self._pool.give(self._handle)

    def rows(self, statement: Statement, params: Params = ()) -> Rows:
        """Return what the statement gives."""
        return self.many(((statement, params),))[0]

    def many(self, orders: Sequence[Order]) -> list[Rows]:
        """Return what each statement gives, all of one moment."""
        if self._handle is None:
            self._handle = self._pool.take()
        self.waits += 1
        self._handle.until = time.monotonic() + self._seconds
        began = time.perf_counter()
        try:
            return self._answered(self._handle, orders)
        finally:
            METER.waited(began, [statement for statement, _ in orders])

    def _answered(self, handle: Handle, orders: Sequence[Order]) -> list[Rows]:
        if len(orders) == 1:
            return [handle.rows(*orders[0])]
        handle.run(_READING, ())                    # one snapshot for all of them, as on PostgreSQL
        try:
            return [handle.rows(statement, params) for statement, params in orders]
        finally:
            if handle.raw.in_transaction:           # a disk that fails has ended it
                handle.raw.execute("rollback")


class FrozenSession(ReadSession):
    """A ReadSession whose every wait sees the moment of the first: one transaction until it is left."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._handle is not None and self._handle.raw.in_transaction:
            self._handle.raw.execute("rollback")
        super().__exit__(kind, error, trace)

    def many(self, orders: Sequence[Order]) -> list[Rows]:
        """Return what each statement gives, all of one moment."""
        if self._handle is None:
            self._handle = self._pool.take()
            self._handle.run(_READING, ())
        self.waits += 1
        return [self._handle.rows(statement, params) for statement, params in orders]


class WriteSession:
    """See store.session.Writer. `turn` is held by the one writer of this process."""

    def __init__(self, pool: Pool[Handle], turn: threading.Lock, number: int | None) -> None:
        self._pool, self._turn, self._number = pool, turn, number
        self._handle: Handle | None = None
        self._then: list[Callable[[], None]] = []
        self.waits = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._handle is None:
            return
        try:
            if self._handle.raw.in_transaction:
                self._handle.raw.execute("rollback")
        finally:
            self._pool.give(self._handle)
            self._turn.release()

    def rows(self, statement: Statement, params: Params = ()) -> Rows:
        """Return what the statement gives."""
        return self.many(((statement, params),))[0]

    def many(self, orders: Sequence[Order]) -> list[Rows]:
        """Return what each statement gives."""
        handle = self._begun()
        self.waits += 1
        began = time.perf_counter()
        try:
            return [handle.rows(statement, params) for statement, params in orders]
        finally:
            METER.waited(began, [statement for statement, _ in orders])

    def affected(self, statement: Statement, params: Params = ()) -> int:
        """Run a statement and return how many rows it changed."""
        handle = self._begun()
        self.waits += 1
        began = time.perf_counter()
        try:
            return handle.run(statement, params).rowcount
        finally:
            METER.waited(began, [statement])

    def send(self, statement: Statement, params: Params = ()) -> None:
        """Run a statement now: there is no wait to save."""
        self._begun().run(statement, params)

    def send_each(self, statement: Statement, params: Iterable[Params]) -> None:
        """Run a statement for each set of values."""
        handle = self._begun()
        for each in params:
            handle.run(statement, each)

    def push(self) -> None:
        """Do nothing: what was sent has been run."""

    def then(self, call: Callable[[], None]) -> None:
        """Call this after COMMIT."""
        self._then.append(call)

    def commit(self, orders: Sequence[Order] = ()) -> list[Rows]:
        """Run `orders` and make it last: on return it is on the disk."""
        if self._handle is None and not orders:
            return []
        handle = self._begun()
        self.waits += 1
        began = time.perf_counter()
        try:
            answers = [handle.rows(statement, params) for statement, params in orders]
            handle.run(_COMMIT, ())
        finally:
            METER.waited(began, [*(statement for statement, _ in orders), _COMMIT])
        for call in self._then:
            call()
        return answers

    def _begun(self) -> Handle:
        if self._handle is not None:
            return self._handle
        if not self._turn.acquire(timeout=PATIENCE):
            raise Busy(f"another writer of this process has not finished within {PATIENCE} seconds")
        try:
            handle = self._pool.take()
        except BaseException:
            self._turn.release()
            raise
        self._handle = handle
        handle.begin()
        self._check_fence(handle)
        return handle

    def _check_fence(self, handle: Handle) -> None:
        if self._number is None:
            return
        found = handle.rows(fence.CURRENT, ())
        if not found or found[0][0] != self._number:
            raise Fenced(self._number, found[0][0] if found else None)


_READING: Final = Statement("begin")
_BEGIN: Final = Statement("begin immediate")
_COMMIT: Final = Statement("commit")
