"""What has to be accounted for: rows that stay, and a chain that says where somebody laid hands on them."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from dougong.store.database import Database
from dougong.store.engine.audit import Asked, Entry, definitions, rows, write_down
from dougong.store.engine.audit_chain import Head, link, verify
from dougong.store.errors import StoreError
from dougong.store.sql import Statement

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def told(database: Database, count: int, since: int = 0) -> None:
    for at in range(since, since + count):
        write_down(database, Entry(kind="denied", actor=at % 3, door="api", said={"code": f"n{at}", "名": "斗"}),
                   NOON + timedelta(seconds=at))


def tamper(database: Database, *orders: str) -> None:
    """Do what only somebody with the database in hands can: take the guards away first."""
    with database.write(None) as session:
        for definition in definitions(database.dialect):
            words = definition.split()
            if "trigger" in words[:5] and "function" not in words[:4]:
                name, table = _named(words)
                on = f" on {table}" if database.dialect == "postgresql" else ""
                session.send(Statement(f"drop trigger {name}{on}", keep=False))
        for sql in orders:
            session.send(Statement(sql, keep=False))
        session.commit()


def _named(words: list[str]) -> tuple[str, str]:
    return words[words.index("before") - 1], words[words.index("on") + 1]


@pytest.mark.parametrize("sql", ["update dg_audit set kind = 'x'", "delete from dg_audit", "delete from dg_audit_link",
                                 "update dg_audit_link set hash = 'x'"])
def test_the_database_refuses_to_change_or_remove_a_row(database: Database, sql: str) -> None:
    told(database, 2)
    link(database)
    with pytest.raises(StoreError), database.write(None) as session:
        session.rows(Statement(sql, keep=False))
    assert len(rows(database, Asked())) == 2


def test_rows_wait_for_the_chain_and_then_are_in_it(database: Database) -> None:
    told(database, 5)
    before = verify(database)
    assert (before.head.seq, before.waiting, before.fault) == (0, 5, None)
    assert link(database) == 5
    after = verify(database)
    assert (after.head.seq, after.waiting, after.fault) == (5, 0, None)
    assert link(database) == 0


def test_writers_beside_writers_make_one_chain(database: Database) -> None:
    def write(at: int) -> None:
        told(database, 10, at * 10)
        link(database)

    threads = [threading.Thread(target=write, args=(at,)) for at in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    link(database)
    proved = verify(database)
    assert (proved.head.seq, proved.waiting, proved.fault) == (40, 0, None)


@pytest.mark.parametrize(("orders", "what", "seq"), [
    (("update dg_audit set actor = 7 where id = 3",), "changed", 3),
    (("update dg_audit_link set hash = 'x' where seq = 4",), "changed", 4),
    (("delete from dg_audit where id = 2",), "removed", 2),
    (("delete from dg_audit_link where seq = 1",), "removed", 1),
    (("delete from dg_audit where id = 4", "delete from dg_audit_link where seq = 4"), "removed", 4),
    (("update dg_audit_link set seq = seq + 10 where seq > 3",
      "insert into dg_audit_link (seq, audit_id, hash) values (4, 99, 'x')"), "removed", 4),
])
def test_the_first_broken_row_is_named(database: Database, orders: tuple[str, ...], what: str, seq: int) -> None:
    told(database, 6)
    link(database)
    tamper(database, *orders)
    fault = verify(database).fault
    assert fault is not None
    assert (fault.what, fault.seq) == (what, seq)


def test_what_is_cut_off_at_the_end_shows_against_the_head_that_was_remembered(database: Database) -> None:
    told(database, 6)
    link(database)
    head = verify(database).head
    tamper(database, "delete from dg_audit where id > 4", "delete from dg_audit_link where seq > 4")
    assert verify(database).fault is None, "nothing in the database says so"
    cut = verify(database, head).fault
    assert cut is not None
    assert (cut.what, cut.seq) == ("cut", 5)
    told(database, 3, 10)
    link(database)
    anew = verify(database, head).fault
    assert anew is not None
    assert (anew.what, anew.seq) == ("changed", 6), "what came later does not stand for what was cut off"


def test_a_row_put_in_later_is_found_by_its_date(database: Database) -> None:
    told(database, 3)
    link(database)
    write_down(database, Entry(kind="sign_in", actor=1, door="screen"), NOON - timedelta(days=1))
    link(database)
    fault = verify(database).fault
    assert fault is not None
    assert (fault.what, fault.seq, fault.id) == ("inserted", 4, 4)


def test_rows_are_found_by_who_what_and_when(database: Database) -> None:
    told(database, 9)
    found = rows(database, Asked(actor=1, kind="denied", since=NOON + timedelta(seconds=4)))
    assert [row.said["code"] for row in found] == ["n7", "n4"]
    assert rows(database, Asked(kind="export")) == []
    assert [row.id for row in rows(database, Asked(before=4, limit=2))] == [3, 2]


def test_a_head_that_still_stands_is_no_fault(database: Database) -> None:
    told(database, 2)
    link(database)
    head = verify(database).head
    told(database, 2, 2)
    link(database)
    assert verify(database, head).fault is None
    assert verify(database, Head()).fault is None
