"""Following: the newer catalog is built beside the old one, which serves until then, and on when that fails."""

import dataclasses
import logging
import threading
import time

import pytest

from dougong.catalog.freeze import thaw
from dougong.catalog.live import Live
from dougong.catalog.model import Catalog
from dougong.catalog.registry import registry
from dougong.kernel.clock import SystemClock
from dougong.kernel.problems import MetadataError
from dougong.store.database import Database
from dougong.store.follow import Follower
from dougong.store.snapshot import Snapshot
from dougong.store.sql import Statement
from tests.unit.store.boxes import applied, compiled, sources


def build(stored: Snapshot) -> Catalog:
    return thaw(stored.frozen, registry(), stored.number)


def live(database: Database) -> Live:
    return Live(dataclasses.replace(compiled(database, sources()), number=1))


def test_a_request_that_learned_of_a_newer_number_gets_it(database: Database) -> None:
    applied(database, sources())
    serving = live(database)
    applied(database, sources("a: {type: text, label: A}"))
    caught = Follower(database, serving, build, SystemClock()).catch_up(2)
    assert (caught.number, "a" in caught.objects["box"].fields) == (2, True)
    assert serving.catalog is caught


def test_one_thread_builds_and_the_others_wait(database: Database) -> None:
    applied(database, sources())
    serving = live(database)
    applied(database, sources("a: {type: text, label: A}"))
    built: list[int] = []

    def slowly(stored: Snapshot) -> Catalog:
        built.append(stored.number)
        time.sleep(0.1)
        return build(stored)

    follower = Follower(database, serving, slowly, SystemClock())
    numbers: list[int] = []
    threads = [threading.Thread(target=lambda: numbers.append(follower.catch_up(2).number)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (numbers, built) == ([2] * 6, [2])


@pytest.mark.parametrize("error", [MetadataError([]), RuntimeError("a plugin's fault")])
def test_what_cannot_be_built_leaves_the_old_one_and_is_said_once(
        database: Database, caplog: pytest.LogCaptureFixture, error: Exception) -> None:
    applied(database, sources())
    serving = live(database)
    applied(database, sources("a: {type: text, label: A}"))

    def fail(stored: Snapshot) -> Catalog:
        raise error

    follower = Follower(database, serving, fail, SystemClock())
    with caplog.at_level(logging.ERROR):
        assert [follower.catch_up(2).number for _ in range(3)] == [1, 1, 1]
    assert [record.getMessage() for record in caplog.records] == ["catalog 2 cannot be built here, 1 goes on serving"]


def test_the_thread_follows_by_itself_and_its_heart_beats(database: Database) -> None:
    applied(database, sources())
    serving = live(database)
    follower = Follower(database, serving, build, SystemClock())
    follower.start()
    try:
        assert beaten(database, 1)
        applied(database, sources("a: {type: text, label: A}"))
        assert beaten(database, 2)
        assert serving.catalog.number == 2
    finally:
        follower.stop()
    assert beaten(database, None)


def beaten(database: Database, number: int | None) -> bool:
    """Whether the one heartbeat comes to say `number` (None: to be gone) within twenty seconds."""
    wanted = [] if number is None else [(number,)]
    for _ in range(1000):
        with database.read() as session:
            if session.rows(Statement("select number from dg_worker")) == wanted:
                return True
        time.sleep(0.02)
    return False
