"""Scenarios are played: each in a copy of one prepared database, with a clock that stands still until it waits."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from dougong import config, ext
from dougong.catalog.model import Catalog
from dougong.catalog.reading.source import PackSource
from dougong.ext import steps_of
from dougong.kernel.clock import FixedClock
from dougong.kernel.problems import Place
from dougong.records.runtime import Runtime
from dougong.spi import registry_of
from dougong.store.scratch import scratch
from dougong.testing.fired import fired
from dougong.testing.scenario import Scenario
from dougong.testing.stage import environment, needed, opened, prepare
from dougong.testing.steps import Broken, Player


@dataclass(frozen=True, slots=True)
class Failure:
    """What was otherwise than a scenario says, and where it says so."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place} {self.message}"


@dataclass(frozen=True, slots=True)
class Played:
    """How a scenario went: without failures it holds. `seconds` is how long it took, `fired` the rules that did."""

    scenario: Scenario
    failures: tuple[Failure, ...]
    seconds: float
    fired: frozenset[str] = frozenset()


def played(scenarios: Sequence[Scenario], packs: Sequence[PackSource], server: str, home: Path,
           catalog: Catalog | None = None) -> Iterator[Played]:
    """Play scenarios of packs, with what these stand on in force (`catalog`, where that is known already), on databases
    made beside `server`."""
    if not scenarios:
        return
    clock = FixedClock(min(each.now for each in scenarios))
    with scratch(server, home) as template:
        prepare(template, home, needed(packs), catalog, clock)
        with opened(template, home, clock) as stage:
            live = stage.runtime.live.catalog
        for scenario in scenarios:
            start = time.monotonic()
            with scratch(server, home, template) as url:
                failures, seen = _played(scenario, live, url, home)
            yield Played(scenario, failures, time.monotonic() - start, seen)


def _played(scenario: Scenario, catalog: Catalog, url: str, home: Path) -> \
        tuple[tuple[Failure, ...], frozenset[str]]:
    plugins = ext.shipped()
    clock = FixedClock(scenario.now)
    runtime = Runtime(config.load(environment(url, home)), registry_of(plugins), catalog, clock, steps_of(plugins))
    with closing(runtime.database):
        player = Player(runtime, clock)
        try:
            for given in scenario.given:
                player.give(given)
            for step in scenario.steps:
                player.do(step)
        except Broken as broken:
            return tuple(Failure(where.place(), message) for where, message in broken.told), fired(runtime)
        return (), fired(runtime)
