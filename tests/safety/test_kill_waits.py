"""Processes that all go on with rules that have waited, killed now and then: each goes on once, with data and with what
the world is told, whoever dies in the middle. Its own full count by WAITED_RECORDS."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dougong import resources
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.processes.effects import trying
from dougong.processes.effects import worker as place
from dougong.processes.effects.worker import Worker
from dougong.processes.rules import resumed
from dougong.processes.rules.resumed import GO_ON
from dougong.processes.rules.step import STEP
from dougong.store.expression.translatable import INSPECTIONS
from dougong.store.sql import Statement
from tests.engines import ENGINES, fresh
from tests.journeys.records.conftest import NOW, World, opened
from tests.safety.test_kill_effects import going

RECORDS, PROCESSES = int(os.environ.get("WAITED_RECORDS", "20")), 3
#: Seconds between two kills, and how long a rule takes to go on: all of them, twice each, as long as eight kills.
EVERY = 0.25
TAKES = 8 * EVERY * PROCESSES / (2 * RECORDS)
#: A day goes by in a second.
HASTE = 86400
FORK = multiprocessing.get_context("fork")
PACK = {
    "pack.yaml": "{kind: pack, name: kiln, format: 1, version: 1.0.0, label: Kiln, language: en, requires: [system]}",
    "objects/pot.yaml": """
kind: object
name: pot
label: Pot
title: "{name}"
fields:
  name:   {type: text, label: Name, required: true}
  fired:  {type: integer, label: Fired, default: 0}
""",
    "objects/mark.yaml": """
kind: object
name: mark
label: Mark
title: "{what}"
fields:
  what:   {type: text, label: What, required: true}
  pot:    {type: link, to: pot, label: Pot}
""",
    "rules/burn.yaml": """
kind: rule
name: burn
label: Burnt twice
object: pot
on: {created: true}
do:
  - {name: dry,   wait: {until: "now() + days(5)"}}
  - {name: once,  set: {fired: "=fired + 1"}}
  - {name: mark,  create: {object: mark, values: {what: Burnt, pot: "=this"}}}
  - {name: tell,  notify: {to: {field: owner}, message: Burnt}}
  - {name: cool,  wait: {until: "now() + days(1)"}}
  - {name: twice, set: {fired: "=fired + 10"}}
""",
}
SOURCES = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("kiln", PACK))


@dataclass(frozen=True, slots=True)
class Haste:
    """A clock on which the first waits are just over as it begins."""

    begun: float

    def now(self) -> datetime:
        """Return the moment it shows."""
        return NOW + timedelta(days=5, seconds=(time.time() - self.begun) * HASTE)


@pytest.fixture(params=ENGINES)
def kiln(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    catalog = compile_catalog(SOURCES, registry(), {}, INSPECTIONS)
    with fresh(request, tmp_path, "durable_postgres_url") as address:
        yield from (world.with_steps(STEP) for world in opened(address, SOURCES, catalog))


@pytest.mark.slow
def test_each_rule_that_waits_goes_on_once_whoever_dies(kiln: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "TAKEN", timedelta(seconds=2 * HASTE))    # what a killed one had comes back soon
    monkeypatch.setattr(place, "THREADS", 1)
    monkeypatch.setattr(place, "PAUSE", 0.05)
    monkeypatch.setattr(trying, "WAITS", (timedelta(seconds=HASTE),) * 100)
    monkeypatch.setattr(trying, "MOST", 100)
    monkeypatch.setattr(resumed, "_settled", slowly(resumed._settled))
    ids = [kiln.create("pot", name=f"p{at}")["id"] for at in range(RECORDS)]
    assert waiting(kiln) == RECORDS
    clock = Haste(time.time())
    alive, kills = [begun(kiln, clock) for _ in range(PROCESSES)], 0
    try:
        for _ in going(lambda: waiting(kiln), EVERY):
            victim = kills % PROCESSES
            os.kill(alive[victim].pid or 0, signal.SIGKILL)
            alive[victim].join()
            alive[victim] = begun(kiln, clock)
            kills += 1
    finally:
        for each in alive:
            each.kill()
            each.join()
    found = [kiln.read("pot", id) for id in ids]
    assert [(each["fired"], each["version"]) for each in found] == [(11, 3)] * RECORDS, f"{kills} kills"
    assert marks(kiln) == dict.fromkeys(ids, 1)
    assert told(kiln) == {("wait", "done"): 2 * RECORDS, ("notify", "waiting"): RECORDS}
    assert kills >= PROCESSES


def slowly(act: Any) -> Any:
    """Return what does the same and takes its time, so that somebody is killed over it: all has been done by then, and
    nothing said of it."""
    def slow(*given: Any) -> Any:
        time.sleep(TAKES)
        return act(*given)
    return slow


def begun(world: World, clock: Haste) -> Any:
    process = FORK.Process(target=work, args=(world, clock), daemon=True)
    process.start()
    return process


def work(world: World, clock: Haste) -> None:
    """Go on with what has waited in a process of its own until that is killed."""
    def machine(door: Any, correlation: str, by: int) -> Any:
        return replace(world.context, door=door, correlation=correlation, now=clock.now(), today=clock.now().date(),
                       actor=replace(world.context.actor, id=by))
    runtime: Any = SimpleNamespace(database=world.context.database, clock=clock, machine=machine,
                                   settings=SimpleNamespace(effect_days=30))
    Worker(runtime, (GO_ON,)).start()
    while True:
        time.sleep(60)


def waiting(world: World) -> int:
    return sum(count for (kind, state), count in told(world).items() if kind == "wait" and state != "done")


def marks(world: World) -> dict[int, int]:
    """Return how many marks each pot has."""
    with world.context.database.read() as session:
        return dict(session.rows(Statement("select pot, count(*) from mark group by pot")))


def told(world: World) -> dict[tuple[str, str], int]:
    """Return how many effects of each kind stand how."""
    counted = Statement("select kind, state, count(*) from dg_effect group by kind, state")
    with world.context.database.read() as session:
        return {(kind, state): int(count) for kind, state, count in session.rows(counted)}
