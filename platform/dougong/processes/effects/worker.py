"""What makes effects happen: threads of every server. An effect is its worker's for some minutes; should that one die,
another takes it then. So each happens at least once, and what hears of it twice hears the same key."""

import logging
import os
import random
import socket
import threading
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from dougong.processes.effects.kinds import Effect, Failed, Hopeless, Row, Unreached
from dougong.records.runtime import Runtime
from dougong.store.effects import AT_ONCE, SEEN, effects
from dougong.store.errors import Busy
from dougong.store.inbound import inbound_statements
from dougong.store.loop import Loop
from dougong.store.session import Order
from dougong.store.snapshot import moment, when
from dougong.store.sql import Statement
from dougong.store.statements_forms import listed

#: Seconds between two looks of a process for what became due, or was left by another.
PAUSE: Final = 1.0
#: Threads of a process: so many effects happen at a time.
THREADS: Final = 4
#: For how long an effect is its worker's alone.
TAKEN: Final = timedelta(minutes=3)
#: How long after each try that failed the next one comes, give or take a fifth; after the last of them none.
WAITS: Final = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 300, 1800, 7200, 21600, 43200))
MOST: Final = len(WAITS) + 1
#: How often settling an effect is tried while the database is busy: what is not settled happens again.
STUBBORN: Final = 5
#: Seconds between two tidyings.
TIDY: Final = 3600.0
#: Characters kept of what went wrong.
LONGEST: Final = 300

_log = logging.getLogger(__name__)


class Worker:
    """Makes the effects of one process's database happen, of the kinds it knows."""

    def __init__(self, runtime: Runtime, kinds: Iterable[Effect]) -> None:
        self._runtime, self._kinds = runtime, {each.name: each for each in kinds}
        self._said = effects(runtime.database.dialect)
        self._lock = threading.Lock()
        self._at: set[str] = set()
        self._tidied = time.monotonic()
        self.loop = Loop("effects", self.step, PAUSE, THREADS, enter=self._enter)

    def start(self) -> None:
        """Begin in the background, once per process: after a fork, each child calls it again."""
        self.loop.start()

    def stop(self) -> None:
        """Take up no more effects."""
        self.loop.stop()

    def step(self) -> bool:
        """Make happen what is due until nothing is; return whether there was anything."""
        if time.monotonic() - self._tidied >= TIDY:
            self._tidied = time.monotonic()
            self.tidy()
        if not self._some():
            return False
        settled: Order | None = None
        count = 0
        while (row := self._next(settled)) is not None:
            self.loop.wake()                          # there may be more than one thread can do
            settled = self._settled(row)
            count += 1
        return count > 0

    def _enter(self) -> None:
        self._lock, self._at = threading.Lock(), set()
        self._runtime.database.rouse = self.loop.wake

    def _some(self) -> bool:
        """Return whether there may be something to do: a look that writes nothing, nearly always enough."""
        with self._runtime.database.read() as session:
            return bool(session.rows(self._said.due, self._now_and_kinds()))

    def _next(self, settled: Order | None) -> Row | None:
        """Write down what came of the last effect and return the next, in one transaction; None when nothing is due,
        or nothing more is to be begun."""
        if self.loop.stopped:
            if settled is not None:
                self._runtime.database.once(*settled)
            return None
        database = self._runtime.database
        until = moment(database.dialect, self._runtime.clock.now() + TAKEN)
        for count in range(STUBBORN):
            with self._lock:
                busy = sorted(self._at)
            try:
                with database.write(None) as session:
                    if database.dialect == "postgresql":
                        session.send(AT_ONCE)
                    if settled is not None:
                        session.send(*settled)
                    found, = session.commit([(self._said.take, {
                        **self._now_and_kinds(), "busy": listed(busy, database.dialect), "by": _name(),
                        "until": until})])
                return self._row(found[0]) if found else None
            except Busy:
                time.sleep(random.uniform(0, 0.05 * 2 ** count))  # noqa: S311 - spreads retries, guards nothing
        return None

    def _settled(self, row: Row) -> Order:
        """Make an effect happen and return what writes down how that went."""
        if row.tries > MOST:
            return self._dead(row, "those who tried it died of it")
        if row.target is None:
            return self._ran(row)
        with self._lock:
            taken = row.target in self._at
            self._at.add(row.target)
        if taken:                                     # two threads took effects for one target at the same moment
            return self._said.back, {**self._mine(row), "due": self._moment()}
        try:
            return self._ran(row)
        finally:
            with self._lock:
                self._at.discard(row.target)

    def _ran(self, row: Row) -> Order:
        kind = self._kinds[row.kind]
        try:
            kind.run(self._runtime, row)
        except Hopeless as error:
            return self._dead(row, str(error))
        except Unreached as error:
            late = self._late(row, error)
            self._runtime.database.once(self._said.rest, {"this_target": row.target, "due": late[1]["due"]})
            return late
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this effect's fault and no other's
            return self._late(row, error)
        done = self._said.emptied if kind.secret else self._said.done
        return done, {**self._mine(row), "at": self._moment()}

    def _late(self, row: Row, error: Exception) -> tuple[Statement, dict[str, Any]]:
        wait = WAITS[min(row.tries, len(WAITS)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - spreads retries
        _log.warning("effect %s (%s) waits %s: %s", row.id, row.kind, wait, _told(error))
        return self._said.late, {**self._mine(row), "at": self._moment(), "due": self._moment(wait),
                                 "error": _told(error), "most": MOST}

    def _dead(self, row: Row, why: str) -> Order:
        _log.warning("effect %s (%s) is given up: %s", row.id, row.kind, why)
        return self._said.dead, {**self._mine(row), "at": self._moment(), "error": why[:LONGEST]}

    def _mine(self, row: Row) -> dict[str, Any]:
        return {"this": row.id, "by": _name()}

    def _moment(self, later: timedelta = timedelta()) -> Any:
        return moment(self._runtime.database.dialect, self._runtime.clock.now() + later)

    def _now_and_kinds(self) -> dict[str, Any]:
        return {"now": self._moment(), "kinds": listed(sorted(self._kinds), self._runtime.database.dialect)}

    def _row(self, row: tuple[Any, ...]) -> Row:
        found = dict(zip(SEEN, row, strict=True))
        at: datetime = when(self._runtime.database.dialect, found["created_at"])
        return Row(found["id"], found["kind"], found["key"], orjson.loads(found["payload"]), found["tries"], at,
                   *(found[name] for name in ("target", "object_uid", "record_id", "actor", "cause", "correlation")))

    def tidy(self) -> None:
        """Forget what is over for longer than the settings keep it."""
        kept = timedelta(days=self._runtime.settings.effect_days)
        database = self._runtime.database
        database.once(self._said.forget, {"ended": self._moment(-kept)})
        database.once(inbound_statements(database.dialect).forget, {"before": self._moment(-kept)})


def _name() -> str:
    """Return what this thread is called as a worker."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


def _told(error: Exception) -> str:
    """Return what went wrong in a line."""
    return (str(error) if isinstance(error, Failed) else f"{type(error).__name__}: {error}")[:LONGEST]
