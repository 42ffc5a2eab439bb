"""What databases cost this process: waits, seconds, and statements that took too long, which are logged."""

import logging
import threading
import time
from collections.abc import Sequence
from typing import Final

from dougong.kernel.trail import REQUEST
from dougong.store.sql import Statement

#: Seconds from which on a wait is logged, until the settings say otherwise.
SLOW: Final = 1.0
_LONGEST: Final = 1000

_log = logging.getLogger("dougong.slow")


class Meter:
    """Sums over all waits of a process. Thread-safe."""

    def __init__(self) -> None:
        self.waits = 0
        self.seconds = 0.0
        self.slow = 0
        self.slow_after = SLOW
        self._lock = threading.Lock()

    def waited(self, began: float, statements: Sequence[Statement]) -> None:
        """Count a wait that `began` (time.perf_counter) for these statements; log it when it was long. Values are
        never logged: a statement's text has none."""
        took = time.perf_counter() - began
        late = 0 < self.slow_after <= took
        with self._lock:
            self.waits += 1
            self.seconds += took
            self.slow += late
        if late:
            texts = "; ".join(" ".join(each.sql.split()) for each in statements)
            _log.warning("%.3f s, request %s, %s statements: %s", took, REQUEST.get() or "none", len(statements),
                         texts[:_LONGEST])


#: That of this process.
METER: Final = Meter()
