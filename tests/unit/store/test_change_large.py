"""Large tables on PostgreSQL: columns are filled and indexes built ahead, while others write; nothing they write is
lost, and what an apply prepared goes when it fails."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from dougong.kernel.clock import SystemClock
from dougong.store import snapshot
from dougong.store.change import ahead, fill, shape
from dougong.store.change import due as change_due
from dougong.store.change import later as change_later
from dougong.store.change.apply import apply
from dougong.store.change.plan import Plan, Safety
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.errors import StalePlan, StoreError, UniqueViolation
from dougong.store.init import init
from tests.unit.store.boxes import applied, compiled, run, sources

BEFORE = "size: {type: text, label: Size}\nhue: {type: text, label: Hue}\nnear: {type: link, to: shelf, label: Near}"


@pytest.fixture
def database(postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database in which forty boxes are many."""
    monkeypatch.setattr(ahead, "LARGE", 40)
    monkeypatch.setattr(fill, "BATCH", 10)
    monkeypatch.setattr(fill, "FEW", 2)
    opened = Database.open(postgres_database)
    init(opened)
    applied(opened, sources(BEFORE))
    run(opened, "insert into box (version, name, size, hue) select 1, 'n' || g, g, 'h' || g "
                "from generate_series(1, 40) g")
    yield opened
    opened.close()


def carried(database: Database, fields: str, agreed: Safety = "confirm", **more: object) -> Plan:
    packs = sources(fields)
    asked = plan(database, compiled(database, packs))
    apply(database, asked, packs, "test", agreed=agreed, **more)
    return asked


def left_over(database: Database) -> list[object]:
    """Everything that begins like something prepared."""
    return [name for name, in run(database, """
        select tgname::text from pg_trigger where tgname like 'dg\\_\\_%' union all
        select relname from pg_class where relname like 'dg\\_\\_%' union all
        select proname from pg_proc where proname like 'dg\\_\\_%' union all
        select attname from pg_attribute where attname like 'dg\\_\\_%' and not attisdropped""")]


AFTER = BEFORE.replace("size: {type: text", "size: {type: integer")


def test_what_is_written_while_a_column_is_filled_is_converted_too(database: Database) -> None:
    met, written = list[str](), list[int]()

    def write(point: str) -> None:
        met.append(point)
        if point.startswith("filling") and len(met) < 12:
            count = len(met)
            written.append(count)
            run(database, f"update box set size = '{1000 + count}' where id = {count}")
            run(database, f"update box set size = null where id = {20 + count}")
            run(database, f"insert into box (version, size) values (1, '{2000 + count}')")
            run(database, f"update box set size = '7', hue = 'x' where id = {count} and size is null")

    asked = carried(database, AFTER, checkpoint=write)
    retype, = (step for step in asked.steps if step.verb == "retype")
    assert any("CREATE TRIGGER" in sql for sql in retype.ahead)
    assert not any("UPDATE" in sql for sql in retype.sql)
    assert len(written) >= 8
    parked, = (each for each, in run(database, "select attname from pg_attribute where attname like 'dg\\_size\\_%'"))
    assert run(database, f"select count(*) from box where size is distinct from {parked}::int") == [(0,)]
    assert run(database, "select count(*) from box") == [(40 + len(written),)]
    for count in written:
        assert run(database, f"select size from box where id = {count}") == [(1000 + count,)]
    assert left_over(database) == []
    assert plan(database, compiled(database, sources(AFTER))).empty


def test_values_that_came_since_the_plan_and_would_be_lost_stop_it(database: Database) -> None:
    def write(point: str) -> None:
        if point.startswith("filling"):
            run(database, "update box set size = 'a dozen' where id = 3")

    with pytest.raises(StalePlan, match="values came that the change would cut or lose"):
        carried(database, AFTER, checkpoint=write)
    assert left_over(database) == []
    assert snapshot.current_number(database) == 1
    assert run(database, "select size from box where id = 3") == [("a dozen",)]


def test_an_index_is_built_before_the_switch_and_a_unique_that_fails_leaves_nothing(database: Database) -> None:
    unique = BEFORE.replace("hue: {type: text", "hue: {type: text, unique: true")

    def write(point: str) -> None:
        if point == "journalled":
            run(database, "update box set hue = 'same' where id < 3")

    with pytest.raises(UniqueViolation):
        carried(database, unique, checkpoint=write)
    assert left_over(database) == []
    assert "uq_box_hue" not in indexes(database)
    run(database, "update box set hue = 'other' where id = 1")
    asked = carried(database, unique)
    step, = (each for each in asked.steps if each.verb == "add_unique")
    assert "CONCURRENTLY" in step.ahead[0]
    with pytest.raises(UniqueViolation) as refused:
        run(database, "update box set hue = 'other' where id = 2")
    assert refused.value.constraint == "uq_box_hue"
    assert left_over(database) == []
    assert plan(database, compiled(database, sources(unique))).empty


def test_an_index_of_a_new_column_is_built_after_the_switch(database: Database) -> None:
    indexed = f"{BEFORE}\ncolour: {{type: text, label: Colour, index: true}}"
    asked = carried(database, indexed)
    later, = (each for step in asked.steps for each in step.later)
    assert "ix_box_colour" not in indexes(database)
    due = change_due.claim(database, SystemClock().now())
    assert due is not None
    assert due.what == "sql ix_box_colour"
    change_later.run(database, due.sql)
    change_due.end(database, due, "done", SystemClock().now())
    assert due.sql == later.sql
    assert "ix_box_colour" in indexes(database)
    assert plan(database, compiled(database, sources(indexed))).empty


def test_a_key_that_comes_back_holds_new_rows_at_once_and_old_ones_later(database: Database) -> None:
    run(database, "insert into shelf (id, version, code) values (1, 1, 'A')")
    run(database, "update box set near = 1")
    carried(database, BEFORE.replace("\nnear: {type: link, to: shelf, label: Near}", ""))
    back = carried(database, BEFORE.replace("label: Near", "label: Near, was: near"))
    assert any(sql.endswith("NOT VALID") for step in back.steps for sql in step.sql)
    with pytest.raises(StoreError):
        run(database, "update box set near = 99")
    due = change_due.claim(database, SystemClock().now())
    assert due is not None
    change_later.run(database, due.sql)
    assert run(database, "select convalidated from pg_constraint where conname = 'fk_box_near'") == [(True,)]


def test_what_a_killed_apply_prepared_goes_with_the_next(database: Database) -> None:
    class KilledError(BaseException):
        pass

    def kill(point: str) -> None:
        if point.startswith("filling"):
            raise KilledError

    with pytest.raises(KilledError):
        carried(database, AFTER, checkpoint=kill)
    assert left_over(database)
    run(database, "update box set size = '5' where id = 5")
    carried(database, AFTER)
    assert left_over(database) == []
    assert run(database, "select size from box where id = 5") == [(5,)]


def test_a_second_apply_waits_for_the_first_and_is_told(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[type[Exception]] = []
    packs = sources(BEFORE.replace("Hue", "Colour"))
    asked = plan(database, compiled(database, packs))

    def second() -> None:
        try:
            apply(database, asked, packs, "other")
        except StoreError as error:
            told.append(type(error))

    thread = threading.Thread(target=second)
    carried(database, AFTER, checkpoint=lambda point: thread.start() if point == "ahead 0" else None)
    thread.join()
    assert told == [StalePlan]


@contextmanager
def reading(database: Database, url: str) -> Iterator[None]:
    with psycopg.connect(url) as connection:
        connection.execute("select * from box")
        yield


def test_a_reader_that_stays_delays_the_switch_and_nobody_else(database: Database, postgres_database: str) -> None:
    with reading(database, postgres_database):
        held = threading.Event()
        worker = threading.Thread(target=lambda: (carried(database, AFTER), held.set()))
        worker.start()
        for _ in range(10):
            assert run(database, "select count(*) from box") == [(40,)]
            held.wait(0.2)
        assert not held.is_set()
    worker.join()
    assert held.is_set()


def indexes(database: Database) -> frozenset[str]:
    with database.read() as session:
        return shape.read(session, "postgresql").indexes["box"]
