"""Workers killed in the middle of what they do: every effect happens, and whoever knows keys by what they have heard
hears each once (safety.md M5). The issue's own counts by KILLED_EFFECTS and KILLED_EVERY."""

import multiprocessing
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dougong.kernel.clock import SystemClock
from dougong.processes.effects import trying
from dougong.processes.effects import worker as place
from dougong.processes.effects.kinds import Effect, Row
from dougong.processes.effects.worker import PORTION, THREADS, Worker
from dougong.store.database import Database
from dougong.store.engine.effects import LEFT, effects
from dougong.store.init import init
from dougong.store.snapshot import moment
from dougong.store.sql import Statement
from dougong.store.statements.forms import sent_params

EFFECTS = int(os.environ.get("KILLED_EFFECTS", "200"))
#: Seconds between two kills.
EVERY = float(os.environ.get("KILLED_EVERY", "0.15"))
WORKERS = 4
#: Seconds an effect takes: all of them, however fast the machine, as long as ten kills.
TAKES = 10 * EVERY * WORKERS * THREADS / EFFECTS
#: Seconds in which nothing gets done before that is taken for good, however slow the machine.
STUCK = 60.0
FORK = multiprocessing.get_context("fork")


def left(database: Database, count: int) -> None:
    """Leave effects as units would."""
    now = moment(database.dialect, SystemClock().now())
    held: dict[str, Any] = {"kind": "tell", "payload": "{}", "state": "waiting", "tries": 0, "due_at": now,
                            "door": "api", "created_at": now}
    rows = [tuple({**held, "key": f"key-{number}"}.get(name) for name in LEFT) for number in range(count)]
    with database.write(None) as session:
        session.send(effects(database.dialect).put, sent_params(rows, database.dialect))
        session.commit()


def work(url: str, heard: Path, near: bool) -> None:
    """Make effects happen in a process of its own until that is killed; `near` ones are taken by the dozen."""
    database = Database.open(url)
    file = os.open(heard, os.O_WRONLY | os.O_APPEND)

    def tell(_: Any, row: Row) -> None:
        time.sleep(TAKES / 2)
        os.write(file, f"{row.key}\n".encode())
        time.sleep(TAKES / 2)
    runtime: Any = SimpleNamespace(database=database, clock=SystemClock(), settings=SimpleNamespace(effect_days=30))
    Worker(runtime, [Effect("tell", tell, near=near)]).start()
    while True:
        time.sleep(60)


@pytest.mark.slow
@pytest.mark.parametrize("near", [False, True], ids=["alone", "many"])
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_no_effect_is_lost_and_none_heard_twice_under_two_keys(
        engine: str, near: bool, request: pytest.FixtureRequest, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch) -> None:
    url = request.getfixturevalue("sqlite_database" if engine == "sqlite" else "durable_postgres_database")
    monkeypatch.setattr(place, "TAKEN", timedelta(seconds=2))        # so that what a killed one had comes back soon
    monkeypatch.setattr(trying, "WAITS", (timedelta(seconds=1),) * 100)
    monkeypatch.setattr(trying, "MOST", 100)
    heard = tmp_path / "heard"
    heard.touch()
    database = Database.open(url)
    init(database)
    left(database, EFFECTS)
    kills = 0
    alive = [begun(url, heard, near) for _ in range(WORKERS)]
    try:
        for _ in going(lambda: open_ones(database), EVERY):
            victim = random.randrange(WORKERS)
            os.kill(alive[victim].pid or 0, signal.SIGKILL)
            alive[victim].join()
            alive[victim] = begun(url, heard, near)
            kills += 1
    finally:
        for each in alive:
            each.kill()
            each.join()
    with database.read() as session:
        states = dict(session.rows(Statement("select state, count(*) from dg_effect group by state")))
    database.close()
    told = Counter(heard.read_text().split())
    assert states == {"done": EFFECTS}
    assert told.keys() == {f"key-{number}" for number in range(EFFECTS)}                    # 0 lost
    again = sum(told.values()) - EFFECTS
    print(f"{engine}: {EFFECTS} effects, {kills} kills, {again} heard again under their keys")
    assert kills >= 5
    assert again <= kills * THREADS * (PORTION if near else 1)       # only what somebody was killed over


def going(left: Callable[[], int], every: float) -> Iterator[None]:
    """Come every so many seconds until nothing is left; give up only where nothing gets less any more."""
    least, since = sys.maxsize, time.monotonic()
    while (now := left()) and time.monotonic() - since < STUCK:
        if now < least:
            least, since = now, time.monotonic()
        time.sleep(every)
        yield


def begun(url: str, heard: Path, near: bool) -> Any:
    process = FORK.Process(target=work, args=(url, heard, near), daemon=True)
    process.start()
    return process


def open_ones(database: Database) -> int:
    with database.read() as session:
        return int(session.rows(Statement("select count(*) from dg_effect where ended_at is null"))[0][0])
