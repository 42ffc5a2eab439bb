"""A queue is taken in the order of its index, however long it grew since anybody counted it."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from dougong.kernel.clock import SystemClock
from dougong.store.database import Database
from dougong.store.engine.effects import AT_ONCE, LEFT, effects
from dougong.store.init import init
from dougong.store.snapshot import moment
from dougong.store.statements.forms import sent_params
from tests.plans import plan_of

COUNT = 3000


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database whose queue is long, all of one kind, and of whose tables nobody has taken statistics."""
    with closing(Database.open(database_url)) as found:
        init(found)
        now = moment(found.dialect, SystemClock().now())
        held: dict[str, Any] = {"kind": "tell", "payload": "{}", "state": "waiting", "tries": 0, "due_at": now,
                                "door": "api", "created_at": now}
        rows = [tuple({**held, "key": str(number)}.get(name) for name in LEFT) for number in range(COUNT)]
        found.once(effects(found.dialect).put, sent_params(rows, found.dialect))
        yield found


def test_what_is_taken_and_looked_for_comes_from_the_index_of_what_is_due(database: Database) -> None:
    before = [(AT_ONCE, {})] if database.dialect == "postgresql" else []
    for statement in (effects(database.dialect).take, effects(database.dialect).due):
        plan = plan_of(database, statement, before)
        assert "ix_dg_effect_due" in plan, plan
        assert "uq_dg_effect_key" not in plan, plan
        assert "Sort" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan
