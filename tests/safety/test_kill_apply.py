"""kill -9 of apply at each of its points: the database holds exactly N or N+1, whole, and the next apply goes on."""

import os
import signal
from collections.abc import Iterator

import pytest

from dougong.store import snapshot
from dougong.store.change import ahead, fill, journal
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init
from dougong.store.sql import Statement
from tests.unit.store.boxes import applied, compiled, sources

MORE = sources("""colour: {type: text, label: Colour, unique: true}
lid: {type: link, to: shelf, label: Lid}""", files={
    "objects/van.yaml": "{kind: object, name: van, label: Van, plural: Vans, title: '{plate}', "
                        "fields: {plate: {type: text, label: Plate}, load: {type: links, to: box, label: Load}}}"})
#: What holds rows moves: a field is renamed, one converted, one dropped whose key SQLite can only lose in a new table.
FORMERLY = sources("""size: {type: text, label: Size}
hue: {type: text, label: Hue}
near: {type: link, to: shelf, label: Near}""")
MOVED = sources("""size: {type: integer, label: Size}
colour: {type: text, label: Colour, was: hue}""")
#: One past this point the transaction has been committed.
LAST = "committed"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with catalog 1 in it."""
    url = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "durable_postgres_database")
    opened = Database.open(url)
    init(opened)
    applied(opened, sources())
    yield opened
    opened.close()


def points(database: Database) -> list[str]:
    """Every point an apply of MORE passes, seen in one that is given up at the end."""
    passed: list[str] = []

    class GivenUpError(Exception):
        pass

    def note(point: str) -> None:
        passed.append(point)
        if point == "stored":
            raise GivenUpError

    with pytest.raises(GivenUpError):
        apply(database, plan(database, compiled(database, MORE)), MORE, checkpoint=note)
    return [*passed, LAST]


def killed_at(database: Database, wanted: str) -> None:
    """Apply MORE in a process of its own that dies at the point `wanted` as if the power went."""
    child = os.fork()
    if child == 0:
        def die(point: str) -> None:
            if point == wanted:
                os.kill(os.getpid(), signal.SIGKILL)

        apply(database, plan(database, compiled(database, MORE)), MORE, checkpoint=die)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"apply never came to {wanted}"
    assert os.WTERMSIG(status) == signal.SIGKILL


def test_after_a_kill_at_any_point_there_is_the_old_catalog_or_the_new_one(database: Database) -> None:
    every = points(database)
    assert {"journalled", "locked", "step 0", "stored", "committed"} <= set(every)
    assert len(every) >= 10
    for point in every[:-1]:
        killed_at(database, point)
        assert snapshot.current_number(database) == 1, point
        assert plan(database, compiled(database, sources())).empty, f"{point}: something of the new one stayed"
    killed_at(database, LAST)
    assert snapshot.current_number(database) == 2
    assert plan(database, compiled(database, MORE)).empty
    assert [state for number, step, state in journal.entries(database) if (number, step) == (2, "apply")][-1] == "done"


@pytest.mark.parametrize("point", ["journalled", "locked", "step 1", "stored", "committed"])
def test_after_a_kill_the_next_apply_goes_on(database: Database, point: str) -> None:
    killed_at(database, point)
    again = plan(database, compiled(database, MORE))
    assert again.empty == (point == "committed")
    assert apply(database, again, MORE) == 2
    assert plan(database, compiled(database, MORE)).empty
    whole = [state for number, step, state in journal.entries(database) if (number, step) == (2, "apply")]
    assert whole == (["done"] if point == "committed" else ["undone", "done"])
    with database.read() as session:
        assert snapshot.number_in(session) == 2


def test_rows_that_move_survive_a_kill_at_any_point(database: Database) -> None:
    applied(database, FORMERLY)
    with database.write(None) as session:
        session.send(Statement("insert into shelf (id, version, code) values (1, 1, 'A')"))
        session.send(Statement("insert into box (id, version, size, hue, near) values (1, 1, '12', 'red', 1)"))
        session.send(Statement("insert into box_tag (id, parent, line_no, word) values (1, 1, 1, 'x')"))
        session.commit()
    for point in passed(database):
        killed_moving(database, point)
        assert snapshot.current_number(database) == 2, point
        assert plan(database, compiled(database, FORMERLY)).empty, point
        assert rows(database, "select size, hue, near from box") == [("12", "red", 1)], point
    killed_moving(database, LAST)
    assert plan(database, compiled(database, MOVED)).empty
    assert rows(database, "select size, colour from box") == [(12, "red")]
    assert rows(database, "select word from box_tag") == [("x",)]


def test_a_large_table_survives_a_kill_at_any_point(
        durable_postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done ahead is no part of a catalog: until the switch the old one is in force, unharmed and writable."""
    monkeypatch.setattr(ahead, "LARGE", 20)
    monkeypatch.setattr(fill, "BATCH", 10)
    database = Database.open(durable_postgres_database)
    init(database)
    applied(database, FORMERLY)
    with database.write(None) as session:
        session.send(Statement("insert into box (version, size, hue) select 1, g, g from generate_series(1, 20) g"))
        session.commit()
    every = passed(database)
    assert {"ahead", "filling"} <= {point.partition(" ")[0] for point in every}
    for number, point in enumerate(every):
        killed_moving(database, point)
        assert snapshot.current_number(database) == 1, point
        assert plan(database, compiled(database, FORMERLY)).empty, point
        with database.write(None) as session:
            session.send(Statement(f"update box set size = '{100 + number}' where id = {1 + number % 20}"))
            session.commit()
    before = rows(database, "select id, size::int, hue from box order by id")
    killed_moving(database, LAST)
    assert plan(database, compiled(database, MOVED)).empty
    assert rows(database, "select id, size, colour from box order by id") == before
    database.close()


def rows(database: Database, sql: str) -> list[tuple[object, ...]]:
    with database.read() as session:
        return session.rows(Statement(sql, keep=False))


def passed(database: Database) -> list[str]:
    """Every point an apply of MOVED passes before it commits."""
    found: list[str] = []

    class GivenUpError(Exception):
        pass

    def note(point: str) -> None:
        found.append(point)
        if point == "stored":
            raise GivenUpError

    with pytest.raises(GivenUpError):
        apply(database, plan(database, compiled(database, MOVED)), MOVED, agreed="confirm", checkpoint=note)
    assert any(point.startswith("fill") for point in found)
    return found


def killed_moving(database: Database, wanted: str) -> None:
    child = os.fork()
    if child == 0:
        def die(point: str) -> None:
            if point == wanted:
                os.kill(os.getpid(), signal.SIGKILL)

        apply(database, plan(database, compiled(database, MOVED)), MOVED, agreed="confirm", checkpoint=die)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"apply never came to {wanted}"
