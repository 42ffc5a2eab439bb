"""The little trade with effects: a client that is made leaves one, and workers hear of it at moments the test says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from dougong.kernel.clock import FixedClock
from dougong.processes.effects.kinds import Effect, Row
from dougong.processes.effects.outbox import put
from dougong.processes.effects.worker import Worker
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from dougong.store.sql import Statement
from tests.journeys.records.conftest import NOW, World, packs, world

__all__ = ("packs", "world")

EMPTY = Statement("delete from dg_effect", keep=False)
STATES = Statement("select key, state, tries, error, payload from dg_effect order by id", keep=False)


@dataclass
class Told:
    """What the world has heard, and how it takes it."""

    rows: list[Row] = field(default_factory=list)
    answer: Callable[[Row], None] = lambda row: None

    def hear(self, _runtime: Any, row: Row) -> None:
        self.rows.append(row)
        self.answer(row)

    @property
    def keys(self) -> list[str]:
        return [row.key for row in self.rows]


@dataclass
class Outbox:
    """A database whose clients leave effects, its clock, and what came of them."""

    world: World
    clock: FixedClock
    told: Told

    def worker(self, **more: Any) -> Worker:
        near = SimpleNamespace(database=self.world.context.database, clock=self.clock,
                               settings=SimpleNamespace(effect_days=30))
        return Worker(near, [Effect("tell", self.told.hear, **more)])    # type: ignore[arg-type]

    def later(self, **by: float) -> None:
        self.clock.moment += timedelta(**by)

    def rows(self) -> list[tuple[Any, ...]]:
        with self.world.context.database.read() as session:
            return session.rows(STATES)

    def states(self) -> list[tuple[Any, ...]]:
        return [row[:3] for row in self.rows()]


@pytest.fixture
def outbox(world: World) -> Outbox:
    def leave(work: Work, draft: Draft) -> None:
        put(work, "tell", {"name": draft.values["name"]}, key=f"client/{draft.id}", )
    with world.context.database.write(None) as session:
        session.send(EMPTY)
        session.commit()
    step = Step("leave", "outbox", lambda each: each.name == "client", leave)
    return Outbox(world.with_steps(step), FixedClock(NOW), Told())
