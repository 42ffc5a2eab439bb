"""Rules that time triggers, asked as in a process of its own."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from dougong.kernel.clock import Clock
from dougong.processes.rules.timed import Timed
from tests.journeys.records.conftest import World


def asking(world: World, clock: Clock) -> Timed:
    """Return what asks the rules in one of several processes."""
    def machine(door: Any, _correlation: str) -> Any:
        return replace(world.context, door=door, now=clock.now(), today=clock.now().date())
    runtime: Any = SimpleNamespace(database=world.context.database, clock=clock, machine=machine,
                                   live=SimpleNamespace(catalog=world.context.catalog))
    return Timed(runtime)
