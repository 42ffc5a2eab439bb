"""Importing a file against a bare `executemany` of the rows it made, into a table with the same indexes and keys."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from statistics import median
from tempfile import TemporaryDirectory
from unittest.mock import patch

import psycopg
from psycopg import sql

from dougong import config
from dougong.cli import session
from dougong.records.runner import Runner
from dougong.records.runtime import Runtime
from dougong.records.transfer import importing
from dougong.records.transfer.source import KIND, begin
from dougong.store.loop import thread_name
from tests.bench.cluster import Cluster
from tests.bench.items import table
from tests.bench.server import spent
from tests.bench.sides import PACK, dougong, settings

LEAST = 0.5
"""The part of the bare rate an import must reach."""

#: `like` copies indexes, not what a table refers to.
_KEYS = "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and contype = 'f'"
_TABLE, _QUIET = "bench_sought", "bench_item"


#: Gives the processor seconds so far.
Worked = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Brought:
    """Rows per second, the median of rounds: of what search finds, of what it does not, inserted bare, and bare into a
    table that refers to no other; and the processor microseconds, ours and the database's, that a row of each took
    (they swing less)."""

    rows: int
    ours: float
    quiet: float
    bare: float
    keyless: float
    works: tuple[float, ...]

    def ratio(self) -> float:
        """Return ours over bare."""
        return self.ours / self.bare

    def within(self, leeway: float) -> bool:
        """Return whether the ratio reaches the least, divided by `leeway`."""
        return self.ratio() >= LEAST / leeway

    def lines(self) -> list[str]:
        """Return what to print."""
        ours, quiet, bare, keyless = self.works
        return [f"import of {self.rows:,} rows: {self.ours:,.0f} rows/s, bare executemany {self.bare:,.0f} rows/s; "
                f"ratio {self.ratio():.2f} (at least {LEAST})",
                f"the same, not searchable: {self.quiet:,.0f} rows/s; ratio {self.quiet / self.bare:.2f}",
                f"a bare executemany into a table without foreign keys: {self.keyless:,.0f} rows/s; "
                f"ratios {self.ours / self.keyless:.2f} and {self.quiet / self.keyless:.2f}",
                f"processor of a row: {ours:.0f} us, not searchable {quiet:.0f} us, bare {bare:.0f} us, without keys "
                f"{keyless:.0f} us; ratios {bare / ours:.2f} and {bare / quiet:.2f}"]


def measure(cluster: Cluster, rows: int, rounds: int) -> Brought:
    """Import and insert `rows` rows in interleaved rounds, the first of which counts for nothing."""
    uri = cluster.create("brought")
    rates, works = ([list[float]() for _ in range(4)] for _ in range(2))
    with TemporaryDirectory(prefix="dougong-home-") as home:
        env = settings(uri, home, (PACK,))
        dougong(env, "init", "--empty")
        with patch.dict(os.environ, env), closing_runtime() as alive:
            for at in range(rounds + 1):
                sides = (partial(_imported, alive, _TABLE, at * rows, rows),
                         partial(_imported, alive, _QUIET, at * rows, rows), partial(_inserted, uri, rows),
                         partial(_inserted, uri, rows, keys=False))
                for side, act in enumerate(sides):
                    seconds, work = act(partial(spent, os.getpid(), cluster.pid))
                    rates[side].append(rows / seconds)
                    works[side].append(work / rows * 1e6)
    ours, quiet, bare, keyless = (median(each[1:]) for each in rates)
    return Brought(rows, ours, quiet, bare, keyless, tuple(median(each[1:]) for each in works))


def closing_runtime() -> "closing[_Alive]":
    """Return a runtime on the settings in the environment, closed when it is left."""
    return closing(_Alive(session.runtime(config.load(os.environ))))


@dataclass(frozen=True, slots=True)
class _Alive:
    runtime: Runtime

    def close(self) -> None:
        self.runtime.database.close()


def _imported(alive: _Alive, object: str, first: int, rows: int, worked: Worked) -> tuple[float, float]:
    """Return the seconds from the file to the last record, all duties on, and those of processors."""
    runtime, content = alive.runtime, table(first, rows)
    context, jobs = session.machine(runtime), runtime.jobs
    start, before = time.perf_counter(), worked()
    id = begin(context, jobs, context.object(object), "items.csv", _chunks(content), {})
    said = jobs.read(id, context.actor.id, KIND).said
    jobs.again(id, {**said, "match": "", "mode": "skip", "phase": "run"})
    runner = Runner(runtime, {KIND: ("import", importing.act)})
    job = jobs.take_this(id, thread_name())
    assert job is not None
    runner.do(job)
    taken = time.perf_counter() - start, worked() - before
    done = jobs.find(id)
    assert done is not None
    assert done.result["create"] == rows, done
    return taken


def _inserted(uri: str, rows: int, worked: Worked, *, keys: bool = True) -> tuple[float, float]:
    """Return the seconds, and those of processors, of one executemany of the newest rows into an empty copy of their
    table, with its foreign keys or without."""
    with psycopg.connect(uri) as connection:
        connection.execute("drop table if exists bare")
        connection.execute(sql.SQL("create table bare (like {} including all)").format(sql.Identifier(_TABLE)))
        for name, said in connection.execute(_KEYS, (_TABLE,)).fetchall() if keys else ():
            connection.execute(sql.SQL("alter table bare add constraint {} {}").format(
                sql.Identifier(name), sql.SQL(said)))
        newest = sql.SQL("select * from {} order by id desc limit {}").format(
            sql.Identifier(_TABLE), sql.Literal(rows))
        found = connection.execute(newest)
        names = [column.name for column in found.description or ()]
        values = found.fetchall()
        connection.commit()
        insert = sql.SQL("insert into bare ({}) values ({})").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), sql.SQL(", ").join(sql.Placeholder() for _ in names))
        start, before = time.perf_counter(), worked()
        with connection.cursor() as cursor:
            cursor.executemany(insert, values)
        connection.commit()
        return time.perf_counter() - start, worked() - before


def _chunks(content: bytes) -> Iterator[bytes]:
    yield content


