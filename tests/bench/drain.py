"""Effects that pile up: how fast the threads of one process make them happen, and what each costs of the processors
beside a queue one would write by hand, which is what a busy machine leaves true."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch

import psycopg

from dougong.ext import EFFECTS
from dougong.kernel.clock import SystemClock
from dougong.processes.effects.kinds import Effect
from dougong.processes.effects.worker import THREADS, Worker
from dougong.store.database import Database
from dougong.store.engine.effects import LEFT, effects
from dougong.store.init import init
from dougong.store.snapshot import moment
from dougong.store.sql import Statement
from dougong.store.statements.forms import packed, sent_params
from tests.bench import bring, sides
from tests.bench.cluster import Cluster
from tests.bench.server import spent

#: Effects a second, each with all it does; and how much of the processors one that does nothing may take of what one
#: of a queue written by hand takes: taken alone, and by the dozen.
LEAST: Final = 300
ALONE: Final = 4.0
MANY: Final = 1.0
#: Turns of the queue by hand.
TURNS: Final = 3
#: Effects left with one statement.
PORTION: Final = 5_000
_OPEN: Final = Statement("select 1 from dg_effect where ended_at is null limit 1")
_OTHERS: Final = Statement("select kind, error, count(*) from dg_effect where state <> 'done' group by kind, error")
_QUEUE: Final = (
    "create table queue (id bigint generated always as identity primary key, payload text not null, "
    "due_at timestamptz not null, done_at timestamptz)",
    "create index ix_queue_due on queue (due_at, id) where done_at is null",
    "insert into queue (payload, due_at) select '{}', now() from generate_series(1, %s)",
    "analyze queue")
_TAKE: Final = ("update queue set done_at = now() where id = (select id from queue where done_at is null and "
                "due_at <= now() order by due_at, id limit 1 for update skip locked) returning id, payload")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many happened in a second, and the milliseconds of processor time each took, the database's included."""

    count: int
    rate: float
    processor_ms: float

    def __str__(self) -> str:
        return f"{self.count:,} at {self.rate:,.0f}/s, {self.processor_ms:.2f} ms of processor each"


@dataclass(frozen=True, slots=True)
class Drained:
    """Effects that do nothing, taken one by one (as webhooks are) and by the dozen; messages that tell somebody, two
    effects each; and jobs of a queue written by hand."""

    alone: Rate
    many: Rate
    told: Rate
    by_hand: Rate

    def within(self, leeway: float) -> bool:
        """Return whether all keep what is promised, give or take `leeway`."""
        return all((self.alone.rate >= LEAST / leeway, self.many.rate >= LEAST / leeway,
                    self.told.rate >= LEAST / leeway, self.ratio(self.alone) <= ALONE * leeway,
                    self.ratio(self.many) <= MANY * leeway))

    def ratio(self, rate: Rate) -> float:
        """Return what one takes of the processors over what a job of the queue by hand takes."""
        return rate.processor_ms / self.by_hand.processor_ms

    def lines(self) -> list[str]:
        """Return what to print."""
        return [f"effects (at least {LEAST}/s)",
                f"  one by one    {self.alone}, {self.ratio(self.alone):.2f} of one by hand (at most {ALONE})",
                f"  by the dozen  {self.many}, {self.ratio(self.many):.2f} of one by hand (at most {MANY})",
                f"  that tell     {self.told}",
                f"  queue by hand {self.by_hand}"]


def measure(cluster: Cluster, count: int) -> Drained:
    """Leave so many effects, and a tenth of that of messages, and let one process's threads make them happen; before,
    between and after them it is the turn of the queue by hand, so that whatever else the machine does weighs on all."""
    with _by_hand(cluster, count // 10) as some:
        turns = [some()]
        alone = _idle(cluster, count, near=False)
        turns.append(some())
        many = _idle(cluster, count, near=True)
        turns.append(some())
    return Drained(alone, many, _told(cluster, count // 10), _together(turns))


def _together(turns: Sequence[Rate]) -> Rate:
    """Return several turns of the same as one."""
    count = sum(each.count for each in turns)
    return Rate(count, count / sum(each.count / each.rate for each in turns),
                sum(each.count * each.processor_ms for each in turns) / count)


def _idle(cluster: Cluster, count: int, *, near: bool) -> Rate:
    with closing(Database.open(cluster.create(f"drain_{near}".lower()))) as database:
        init(database)
        _leave(database, count, kind="tell", payload="{}")
        runtime: Any = SimpleNamespace(database=database, clock=SystemClock(),
                                       settings=SimpleNamespace(effect_days=30))
        worker = Worker(runtime, [Effect("tell", lambda runtime, row: None, near=near)])
        return _timed(cluster, count, lambda: _drain(worker, database))


def _told(cluster: Cluster, count: int) -> Rate:
    """Let the administrator be told of a record: a message looks who is meant and leaves a notice; what that leaves
    looks who wants it by mail."""
    with TemporaryDirectory(prefix="dougong-home-") as home:
        env = sides.settings(cluster.create("told"), home, ())
        sides.dougong(env, "init", "--empty")
        with patch.dict(os.environ, env), bring.closing_runtime() as alive:
            runtime = alive.runtime
            said = {"text": {"en": "{title} waits"}, "values": {}, "to": {
                "roles": ["admin"], "users": [], "people": [], "heads": [], "followers": False, "owner": None}}
            _leave(runtime.database, count, kind="notify", payload=packed(said), record_id=1,
                   object_uid=runtime.live.catalog.objects["user"].uid)
            return _timed(cluster, 2 * count, lambda: _drain(Worker(runtime, EFFECTS), runtime.database))


@contextmanager
def _by_hand(cluster: Cluster, count: int) -> Iterator[Callable[[], Rate]]:
    """Yield what lets as many threads take some jobs of a queue, one in a transaction whose commit waits for no disk;
    so many in all its turns."""
    uri = cluster.create("by_hand")
    with psycopg.connect(uri, autocommit=True) as connection:
        for statement in _QUEUE:
            connection.execute(statement, (count + THREADS,) if "%s" in statement else None)

    with _connected(uri) as connections:
        each = count // TURNS // THREADS

        def drain() -> None:
            with ThreadPoolExecutor(THREADS) as pool:
                list(pool.map(_jobs, connections, [each] * THREADS))
        yield lambda: _timed(cluster, each * THREADS, drain)


@contextmanager
def _connected(uri: str) -> Iterator[Sequence[psycopg.Connection[Any]]]:
    found = [psycopg.connect(uri, autocommit=True, options="-c synchronous_commit=off") for _ in range(THREADS)]
    yield found
    for each in found:
        each.close()


def _jobs(connection: psycopg.Connection[Any], count: int) -> None:
    for _ in range(count):
        if connection.execute(_TAKE).fetchone() is None:
            raise AssertionError("the queue is empty")


def _timed(cluster: Cluster, count: int, drain: Callable[[], None]) -> Rate:
    before, began = spent(cluster.pid) + time.process_time(), time.perf_counter()
    drain()
    took = time.perf_counter() - began
    return Rate(count, count / took, (spent(cluster.pid) + time.process_time() - before) / count * 1000)


def _drain(worker: Worker, database: Database) -> None:
    """Return once nothing is left; the database stays connected, so that its processes can still be asked."""
    worker.start()
    while _left(database):
        time.sleep(0.1)
    worker.stop()
    with database.read() as session:
        if others := session.rows(_OTHERS):
            raise AssertionError(f"effects that did not happen: {others}")


def _leave(database: Database, count: int, **said: Any) -> None:
    now = moment(database.dialect, SystemClock().now())
    held: dict[str, Any] = {"state": "waiting", "tries": 0, "due_at": now, "door": "api", "created_at": now, **said}
    rows = [tuple({**held, "key": str(number)}.get(name) for name in LEFT) for number in range(count)]
    for first in range(0, count, PORTION):
        database.once(effects(database.dialect).put, sent_params(rows[first:first + PORTION], database.dialect))


def _left(database: Database) -> bool:
    with database.read() as session:
        return bool(session.rows(_OPEN))
