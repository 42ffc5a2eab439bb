"""Importing a file against a bare `executemany` of the very rows it made, into a table with the same indexes."""

import os
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryDirectory
from unittest.mock import patch

import psycopg
from psycopg import sql

from dougong import config
from dougong.cli import session
from dougong.records.jobs import Jobs
from dougong.records.runner import Runner
from dougong.records.runtime import Runtime
from dougong.records.transfer import importing
from dougong.records.transfer.source import KIND, begin
from tests.bench.cluster import Cluster
from tests.bench.items import table
from tests.bench.sides import PACK, dougong, settings

LEAST = 0.5
"""The part of the bare rate an import must reach."""

_TABLE, _QUIET = "bench_sought", "bench_item"


@dataclass(frozen=True, slots=True)
class Brought:
    """Rows per second, the median of rounds: of what search finds, of what it does not, and inserted bare."""

    rows: int
    ours: float
    quiet: float
    bare: float

    def ratio(self) -> float:
        """Return ours over bare."""
        return self.ours / self.bare

    def within(self, leeway: float) -> bool:
        """Return whether the ratio reaches the least, divided by `leeway`."""
        return self.ratio() >= LEAST / leeway

    def lines(self) -> list[str]:
        """Return what to print."""
        return [f"import of {self.rows:,} rows: {self.ours:,.0f} rows/s, bare executemany {self.bare:,.0f} rows/s; "
                f"ratio {self.ratio():.2f} (at least {LEAST})",
                f"the same, not searchable: {self.quiet:,.0f} rows/s; ratio {self.quiet / self.bare:.2f}"]


def measure(cluster: Cluster, rows: int, rounds: int) -> Brought:
    """Import and insert `rows` rows in interleaved rounds, the first of which counts for nothing."""
    uri = cluster.create("brought")
    ours, quiet, bare = list[float](), list[float](), list[float]()
    with TemporaryDirectory(prefix="dougong-home-") as home:
        env = settings(uri, home, (PACK,))
        dougong(env, "init", "--empty")
        with patch.dict(os.environ, env), closing_runtime() as alive:
            for at in range(rounds + 1):
                ours.append(rows / _imported(alive, _TABLE, at * rows, rows))
                quiet.append(rows / _imported(alive, _QUIET, at * rows, rows))
                bare.append(rows / _inserted(uri, rows))
    return Brought(rows, *(median(each[1:]) for each in (ours, quiet, bare)))


def closing_runtime() -> "closing[_Alive]":
    """Return a runtime on the settings in the environment, closed when it is left."""
    return closing(_Alive(session.runtime(config.load(os.environ))))


@dataclass(frozen=True, slots=True)
class _Alive:
    runtime: Runtime

    def close(self) -> None:
        self.runtime.database.close()


def _imported(alive: _Alive, object: str, first: int, rows: int) -> float:
    """Return the seconds from the file to the last record, all duties on."""
    runtime, content = alive.runtime, table(first, rows)
    context, jobs = session.machine(runtime), Jobs(runtime.database, runtime.clock)
    start = time.perf_counter()
    id = begin(context, jobs, context.object(object), "items.csv", _chunks(content), {})
    said = jobs.read(id, context.actor.id, KIND).said
    jobs.again(id, {**said, "match": "", "mode": "skip", "phase": "run"})
    runner = Runner(runtime, {KIND: ("import", importing.act)})
    job = jobs.take_this(id, runner.name())
    assert job is not None
    runner.do(job)
    taken = time.perf_counter() - start
    done = jobs.find(id)
    assert done is not None
    assert done.result["create"] == rows, done
    return taken


def _inserted(uri: str, rows: int) -> float:
    """Return the seconds of one executemany of the newest rows into an empty copy of their table."""
    with psycopg.connect(uri) as connection:
        connection.execute("drop table if exists bare")
        connection.execute(sql.SQL("create table bare (like {} including all)").format(sql.Identifier(_TABLE)))
        newest = sql.SQL("select * from {} order by id desc limit {}").format(
            sql.Identifier(_TABLE), sql.Literal(rows))
        found = connection.execute(newest)
        names = [column.name for column in found.description or ()]
        values = found.fetchall()
        connection.commit()
        insert = sql.SQL("insert into bare ({}) values ({})").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), sql.SQL(", ").join(sql.Placeholder() for _ in names))
        start = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.executemany(insert, values)
        connection.commit()
        return time.perf_counter() - start


def _chunks(content: bytes) -> Iterator[bytes]:
    yield content


