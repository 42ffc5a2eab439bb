from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from dougong.kernel.clock import FixedClock
from dougong.records.jobs import Jobs
from dougong.store.database import Database
from dougong.store.engine_tables import IDEMPOTENCY, SESSION
from dougong.store.init import init
from dougong.store.snapshot import moment
from dougong.store.sql import compile
from dougong.store.tidy import tidy

NOW = datetime(2025, 7, 2, 12, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database.open(database_url)
    init(opened)
    yield opened
    opened.close()


def test_keys_are_forgotten_after_a_day_and_sessions_when_they_are_over(database: Database) -> None:
    def at(**ago: int):
        return moment(database.dialect, NOW - timedelta(**ago))
    with database.write(None) as session:
        for key, created in (("old", at(hours=24, seconds=1)), ("young", at(hours=23, minutes=59))):
            session.send(compile(insert(IDEMPOTENCY).values(
                principal="1", key=key, route="r", fingerprint="f", created_at=created), database.dialect), {})
        for name, expires in (("over", at(seconds=1)), ("open", at(seconds=-1))):
            session.send(compile(insert(SESSION).values(
                id_hash=name, user_id=1, csrf="c", created_at=at(hours=1), seen_at=at(hours=1), expires_at=expires),
                database.dialect), {})
        session.commit()
    tidy(database, NOW)
    with database.read() as session:
        assert session.rows(compile(select(IDEMPOTENCY.c.key), database.dialect), {}) == [("young",)]
        assert session.rows(compile(select(SESSION.c.id_hash), database.dialect), {}) == [("open",)]


def test_jobs_are_forgotten_a_month_after_they_ended(database: Database) -> None:
    now = FixedClock(NOW)
    jobs = Jobs(database, now)
    old, young, going = (jobs.add("import", 1, {}) for _ in range(3))
    for id in (old, young):
        jobs.put_file(id, [b"x"])
        jobs.cancel(id)
    assert jobs.take_this(going, "me") is not None
    tidy(database, NOW + timedelta(days=30))
    assert jobs.find(old) is not None
    tidy(database, NOW + timedelta(days=30, seconds=1))
    assert [jobs.find(id) is None for id in (old, young, going)] == [True, True, False]
    assert list(jobs.file(old)) == []
