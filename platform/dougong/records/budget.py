"""How much one person may ask of a process: so many requests a minute, so many at a time. Kept in the process, since it
guards the process; what guards accounts (access.guessing) is kept in the database."""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from math import ceil
from typing import Final

from dougong.kernel.errors import Exhausted

#: People remembered at a time; those at rest are forgotten first.
_MOST: Final = 10_000


@dataclass(slots=True)
class _Bucket:
    """What is left to one person, as of a moment, and how many requests are being served."""

    left: float
    at: float
    running: int = 0


class Budgets:
    """A bucket of `rate` requests per person that fills again within a minute; at most `concurrent` at a time. 0 is no
    limit. Thread-safe."""

    def __init__(self, rate: int, concurrent: int, now: Callable[[], float] = time.monotonic) -> None:
        self.rate, self.concurrent = rate, concurrent
        self.refused = {"rate": 0, "concurrency": 0}
        self._now, self._lock = now, threading.Lock()
        self._known: dict[Hashable, _Bucket] = {}

    def enter(self, who: Hashable) -> None:
        """Begin a request of somebody; raises Exhausted, with the seconds to wait, where that is too much."""
        with self._lock:
            bucket = self._filled(who)
            if self.concurrent and bucket.running >= self.concurrent:
                self.refused["concurrency"] += 1
                raise Exhausted("too_many_at_once", most=self.concurrent, seconds=1)
            if self.rate and bucket.left < 1:
                self.refused["rate"] += 1
                raise Exhausted(most=self.rate, seconds=ceil((1 - bucket.left) * 60 / self.rate))
            bucket.left -= 1
            bucket.running += 1

    def leave(self, who: Hashable) -> None:
        """End a request that was begun."""
        with self._lock:
            found = self._known.get(who)
            if found is not None:
                found.running -= 1

    def _filled(self, who: Hashable) -> _Bucket:
        now, found = self._now(), self._known.get(who)
        if found is None:
            if len(self._known) >= _MOST:
                self._known = {each: held for each, held in self._known.items() if held.running or now - held.at < 60}
            found = self._known[who] = _Bucket(float(self.rate), now)
        found.left = min(float(self.rate), found.left + (now - found.at) * self.rate / 60)
        found.at = now
        return found
