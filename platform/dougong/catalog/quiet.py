"""The cyclic collector, kept from looking through a catalog again and again: it is much, and it stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: How many new objects make the collector look; by default 700, which one request makes several times over.
YOUNG: Final = 10_000


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector off for the while: building much at once would take twice as long."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def set_apart() -> None:
    """Let the collector look no more through what is alive now, and less often through the rest.

    What was set apart before and is not needed any more, an older catalog, goes.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
