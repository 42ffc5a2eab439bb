"""What twenty rules cost a change they stay silent about: a third of it at most, and no wait at all."""

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from math import inf

from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.processes.rules.step import STEP
from tests.journeys.records.conftest import World, opened
from tests.journeys.rules.conftest import SOURCES
from tests.unit.records.test_waits import Counter

#: Things made in a turn; turns of each; how many times as many at most, while others keep the machine busy.
ROUNDS, TURNS, PATIENCE = 8, 30, 4
MOST = 1.3
QUIET = {
    "pack.yaml": "{kind: pack, name: quiet, format: 1, version: 1.0.0, label: Quiet, language: en, requires: [system]}",
    "objects/thing.yaml": """
kind: object
name: thing
label: Thing
fields:
  name: {type: text, label: Name, required: true}
  code: {type: text, label: Code}
  place: {type: text, label: Place}
  day: {type: date, label: Day}
  seen: {type: moment, label: Seen}
  rank: {type: integer, label: Rank, default: 0}
  price: {type: money, label: Price, default: 0}
  weight: {type: decimal, label: Weight, places: 2, default: 1}
  level: {type: choice, label: Level, options: [low, high], default: low}
  active: {type: flag, label: Active, default: true}
"""} | {f"rules/quiet_{at}.yaml": f"""
kind: rule
name: quiet_{at}
label: Quiet {at}
object: thing
on: {{created: true, updated: true}}
when: "active and price > {at} * 1000 and level == 'high'"
do:
  - {{name: say, create: {{object: thing, key: "{{id}}", values: {{name: x}}}}}}
""" for at in range(20)}


def test_twenty_silent_rules_cost_less_than_a_third(tmp_path) -> None:
    """The least time of short turns that alternate: what else the machine does only ever adds, and seldom to all."""
    sources = (*SOURCES[:1], PackSource.of("quiet", QUIET))
    for world in opened(f"sqlite:///{tmp_path / 'test.db'}", sources, compile_catalog(sources, registry(), {})):
        names, least = count(), {"with": inf, "without": inf}
        worlds = {"with": world.with_steps(STEP), "without": world.with_steps()}
        for each in worlds.values():
            spent(each, names)                            # the first compiles
        for turn in range(PATIENCE * TURNS):
            for name in sorted(worlds, reverse=bool(turn % 2)):
                least[name] = min(least[name], spent(worlds[name], names))
            if turn >= TURNS and least["with"] <= MOST * least["without"]:
                break
        assert least["with"] <= MOST * least["without"], least


def spent(world: World, names: Iterator[int]) -> float:
    """Return how many seconds this thread works to make a few things."""
    gc.disable()
    begun = time.thread_time()
    for _ in range(ROUNDS):
        world.create("thing", name=f"n{next(names)}", code="c", place="p", day="2026-11-21", rank=3,
                     seen="2026-11-21T08:00:00Z", price="12.50", weight="2.25")
    took = time.thread_time() - begun
    gc.enable()
    return took


def test_silent_rules_wait_for_nothing(desk: World) -> None:
    def waits(world: World, act: Callable[[World], object]) -> int:
        counter = Counter(world.context.database)
        counted = World(replace(world.context, database=counter))
        act(counted)
        before = counter.waits
        act(counted)
        return counter.waits - before

    def create(world: World) -> object:
        return world.create("ticket", subject="still", hours="1", most="9999999")

    def update(world: World) -> object:
        return world.change("ticket", world.read("ticket", ticket["id"]), hours=world.name("").strip())
    ticket = create(desk)
    for act in (create, update):
        assert waits(desk, act) == waits(desk.with_steps(), act)
