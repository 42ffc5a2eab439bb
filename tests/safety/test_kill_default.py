"""kill -9 while old records are given a default: what was given stays, another goes on where it stopped."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest

from dougong.catalog.reading.source import PackSource, shipped_packs
from dougong.kernel.clock import FixedClock, SystemClock
from dougong.records.runtime import Runtime
from dougong.records.upkeep import chores, defaults
from dougong.store.change import due
from dougong.store.database import Database
from dougong.store.sql import Statement
from tests.safety.site import Ground, applied, prepared

PACK = "{kind: pack, name: heap, format: 1, version: 1.0.0, label: Heap, language: en, requires: [system]}"
HEAP = """kind: object
name: heap
label: Heap
title: "{name}"
fields:
  name: {type: text, label: Name}
"""
MORE = {"colour": "  colour: {type: text, label: Colour, required: true, default: red}\n",
        "length": "  length: {type: integer, label: Length, required: true, default: '=len(name)'}\n"}
COUNT = 50


def packs(more: str = "") -> tuple[PackSource, ...]:
    system = tuple(each for each in shipped_packs() if each.name == "system")
    return (*system, PackSource.of("heap", {"pack.yaml": PACK, "objects/heap.yaml": HEAP + more}))


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    url = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "durable_postgres_database")
    made = prepared(url, tmp_path, packs())
    database = Database.open(url)
    with database.write(None) as session:
        session.send_each(Statement(f"insert into heap (version, name, title, title_key) values "
                                    f"(1, {'?' if request.param == 'sqlite' else '$1'}, '', '')"),
                          [("x" * (at % 7),) for at in range(COUNT)])
        session.commit()
    database.close()
    return made


def lacking(runtime: Runtime, name: str) -> int:
    with runtime.database.read() as session:
        return int(session.rows(Statement(f"select count(*) from heap where {name} is null"))[0][0])


@pytest.mark.parametrize("name", ["colour", "length"])
def test_after_a_kill_another_goes_on(ground: Ground, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(defaults, "BATCH", 10)
    monkeypatch.setattr(defaults, "COMPUTED", 10)
    database = Database.open(ground.url)
    applied(database, packs(MORE[name]))
    database.close()
    child = os.fork()
    if child == 0:
        signs = iter(range(100))
        monkeypatch.setattr(due, "sign", lambda *_: next(signs) == 1 and os.kill(os.getpid(), signal.SIGKILL))
        chores.finish(ground.runtime(), 0)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    runtime = ground.runtime()
    assert lacking(runtime, name) == COUNT - 20
    assert chores.finish(runtime, 0) == 1, "the dead one might be alive yet"
    runtime.clock = FixedClock(SystemClock().now() + due.DEAD + timedelta(seconds=1))
    assert chores.finish(runtime, 0) == 0
    assert lacking(runtime, name) == 0
    runtime.database.close()


def test_a_server_that_is_behind_is_waited_for(ground: Ground) -> None:
    database = Database.open(ground.url)
    applied(database, packs(MORE["colour"]))
    runtime = ground.runtime()
    beat(database, 1)
    assert chores.finish(runtime, 0) == 1
    assert lacking(runtime, "colour") == COUNT
    beat(database, 2)
    assert chores.finish(runtime, 0) == 0
    assert lacking(runtime, "colour") == 0
    database.close()
    runtime.database.close()


def beat(database: Database, number: int) -> None:
    now = "cast((julianday('now') - 2440587.5) * 86400000000 as integer)" if database.dialect == "sqlite" else "now()"
    with database.write(None) as session:
        session.send(Statement("delete from dg_worker"))
        session.send(Statement(f"insert into dg_worker (id, number, seen_at) values ('x', {number}, {now})"))
        session.commit()
