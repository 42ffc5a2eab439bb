"""What a database is asked before it is trusted; and a full disk, after which everything goes on."""

import threading

import pytest

from dougong.store import start
from dougong.store.database import Database
from dougong.store.errors import Full, StoreError, Unsafe
from dougong.store.init import behind, check, init
from dougong.store.sql import Statement


def test_a_careless_cluster_is_refused_in_words(postgres_url: str) -> None:
    database = Database.open(postgres_url)
    with pytest.raises(Unsafe) as refused:
        start.check(database)
    database.close()
    assert [fault.split(" is off")[0] for fault in refused.value.faults] == [
        "synchronous_commit", "fsync", "full_page_writes"]


def test_a_careful_cluster_and_sqlite_are_accepted(durable_postgres_url: str, sqlite_database: str) -> None:
    for url in (durable_postgres_url, sqlite_database):
        database = Database.open(url)
        start.check(database)
        database.close()


def test_a_superuser_is_told(postgres_url: str, sqlite_database: str) -> None:
    told = []
    for url in (postgres_url, sqlite_database):
        database = Database.open(url)
        told.append([warning.split(";")[0] for warning in start.warnings(database)])
        database.close()
    assert told == [["The database user is a superuser"], []]


def test_every_sqlite_connection_is_durable_and_checked(sqlite_database: str) -> None:
    database = Database.open(sqlite_database)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 10000}
    for session_of in (database.read, lambda: database.write(None)):
        with session_of() as session:
            assert {name: session.rows(Statement(f"pragma {name}"))[0][0] for name in wanted} == wanted
    database.close()


def test_a_full_disk_loses_nothing_and_goes_on(sqlite_database: str) -> None:
    database = Database.open(sqlite_database)
    init(database)
    with database.write(None) as session:
        session.send(Statement("create table thing (name text)"))
        session.commit()
    with database.write(None) as session:
        session.rows(Statement("pragma max_page_count = 100"))
    with pytest.raises(Full), database.write(None) as session:
        for _ in range(200):
            session.send(Statement("insert into thing values (?)"), ("x" * 4000,))
        session.commit()
    with database.write(None) as session:
        session.rows(Statement("pragma max_page_count = 100000"))
        session.send(Statement("insert into thing values ('after')"))
        session.commit()
    with database.read() as session:
        assert session.rows(Statement("select name from thing")) == [("after",)]
        assert session.rows(Statement("pragma integrity_check")) == [("ok",)]
    database.close()


def test_init_may_be_called_by_everyone_at_once(database_url: str) -> None:
    faults: list[StoreError] = []

    def work() -> None:
        database = Database.open(database_url)
        try:
            init(database)
        except StoreError as fault:
            faults.append(fault)
        finally:
            database.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    database = Database.open(database_url)
    with database.read() as session:
        assert session.rows(Statement("select number from dg_current")) == [(0,)]
    database.close()


def test_a_database_of_an_earlier_version_is_told_what_it_lacks(database_url: str) -> None:
    database = Database.open(database_url)
    init(database)
    assert behind(database) == []
    check(database)
    with database.write(None) as session:
        session.send(Statement("drop table dg_effect"))
        session.send(Statement("alter table dg_history drop column told"))
        session.commit()
    assert behind(database) == ["dg_effect", "dg_history"]
    with pytest.raises(LookupError, match=r"dg_effect, dg_history; run: dougong apply"):
        check(database)
    init(database)
    check(database)
    database.close()
