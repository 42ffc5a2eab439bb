"""What a deadline looks for among many records comes from its index: it touches those due and no others."""

import os
from datetime import timedelta
from typing import Any

from dougong.processes.rules.deck import deck_of
from dougong.store.database import Database
from dougong.store.engine.schedules import due
from dougong.store.sql import Statement
from tests.journeys.records.conftest import World
from tests.journeys.rules.apart import asking
from tests.journeys.rules.test_timed import clock
from tests.plans import plan_of

__all__ = ("clock",)

#: The whole promise is about 1,000,000 records; `make soak` asks for them.
RECORDS = int(os.environ.get("SCHEDULED_RECORDS", "20000"))
#: Made in one statement and transaction, which may take 15 s; how many of them are due on the day that comes.
PORTION, DUE = 50_000, 7


def test_a_deadline_among_many_records_touches_those_that_are_due(desk: World, clock: Any) -> None:
    day = clock.now().date() + timedelta(days=4)
    fill(desk.context.database, day.isoformat(), (day - timedelta(days=3000)).isoformat())
    held = next(each for each in deck_of(desk.context.plans, desk.context.catalog.objects["job"]).timed
                if each.rule.name == "reminded")
    selected = due(desk.context.plans.ground, desk.context.catalog.objects["job"], held.rule)
    plan = plan_of(desk.context.database, selected.statement)
    assert "ix_job_day" in plan, plan
    assert "job_pkey" not in plan, plan
    clock.moment += timedelta(days=1)
    asking(desk, clock).step()
    assert len(desk.list("note", about="Many", kind="before", limit="50").rows) == DUE


def fill(database: Database, day: str, past: str) -> None:
    """Make jobs that were due on many days long ago, and a few that are to be told of tomorrow."""
    on_postgresql = database.dialect == "postgresql"
    now, true = ("now()", "true") if on_postgresql else ("0", "1")
    due, long_ago = (f"date '{day}'", f"date '{past}' + (n::bigint * 7919 % 2900)::int") if on_postgresql else \
        (f"'{day}'", f"date('{past}', '+' || (n * 7919 % 2900) || ' days')")
    told = [f"insert into job (id, version, title, title_key, owner, created_at, updated_at, what, day, open) "
            f"{'overriding system value ' if on_postgresql else ''}"
            f"{counted(low, min(low + PORTION, RECORDS + 100_000) - 1, on_postgresql=on_postgresql)} "
            f"n, 1, 'Many', 'many', 1, {now}, {now}, 'Many', "
            f"case when n < {100_000 + DUE} then {due} else {long_ago} end, {true} from s"
            for low in range(100_000, RECORDS + 100_000, PORTION)]
    for sql in (*told, "analyze"):
        with database.write(None) as session:
            session.send(Statement(sql), ())
            session.commit()


def counted(first: int, last: int, *, on_postgresql: bool) -> str:
    if on_postgresql:
        return f"with s as (select generate_series({first}, {last}) as n) select"
    return f"with recursive s(n) as (select {first} union all select n + 1 from s where n < {last}) select"
