"""What a session promises on both databases: order, rollback, waits, fence, errors in our words."""

import threading
from decimal import Decimal

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, bindparam, insert, select

from dougong.store.database import Database
from dougong.store.errors import (
    Busy,
    CheckViolation,
    Faulty,
    Fenced,
    ForeignKeyViolation,
    Overflow,
    StoreError,
    UniqueViolation,
)
from dougong.store.sql import Statement, compile

THING = Table("thing", MetaData(), Column("id", BigInteger), Column("name", Text), Column("size", BigInteger),
              Column("note", Text))


def add(database: Database) -> Statement:
    return compile(insert(THING).values(id=bindparam("id"), name=bindparam("name"), size=bindparam("size")),
                   database.dialect)


def names(database: Database) -> list[str]:
    with database.read() as session:
        return [name for name, in session.rows(compile(select(THING.c.name).order_by(THING.c.id), database.dialect))]


def test_what_was_sent_is_there_after_commit_in_one_wait(database: Database) -> None:
    with database.write(0) as session:
        session.send(add(database), {"id": 1, "name": "杭州云栖", "size": 5})
        session.send_each(add(database), [(2, "b", None), (3, "c", 7)])
        session.commit()
        assert session.waits == 1
    assert names(database) == ["杭州云栖", "b", "c"]


def test_what_is_not_committed_never_was(database: Database) -> None:
    with database.write(0) as session:
        session.rows(add(database), (1, "a", 1))
    with pytest.raises(RuntimeError), database.write(0) as session:
        session.send(add(database), (2, "b", 2))
        raise RuntimeError
    assert names(database) == []


def test_rows_come_in_the_order_of_the_orders(database: Database) -> None:
    one = compile(select(THING.c.name).where(THING.c.id == bindparam("id")), database.dialect)
    with database.write(0) as session:
        session.send_each(add(database), [(1, "a", 1), (2, "b", 2)])
        assert session.many([(one, {"id": 2}), (one, {"id": 1}), (one, {"id": 3})]) == [[("b",)], [("a",)], []]
        assert session.commit([(one, {"id": 1})]) == [[("a",)]]
    with database.read() as session:
        assert session.many([(one, (1,)), (one, (2,))]) == [[("a",)], [("b",)]]
        assert session.waits == 1


def test_commit_gives_the_rows_of_its_last_orders(database: Database) -> None:
    gone = compile(THING.delete().where(THING.c.size > 1).returning(THING.c.name), database.dialect)
    with database.write(0) as session:
        session.send_each(add(database), [(1, "a", 1), (2, "b", 2)])
        assert session.affected(compile(THING.update().values(size=9), database.dialect), {"size": 9}) == 2
        assert sorted(session.commit([(gone, {"size_1": 1})])[0]) == [("a",), ("b",)]


def test_a_number_that_moved_on_fences_the_write(database: Database) -> None:
    with pytest.raises(Fenced) as fenced, database.write(7) as session:
        session.send(add(database), (1, "a", 1))
        session.commit()
    assert (fenced.value.planned, fenced.value.found) == (7, 0)
    assert names(database) == []


@pytest.mark.parametrize(("rows", "kind", "constraint"), [
    ([(1, "a", 1), (2, "a", 2)], UniqueViolation, "uq_thing_name"),
    ([(1, "a", -1)], CheckViolation, "thing_positive"),
    ([(1, "a", 2**63)], Overflow, None),
    ([(1, "\ud800", 1)], Overflow, None),
])
def test_a_refused_row_names_its_constraint_and_leaves_nothing(
        database: Database, rows: list[tuple[object, ...]], kind: type[StoreError], constraint: str | None) -> None:
    with pytest.raises(kind) as refused, database.write(0) as session:
        session.send_each(add(database), rows)
        session.commit()
    assert getattr(refused.value, "constraint", None) == constraint
    assert names(database) == []
    with database.write(0) as session:              # the connection is as good as before
        session.send(add(database), (9, "z", 1))
        session.commit()
    assert names(database) == ["z"]


def test_a_foreign_key_refuses(database: Database) -> None:
    mark = "$1" if database.dialect == "postgresql" else "?"
    with pytest.raises(ForeignKeyViolation) as refused, database.write(0) as session:
        session.send(Statement(f"insert into part (id, thing) values (1, {mark})"), (99,))
        session.commit()
    assert refused.value.constraint == ("fk_part_thing" if database.dialect == "postgresql" else None)


def test_a_read_session_cannot_write(database: Database) -> None:
    with pytest.raises(Faulty), database.read() as session:
        session.rows(add(database), (1, "a", 1))


def test_an_unknown_column_in_quotes_is_an_error_not_a_text(database: Database) -> None:
    with pytest.raises(Faulty), database.read() as session:
        session.rows(Statement('select thing."nope" from thing'))


def test_values_pass_unchanged_through_text_that_looks_like_sql(database: Database) -> None:
    nasty = "'; drop table thing; -- \" \\ $1 ? %s {x}"
    with database.write(0) as session:
        session.send(add(database), (1, nasty, 1))
        session.commit()
    assert names(database) == [nasty]


def test_a_list_is_one_parameter(postgres_database: str) -> None:
    database = Database.open(postgres_database)
    with database.read() as session:
        given = ['a"b', "c\\d", "{,}", None, "NULL", "", "云"]
        assert session.rows(Statement("select $1::text[], $2::bigint[], $3::numeric[]"),
                            (given, [1, -2], [Decimal("1.50"), None])) == [(given, [1, -2], [Decimal("1.50"), None])]
    database.close()


def test_many_threads_share_few_connections(database: Database) -> None:
    def work(worker: int) -> None:
        for turn in range(10):
            for _ in range(20):
                try:
                    with database.write(0) as session:
                        session.send(add(database), (worker * 100 + turn, f"{worker}/{turn}", 1))
                        session.commit()
                    break
                except Busy:
                    continue

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(database)) == 160


def test_more_text_than_the_buffers_hold_goes_both_ways(database: Database) -> None:
    long = "长" * 400_000
    with database.write(0) as session:
        noted = insert(THING).values({name: bindparam(name) for name in ("id", "name", "note")})
        session.send_each(compile(noted, database.dialect),
                          [(each, str(each), long + str(each)) for each in range(1, 9)])
        everything = session.rows(compile(select(THING.c.note).order_by(THING.c.id), database.dialect))
        session.commit()
    assert [text for text, in everything] == [long + str(each) for each in range(1, 9)]


@pytest.mark.parametrize("url", ["mysql://root@localhost/x", "sqlite://", "sqlite:///:memory:", "var/dougong.db"])
def test_what_is_no_database_of_ours_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"sqlite|file"):
        Database.open(url)


def test_what_was_pushed_is_part_of_the_transaction_and_no_wait(database: Database) -> None:
    with database.write(0) as session:
        session.send(add(database), (1, "a", 1))
        session.push()
        session.send(add(database), (2, "b", 2))
        session.push()
        session.push()                              # nothing was sent since
        found = session.rows(compile(select(THING.c.name).order_by(THING.c.id), database.dialect))
        assert (found, session.waits) == ([("a",), ("b",)], 1)
        session.send(add(database), (3, "c", 3))
        session.push()
        session.commit()
        assert session.waits == 2
    assert names(database) == ["a", "b", "c"]


def test_what_was_pushed_and_refused_is_told_with_the_next_wait_or_forgotten(database: Database) -> None:
    for _ in range(2):                              # the second time the server knows the statement
        with pytest.raises(UniqueViolation), database.write(0) as session:
            session.send_each(add(database), [(1, "a", 1), (2, "a", 2)])
            session.push()
            session.commit()
        with pytest.raises(UniqueViolation if database.dialect == "sqlite" else RuntimeError), \
                database.write(0) as session:
            session.send_each(add(database), [(1, "a", 1), (2, "a", 2)])
            session.push()
            raise RuntimeError
    with database.write(0) as session:
        session.send(add(database), (9, "z", 1))
        session.push()
        session.commit()
    assert names(database) == ["z"]
