"""Guessing passwords is slow work: five wrong ones for an account from an address, then a quarter of an hour's wait.

Kept in the process: with w workers a guesser has at most 5 w tries a quarter of an hour, against argon2.
"""

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

TRIES = 5
PAUSE = timedelta(minutes=15)
#: Pairs remembered; the one used longest ago goes first.
MOST = 10_000

Who = tuple[str, str]


class Throttle:
    """Counts failed sign-ins by (account, address)."""

    def __init__(self) -> None:
        self._failed: OrderedDict[Who, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def left(self, who: Who, now: datetime) -> int:
        """Return how many more tries there are."""
        with self._lock:
            return TRIES - len(self._recent(who, now))

    def wait(self, who: Who, now: datetime) -> int:
        """Return how many minutes until the next try, at least one."""
        with self._lock:
            recent = self._recent(who, now)
        return max(1, -int((now - recent[0] - PAUSE).total_seconds() // 60)) if recent else 1

    def failed(self, who: Who, now: datetime) -> None:
        """Remember a wrong password."""
        with self._lock:
            self._recent(who, now).append(now)
            self._failed.move_to_end(who)
            if len(self._failed) > MOST:
                self._failed.popitem(last=False)

    def passed(self, who: Who) -> None:
        """Forget what went before: the right password was given."""
        with self._lock:
            self._failed.pop(who, None)

    def _recent(self, who: Who, now: datetime) -> deque[datetime]:
        recent = self._failed.setdefault(who, deque(maxlen=TRIES))
        while recent and now - recent[0] > PAUSE:
            recent.popleft()
        return recent
