"""Writers of several processes take turns on SQLite: each asks as often as the others, and gives up in time."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dougong.store.database import Database
from dougong.store.drivers import sqlite as sessions
from dougong.store.errors import Busy
from dougong.store.sql import Statement

ADD = Statement("insert into thing values (1)")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with an empty table, at rest."""
    found = tmp_path / "turns.db"
    with sqlite3.connect(found) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table thing (id integer)")
    return found


@pytest.fixture
def other(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection as another process has it, that writes."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("begin immediate")
    yield connection
    connection.close()


def test_a_writer_comes_in_as_soon_as_the_other_has_done(path: Path, other: sqlite3.Connection) -> None:
    database, done = Database.open(f"sqlite:///{path}"), list[float]()

    def finish() -> None:
        time.sleep(0.5)
        done.append(time.monotonic())
        other.execute("commit")

    thread = threading.Thread(target=finish)
    thread.start()
    with database.write(None) as session:
        session.send(ADD)
        begun = time.monotonic()
        session.commit()
    thread.join()
    assert done, "the other had not finished"
    assert begun > done[0]
    assert other.execute("select count(*) from thing").fetchone() == (1,)
    database.close()


def test_a_writer_that_gives_up_leaves_a_connection_that_works(path: Path, other: sqlite3.Connection,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "PATIENCE", 0.1)
    database = Database.open(f"sqlite:///{path}")
    with pytest.raises(Busy), database.write(None) as session:
        session.send(ADD)
    other.execute("rollback")
    with database.write(None) as session:
        session.send(ADD)
        session.commit()
    assert other.execute("select count(*) from thing").fetchone() == (1,)
    database.close()
