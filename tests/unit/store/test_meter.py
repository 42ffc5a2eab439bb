"""Statements that take too long: stopped on both databases, logged without their values."""

import logging
from collections.abc import Iterator

import pytest

from dougong.kernel.trail import REQUEST
from dougong.store.database import Database
from dougong.store.errors import Slow
from dougong.store.meter import METER
from dougong.store.sql import Statement

#: Counts for minutes, were it let.
LONG = Statement("with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000000) "
                 "select count(*) from n", keep=False)
QUICK = {"sqlite": Statement("select ?", ("word",)), "postgresql": Statement("select $1::text", ("word",))}


@pytest.fixture
def hasty(database_url: str) -> Iterator[Database]:
    opened = Database.open(database_url, 1)
    yield opened
    opened.close()


def test_a_statement_that_takes_too_long_is_stopped_and_the_next_is_served(hasty: Database) -> None:
    with hasty.read() as session, pytest.raises(Slow):
        session.rows(LONG)
    with hasty.read() as session:
        assert session.rows(QUICK[hasty.dialect], {"word": "斗"}) == [("斗",)]


def test_a_slow_wait_is_logged_with_the_request_and_without_values(
        hasty: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(METER, "slow_after", 1e-9)
    before, token = (METER.waits, METER.slow), REQUEST.set("abc123")
    with caplog.at_level(logging.WARNING, "dougong.slow"), hasty.read() as session:
        session.rows(QUICK[hasty.dialect], {"word": "secret"})
    REQUEST.reset(token)
    assert (METER.waits, METER.slow) == (before[0] + 1, before[1] + 1)
    said, = [record.getMessage() for record in caplog.records]
    assert "request abc123" in said
    assert "select" in said
    assert "secret" not in said


def test_zero_logs_nothing(hasty: Database, caplog: pytest.LogCaptureFixture,
                           monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(METER, "slow_after", 0)
    with caplog.at_level(logging.WARNING, "dougong.slow"), hasty.read() as session:
        session.rows(QUICK[hasty.dialect], {"word": "x"})
    assert caplog.records == []


def test_pools_tell_how_many_connections_are_in_use(hasty: Database) -> None:
    with hasty.read() as session:
        session.rows(QUICK[hasty.dialect], {"word": "x"})
        assert hasty.pools()["read"][0] == 1
    assert hasty.pools()["read"][0] == 0
