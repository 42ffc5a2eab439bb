"""Two processes that both ask the rules time triggers, one of which is killed now and then: each due time comes once
for every record. The days go by in a fraction of a second. The issue's own counts by SCHEDULED_DAYS."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dougong import resources
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.processes.rules import timed
from dougong.processes.rules.step import STEP
from dougong.store.engine.schedules import schedules
from dougong.store.expression.translatable import INSPECTIONS
from dougong.store.snapshot import when
from tests.engines import ENGINES, fresh
from tests.journeys.records.conftest import World, opened
from tests.journeys.rules.apart import asking

#: Days that go by, each in so many seconds; every third of them a process is killed.
DAYS = int(os.environ.get("SCHEDULED_DAYS", "12"))
DAY = 0.25
RECORDS, PROCESSES, KILLED_EVERY = 6, 2, 3
#: How much slower time goes after the last day, and after how much of it somebody is taken to be dead: while days fly
#: by that is soon said of the living, too.
LEISURE, LOST = 0.05, timedelta(hours=3)
BEGIN = datetime(2027, 3, 1, 12, tzinfo=UTC)
FORK = multiprocessing.get_context("fork")
PACK = {
    "pack.yaml": "{kind: pack, name: rota, format: 1, version: 1.0.0, label: Rota, language: en, requires: [system]}",
    "objects/duty.yaml": """
kind: object
name: duty
label: Duty
title: "{name}"
fields:
  name:    {type: text, label: Name, required: true}
  day:     {type: date, label: Day}
  mornings: {type: integer, label: Mornings, default: 0}
  passed:  {type: integer, label: Passed, default: 0}
""",
    "rules/morning.yaml": """
kind: rule
name: morning
label: Every morning
object: duty
on: {schedule: "0 8 * * *"}
do:
  - {name: count, set: {mornings: "=mornings + 1"}}
""",
    "rules/over.yaml": """
kind: rule
name: over
label: The day has come
object: duty
on: {deadline: day}
do:
  - {name: count, set: {passed: "=passed + 1"}}
""",
}
SOURCES = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("rota", PACK))


@dataclass(frozen=True, slots=True)
class Hurry:
    """A clock whose days take a moment. It stands still before the first; after the last it goes on at leisure, as long
    as no other morning comes."""

    begun: float

    def now(self) -> datetime:
        """Return the moment it shows."""
        days = max((time.time() - self.begun) / DAY, 0.0)
        evening = min(max(days - DAYS, 0.0) * LEISURE, 0.7)
        return BEGIN + timedelta(days=min(days, DAYS) + evening)


@pytest.fixture(params=ENGINES)
def rota(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    catalog = compile_catalog(SOURCES, registry(), {}, INSPECTIONS)
    with fresh(request, tmp_path, "durable_postgres_url") as address:
        yield from (world.with_steps(STEP) for world in opened(address, SOURCES, catalog))


@pytest.mark.slow
def test_each_due_time_comes_once_whichever_process_meets_it_and_whoever_dies(
        rota: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timed, "PAUSE", 0.02)
    monkeypatch.setattr(timed, "LOST", LOST)
    ids = [rota.create("duty", name=f"d{at}", day=(BEGIN + timedelta(days=1 + at % DAYS)).date().isoformat())["id"]
           for at in range(RECORDS)]
    clock = Hurry(time.time() + 1)
    asking(rota, clock).step()                                       # both rules begin with what comes after now
    with several(rota, clock) as alive:
        kills = 0
        while clock.now() < BEGIN + timedelta(days=DAYS):
            time.sleep(KILLED_EVERY * DAY)
            alive[kills % PROCESSES] = again(alive[kills % PROCESSES], rota, clock)
            kills += 1
        until = time.monotonic() + 60
        while not through(rota) and time.monotonic() < until:
            time.sleep(0.05)
    found = [rota.read("duty", id) for id in ids]
    assert [each["mornings"] for each in found] == [DAYS] * RECORDS, f"{kills} kills"
    assert [each["passed"] for each in found] == [1] * RECORDS
    assert {each["version"] for each in found} == {1 + DAYS + 1}                # nothing else was written


@contextmanager
def several(world: World, clock: Hurry) -> Iterator[list[Any]]:
    """Yield processes that ask the rules."""
    alive = [begun(world, clock) for _ in range(PROCESSES)]
    try:
        yield alive
    finally:
        for each in alive:
            each.kill()
            each.join()


def again(process: Any, world: World, clock: Hurry) -> Any:
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    return begun(world, clock)


def begun(world: World, clock: Hurry) -> Any:
    process = FORK.Process(target=work, args=(world, clock), daemon=True)
    process.start()
    return process


def work(world: World, clock: Hurry) -> None:
    """Ask the rules in a process of its own until that is killed."""
    asking(world, clock).start()
    while True:
        time.sleep(60)


def through(world: World) -> bool:
    """Return whether both rules are through with the last day."""
    dialect, last = world.context.database.dialect, (BEGIN + timedelta(days=DAYS)).replace(hour=0)
    with world.context.database.read() as session:
        stands = session.rows(schedules(dialect).read)
    return all(due is None and when(dialect, since) >= last for _, since, due, *_ in stands)
