"""Effects that pile up: how fast the threads of one process make them happen, when each takes no time of its own."""

import time
from contextlib import closing
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

from dougong.kernel.clock import SystemClock
from dougong.processes.effects.kinds import Effect
from dougong.processes.effects.worker import Worker
from dougong.store.database import Database
from dougong.store.effects import LEFT, effects
from dougong.store.init import init
from dougong.store.snapshot import moment
from dougong.store.sql import Statement
from dougong.store.statements_forms import sent_params
from tests.bench.cluster import Cluster

#: Effects a second.
LEAST: Final = 300
#: Effects left with one statement.
PORTION: Final = 5_000
_OPEN: Final = Statement("select count(*) from dg_effect where ended_at is null")


@dataclass(frozen=True, slots=True)
class Drained:
    """How many effects there were, and how many happened in a second."""

    count: int
    rate: float

    def within(self, leeway: float) -> bool:
        """Return whether the rate reaches the least, divided by `leeway`."""
        return self.rate >= LEAST / leeway

    def lines(self) -> list[str]:
        """Return what to print."""
        return [f"{self.count:,} effects drain at {self.rate:,.0f}/s (at least {LEAST})"]


def measure(cluster: Cluster, count: int) -> Drained:
    """Leave so many effects and let one process's threads make them happen."""
    with closing(Database.open(cluster.create("drain"))) as database:
        init(database)
        for first in range(0, count, PORTION):
            _leave(database, range(first, min(first + PORTION, count)))
        near: Any = SimpleNamespace(database=database, clock=SystemClock(), settings=SimpleNamespace(effect_days=30))
        worker = Worker(near, [Effect("tell", lambda runtime, row: None)])
        began = time.perf_counter()
        worker.start()
        while _left(database):
            time.sleep(0.2)
        took = time.perf_counter() - began
        worker.stop()
    return Drained(count, count / took)


def _leave(database: Database, numbers: range) -> None:
    now = moment(database.dialect, SystemClock().now())
    held: dict[str, Any] = {"kind": "tell", "payload": "{}", "state": "waiting", "tries": 0, "due_at": now,
                            "door": "api", "created_at": now}
    rows = [tuple({**held, "key": str(number)}.get(name) for name in LEFT) for number in numbers]
    database.once(effects(database.dialect).put, sent_params(rows, database.dialect))


def _left(database: Database) -> int:
    with database.read() as session:
        return int(session.rows(_OPEN)[0][0])
