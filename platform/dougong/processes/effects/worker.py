"""What makes effects happen: threads of every server. An effect is its worker's for some minutes; should that one die,
another takes it then. So each happens at least once, and what hears of it twice hears the same key.

What waits for nobody but our own database is taken by the dozen: who finds one takes two then, and four. Whatever may
be slow, or has failed before, is taken alone, so that nothing has to wait for it or goes down with it."""

import random
import threading
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from dougong.processes.effects.kinds import Effect, Row
from dougong.processes.effects.trying import Tries, moment_of
from dougong.records.runtime import Runtime
from dougong.store.engine.effects import AT_ONCE, SEEN, effects
from dougong.store.engine.inbound import inbound_statements
from dougong.store.errors import Busy
from dougong.store.loop import Loop, Looping, thread_name
from dougong.store.snapshot import when
from dougong.store.statements.forms import listed

#: Seconds between two looks of a process for what became due, or was left by another.
PAUSE: Final = 1.0
#: Threads of a process: so many effects happen at a time.
THREADS: Final = 4
#: How many a thread takes at once at most, and the seconds after which it gives back what it has not begun.
PORTION: Final = 64
ENOUGH: Final = 1.0
#: For how long an effect is its worker's alone.
TAKEN: Final = timedelta(minutes=3)
#: How often settling effects is tried while the database is busy: what is not settled happens again.
STUBBORN: Final = 5
#: Seconds between two tidyings.
TIDY: Final = 3600.0


class Worker(Looping):
    """Makes the effects of one process's database happen, of the kinds it knows."""

    def __init__(self, runtime: Runtime, kinds: Iterable[Effect]) -> None:
        self._runtime, self._kinds = runtime, {each.name: each for each in kinds}
        self._said = effects(runtime.database.dialect)
        self._lock = threading.Lock()
        self._at: set[str] = set()
        self._tidied = time.monotonic()
        self.loop = Loop("effects", self.step, PAUSE, THREADS, enter=self._enter)

    def step(self) -> bool:
        """Make happen what is due until nothing is; return whether there was anything."""
        if time.monotonic() - self._tidied >= TIDY:
            self._tidied = time.monotonic()
            self.tidy()
        if not self._some():
            return False
        tries, portion, count = self._tries(), 1, 0
        while rows := self._next(tries, portion):
            self.loop.wake()                          # there may be more than one thread can do
            tries, count = self._tries(), count + len(rows)
            far = self._near(tries, rows)
            portion = 1 if far else min(2 * portion, PORTION)
            if far:
                tries = self._far(tries, far)
        return count > 0

    def _enter(self) -> None:
        self._lock, self._at = threading.Lock(), set()
        self._runtime.database.rouse = self.loop.wake

    def _tries(self) -> Tries:
        return Tries(self._runtime, self._kinds, self._said, thread_name())

    def _some(self) -> bool:
        """Return whether there may be something to do: a look that writes nothing, nearly always enough."""
        with self._runtime.database.read() as session:
            return bool(session.rows(self._said.due, self._now_and_kinds()))

    def _next(self, tries: Tries, portion: int) -> list[Row]:
        """Write down what came of the last effects and return the next, in one transaction; none when nothing is due,
        or nothing more is to be begun."""
        for count in range(STUBBORN):
            with self._lock:
                busy = sorted(self._at)
            try:
                return self._taken(tries, 0 if self.loop.stopped else portion, busy)
            except Busy:
                time.sleep(random.uniform(0, 0.05 * 2 ** count))  # noqa: S311 - spreads retries, guards nothing
        return []

    def _taken(self, tries: Tries, portion: int, busy: list[str]) -> list[Row]:
        """Write down what came of these and take so many effects, the first due first, none for a busy target."""
        database, orders = self._runtime.database, tries.orders()
        if not orders and not portion:
            return []
        take = (self._said.take, {
            **self._now_and_kinds(), "busy": listed(busy, database.dialect), "by": thread_name(), "portion": portion,
            "until": moment_of(self._runtime, TAKEN)})
        with database.write(None) as session:
            if database.dialect == "postgresql":
                session.send(AT_ONCE)
            for order in orders:
                session.send(*order)
            found = session.commit([take] if portion else [])
        return sorted((self._row(row) for rows in found for row in rows), key=lambda row: row.id)

    def _near(self, tries: Tries, rows: list[Row]) -> list[Row]:
        """Make happen what is near and tried for the first time, the first of it at least, and return the others. What
        is not begun soon goes back."""
        near = [row for row in rows if row.tries == 1 and row.target is None and self._kinds[row.kind].near]
        until = time.monotonic() + ENOUGH
        for row in near:
            if self.loop.stopped or (row is not near[0] and time.monotonic() > until):
                tries.back.append(row.id)
            else:
                tries.make(row)
        return [row for row in rows if row not in near]

    def _far(self, tries: Tries, rows: list[Row]) -> Tries:
        """Make the first of these happen, after all that came before was written down, and the rest of these goes back:
        whatever it waits for, nothing waits with it. Return what was tried."""
        tries.back.extend(row.id for row in rows[1:])
        self._taken(tries, 0, [])
        tries, row = self._tries(), rows[0]
        with self._lock:
            taken = row.target in self._at
            if row.target is not None and not taken:
                self._at.add(row.target)
        if taken:                                     # two threads took effects for one target at the same moment
            tries.back.append(row.id)
            return tries
        try:
            tries.make(row)
        finally:
            with self._lock:
                self._at.discard(row.target or "")
        return tries

    def _now_and_kinds(self) -> dict[str, Any]:
        return {"now": moment_of(self._runtime), "kinds": listed(sorted(self._kinds), self._runtime.database.dialect)}

    def _row(self, row: tuple[Any, ...]) -> Row:
        found = dict(zip(SEEN, row, strict=True))
        at: datetime = when(self._runtime.database.dialect, found["created_at"])
        return Row(found["id"], found["kind"], found["key"], orjson.loads(found["payload"]), found["tries"], at,
                   *(found[name] for name in ("target", "object_uid", "record_id", "actor", "cause", "correlation",
                                            "claimed_by")))

    def tidy(self) -> None:
        """Forget what is over for longer than the settings keep it."""
        kept = timedelta(days=self._runtime.settings.effect_days)
        database = self._runtime.database
        database.once(self._said.forget, {"ended": moment_of(self._runtime, -kept)})
        database.once(inbound_statements(database.dialect).forget, {"before": moment_of(self._runtime, -kept)})
