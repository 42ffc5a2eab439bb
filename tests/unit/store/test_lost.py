"""A connection that goes away: before COMMIT nothing was written, at COMMIT nobody knows, a read is asked again."""

from collections.abc import Iterator

import psycopg
import pytest

from dougong.store.database import Database
from dougong.store.drivers import pglink
from dougong.store.errors import Busy, CommitUnknown, Lost, Slow, UniqueViolation
from dougong.store.sql import Statement

BACKEND = Statement("select pg_backend_pid()")
ADD = Statement("insert into thing (id) values ($1)")


@pytest.fixture
def database(postgres_database: str) -> Iterator[Database]:
    opened = Database.open(postgres_database)
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute("create table thing (id bigint primary key)")
    yield opened
    opened.close()


def kill(url: str, backend: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("select pg_terminate_backend(%s, 5000)", (backend,))


def test_a_write_whose_connection_goes_is_lost_and_the_next_one_works(database: Database,
                                                                      postgres_database: str) -> None:
    with pytest.raises(Lost), database.write(None) as session:
        kill(postgres_database, session.rows(BACKEND)[0][0])
        session.rows(ADD, (1,))
    with database.write(None) as session:
        session.send(ADD, (1,))
        session.commit()


def test_a_commit_without_an_answer_is_unknown(database: Database, postgres_database: str) -> None:
    with pytest.raises(CommitUnknown), database.write(None) as session:
        backend = session.rows(BACKEND)[0][0]
        session.rows(ADD, (1,))
        kill(postgres_database, backend)
        session.commit()


def test_a_transaction_of_one_wait_without_an_answer_is_unknown(database: Database, postgres_database: str) -> None:
    dies = Statement("select pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(CommitUnknown), database.write(None) as session:
        session.send(ADD, (1,))
        session.commit([(dies, ())])
    with database.read() as session:
        assert session.rows(Statement("select count(*) from thing")) == [(0,)]


def test_what_only_the_end_refuses_leaves_nothing_and_the_connection_serves_on(database: Database,
                                                                               postgres_database: str) -> None:
    with psycopg.connect(postgres_database, autocommit=True) as connection:
        connection.execute("alter table thing drop constraint thing_pkey, "
                           "add constraint once unique (id) deferrable initially deferred")
    for late in (False, True):                      # all in one wait, and with a wait before the last
        with pytest.raises(UniqueViolation), database.write(None) as session:
            backend = session.rows(BACKEND)[0][0] if late else None
            session.send_each(ADD, [(1,), (1,)])
            session.commit()
    with database.write(None) as session:
        session.send(ADD, (2,))
        assert session.commit([(Statement("select id from thing"), ()), (BACKEND, ())]) == [[(2,)], [(backend,)]]


def test_a_read_is_asked_again(database: Database, postgres_database: str) -> None:
    with database.read() as session:
        kill(postgres_database, session.rows(BACKEND)[0][0])
        assert session.rows(Statement("select 5")) == [(5,)]


def test_connections_that_died_at_rest_are_not_used(database: Database, postgres_database: str) -> None:
    with database.write(None) as session:
        backend = session.rows(BACKEND)[0][0]
        session.commit()
    kill(postgres_database, backend)
    with database.write(None) as session:
        session.send(ADD, (1,))
        session.commit()


def test_a_changed_result_type_is_asked_again(database: Database, postgres_database: str) -> None:
    every = Statement("select id from thing")
    with database.read() as session:
        assert session.rows(every) == []
        with psycopg.connect(postgres_database, autocommit=True) as connection:
            connection.execute("alter table thing alter column id type numeric")
        assert session.rows(every) == []


def test_a_lock_is_waited_for_no_longer_than_its_time(database: Database, postgres_database: str,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    with psycopg.connect(postgres_database) as connection:
        connection.execute("lock table thing")
        with pytest.raises(Busy), database.write(None) as session:
            session.send(Statement("set local lock_timeout = '100ms'", keep=False))
            session.rows(ADD, (1,))


def test_a_statement_is_stopped_after_its_time(database: Database) -> None:
    with pytest.raises(Slow), database.write(None) as session:
        session.send(Statement("set local statement_timeout = '50ms'", keep=False))
        session.rows(Statement("select pg_sleep(5)"))


def test_every_connection_has_its_limits(database: Database) -> None:
    shown = Statement("select current_setting('lock_timeout'), current_setting('statement_timeout'), "
                      "current_setting('idle_in_transaction_session_timeout'), current_setting('TimeZone')")
    for session_of in (database.read, lambda: database.write(None)):
        with session_of() as session:
            assert session.rows(shown) == [("5s", "15s", "30s", "UTC")]


def test_a_server_that_says_nothing_is_given_up(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pglink, "SILENCE", 0.1)
    with pytest.raises(Lost), database.write(None) as session:
        session.rows(Statement("select pg_sleep(3)"))


def test_what_the_server_keeps_parsed_is_bounded(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pglink, "KEPT", 5)
    with database.read() as session:
        for number in range(30):
            assert session.rows(Statement(f"select {number}")) == [(number,)]
        assert session.rows(Statement("select count(*) from pg_prepared_statements"))[0][0] <= 7
