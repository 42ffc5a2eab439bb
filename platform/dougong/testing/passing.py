"""Time passes in a scenario: what it triggers happens in its order, and what has waited goes on at its moment."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from dougong.kernel.clock import FixedClock
from dougong.processes.effects import listing
from dougong.processes.effects.listing import Asked
from dougong.processes.effects.worker import Worker
from dougong.processes.rules.resumed import GO_ON
from dougong.processes.rules.timed import Timed
from dougong.records.lists.query import LONGEST
from dougong.records.runtime import Runtime


def settle(runtime: Runtime) -> None:
    """Let go on what has waited and does not have to any more. Where no rule waits nothing is asked."""
    if not any(action.verb == "wait" for one in runtime.live.catalog.objects.values() for rule in one.rules
               for action in rule.do):
        return
    worker = Worker(runtime, (GO_ON,))
    while worker.step():
        pass


def let_pass(runtime: Runtime, clock: FixedClock, span: timedelta) -> None:
    """Move the clock by a span, from one thing that waits to the next."""
    Timed(runtime).step()                           # what is new begins with what comes after now
    end = clock.moment + span
    while (due := min(_dues(runtime), default=end)) < end:
        clock.moment = max(clock.moment, due)
        Timed(runtime).step()
        settle(runtime)
    clock.moment = end
    Timed(runtime).step()
    settle(runtime)


def _dues(runtime: Runtime) -> Iterator[datetime]:
    yield from (each.due_at for each in listing.found(
        runtime.database, Asked(kind=GO_ON.name, state="waiting", limit=LONGEST)))
