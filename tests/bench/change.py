"""Definitions that change under a large table while people work: how long anybody waits, and whether a write is lost.

A field is added, a text converted to numbers, a field required with a default, on each database, at a steady rate of
requests. `python -m tests.bench.change STEP` applies one step in a process of its own, as an operator would.
"""

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from dougong.catalog.reading.source import PackSource, shipped_packs
from dougong.config import load
from dougong.ext import compose
from dougong.records.upkeep import chores
from dougong.store.database import Database
from dougong.store.sql import Statement
from tests.bench.cluster import cluster
from tests.bench.server import ROOT
from tests.safety.site import Client, Ground, applied, prepared, serving

#: Requests a second, a quarter of them writes, and seconds of them before and after each step.
RATE, CALM = 100, 3.0
#: Seconds a reader may wait.
LONGEST = 2.0

PACK = "{kind: pack, name: heap, format: 1, version: 1.0.0, label: Heap, language: en, requires: [system]}"
HEAP = """kind: object
name: heap
label: Heap
title: "{name}"
fields:
  name: {type: text, label: Name}
  size: {type: text, label: Size}
"""
ADDED = "  colour: {type: text, label: Colour}\n"
STEPS = {
    "a field is added": HEAP + ADDED,
    "a text becomes a number": HEAP.replace("size: {type: text", "size: {type: integer") + ADDED,
    "a field is required": HEAP.replace("size: {type: text", "size: {type: integer") + ADDED.replace(
        "label: Colour", "label: Colour, required: true, default: red"),
}


def packs(heap: str) -> tuple[PackSource, ...]:
    """Return the packs with the object as `heap` says."""
    system = tuple(each for each in shipped_packs() if each.name == "system")
    return (*system, PackSource.of("heap", {"pack.yaml": PACK, "objects/heap.yaml": heap}))


@dataclass(slots=True)
class Traffic:
    """What those who work meanwhile met: seconds each read and write took, what was acknowledged, what was not."""

    stop: threading.Event = field(default_factory=threading.Event)
    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    kept: dict[int, int] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def read(self, client: Client, rows: int) -> None:
        """Read one record or a page, again and again."""
        while not self.stop.wait(4 / RATE * random.uniform(0.5, 1.5)):
            path = "heap?limit=20" if random.random() < 0.2 else f"heap/{random.randint(1, rows)}"
            start = time.monotonic()
            answer = client("GET", f"/api/v1/{path}")
            self.reads.append(time.monotonic() - start)
            if answer.status != 200:
                self.faults.append(f"GET {path}: {answer.status}")

    def write(self, client: Client, first: int, count: int) -> None:
        """Change records of one's own, again and again; a number is sent as the definition in force wants it."""
        form: type[Any] = str
        versions: dict[int, int] = {}
        for turn in range(1, 1_000_000):
            if self.stop.wait(4 / RATE * random.uniform(0.5, 1.5)):
                return
            id, value = first + turn % count, turn
            start = time.monotonic()
            body = {"size": form(value), "version": versions.get(id, 1)}
            answer = client("PATCH", f"/api/v1/heap/{id}", body)
            if answer.status == 422 and b"/size" in answer.body:
                form = int if form is str else str
                answer = client("PATCH", f"/api/v1/heap/{id}", {**body, "size": form(value)})
            self.writes.append(time.monotonic() - start)
            if answer.status == 200:
                self.kept[id], versions[id] = value, answer.json["version"]
            else:
                self.refused.append(answer.status)


def measure(rows: int, tell: Callable[[str], None]) -> list[str]:
    """Measure on both databases, tell what comes of each step as soon as it is known, and return what was missed."""
    missed = list[str]()
    for engine in ("postgresql", "sqlite"):
        with _ground(engine, rows) as ground, serving(ground, workers=2, threads=4) as workers:
            traffic = Traffic()
            clients = [Client(workers.port, ground.token) for _ in range(4)]
            people = [threading.Thread(target=traffic.read, args=(client, rows)) for client in clients[:3]]
            people.append(threading.Thread(target=traffic.write, args=(clients[3], 1, 500)))
            for each in people:
                each.start()
            for step in STEPS:
                tell(_step(engine, ground, step, traffic))
                missed += [f"{engine}: {step}: a reader waited"] if max(traffic.reads) > LONGEST else []
            traffic.stop.set()
            for each in people:
                each.join()
            lost = _lost(ground.url, traffic.kept)
        answered = sorted(set(traffic.refused)) or "none"
        tell(f"{engine}: {len(traffic.kept)} records written, {lost} lost, refused {len(traffic.refused)} "
             f"({answered}), faults {traffic.faults[:3] or 'none'}")
        missed += [f"{engine}: writes lost"] if lost else []
        missed += [f"{engine}: reads failed"] if traffic.faults else []
    return missed


def _step(engine: str, ground: Ground, step: str, traffic: Traffic) -> str:
    time.sleep(CALM)
    traffic.reads.clear()
    traffic.writes.clear()
    start = time.monotonic()
    path = os.pathsep.join([str(ROOT / "platform"), str(ROOT)])
    subprocess.run([sys.executable, "-m", "tests.bench.change", step], check=True, cwd=ROOT,
                   env={**os.environ, **ground.environment, "PYTHONPATH": path})
    spent = time.monotonic() - start
    time.sleep(CALM)
    return (f"{engine}: {step}: {spent:.1f} s; of {len(traffic.reads)} readers none waited over "
            f"{max(traffic.reads):.2f} s, of {len(traffic.writes)} writers none over {max(traffic.writes):.2f} s")


@contextmanager
def _ground(engine: str, rows: int) -> Iterator[Ground]:
    with TemporaryDirectory(prefix="dougong-bench-") as home:
        if engine == "sqlite":
            ground = prepared(f"sqlite:///{home}/bench.db", Path(home), packs(HEAP))
            with sqlite3.connect(f"{home}/bench.db") as connection:
                connection.execute(f"with recursive c(g) as (select 1 union all select g + 1 from c where g < {rows}) "
                                   f"insert into heap ({_COLUMNS}) select {_values('g')} from c")
            connection.close()
            yield ground
            return
        with cluster() as server:
            url = server.create("change")
            ground = prepared(url, Path(home), packs(HEAP))
            with psycopg.connect(url) as connection:
                connection.execute(f"insert into heap ({_COLUMNS}) select {_values('g')} "    # type: ignore[arg-type]
                                   f"from generate_series(1, {rows}) g")
            yield ground


_COLUMNS = "version, title, title_key, name, size, owner, created_by, updated_by"


def _values(each: str) -> str:
    return f"1, 'part ' || {each}, 'part' || {each}, 'part ' || {each}, {each} % 5000, 1, 1, 1"


def _lost(url: str, kept: dict[int, int]) -> int:
    """Return how many acknowledged values are not there."""
    database = Database.open(url)
    with database.read() as session:
        held = dict(session.rows(_SIZES))
    database.close()
    return sum(held.get(id) != value for id, value in kept.items())


def _apply(step: str) -> None:
    """Apply one step and do what it leaves to be done."""
    runtime = compose(load(os.environ))
    applied(runtime.database, packs(STEPS[step]))
    chores.finish(runtime, patience=60)
    runtime.database.close()


_SIZES = Statement("select id, size from heap where id <= 501", keep=False)

if __name__ == "__main__":
    _apply(sys.argv[1])
