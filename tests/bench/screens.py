"""What a screen costs more than the call of the API that fetches the same: a ratio of processor time in one process,
so that neither a busy machine nor a slow one changes it much."""

import time
from collections.abc import Callable
from statistics import median

LIMIT = 1.5
"""A list page of fifty records, with frame, filter and rows, may take this many times its API call."""


def ratio(page: Callable[[], object], call: Callable[[], object], rounds: int = 5, times: int = 4) -> float:
    """Return the processor time of `page` over that of `call`: the median of interleaved rounds after a first one."""
    found = [_spent(page, times) / _spent(call, times) for _ in range(rounds + 1)]
    return median(found[1:])


def _spent(act: Callable[[], object], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        act()
    return time.process_time() - began
