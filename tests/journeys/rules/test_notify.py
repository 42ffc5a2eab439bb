"""A rule tells people: in their language, once the change lasts, never more than they may read."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from dougong.kernel.clock import FixedClock
from dougong.processes.effects.worker import Worker
from dougong.processes.talk.announce import NOTIFY
from dougong.processes.talk.notices import notices
from dougong.records.context import Context
from dougong.store.sql import Statement
from tests.journeys.records.conftest import World

LEFT = Statement("select count(*) from dg_effect where kind = 'notify'", keep=False)


def left(desk: World) -> int:
    with desk.context.database.read() as session:
        return int(session.rows(LEFT)[0][0])


def test_what_a_rule_tells_is_left_with_the_change_and_only_where_it_fires(desk: World) -> None:
    before = left(desk)
    calm = desk.create("ticket", subject=desk.name("Calm"))
    assert left(desk) == before
    urgent = desk.create("ticket", subject=desk.name("Urgent"), rank=10)
    assert left(desk) == before + 1
    desk.change("ticket", calm, rank=11)
    assert left(desk) == before + 2
    desk.change("ticket", desk.read("ticket", urgent["id"]), rank=12)
    assert left(desk) == before + 2, "it held before"
    desk.dry_run("ticket", values={"subject": "Trial", "rank": 10})
    assert left(desk) == before + 2


@pytest.mark.parametrize(("language", "says"), [("en", "Urgent: {} has rank 10"), ("zh-Hans", "紧急：{} 的级别为 10"),
                                                ("zh-Hant", "紧急：{} 的级别为 10")])
def test_it_speaks_the_language_of_who_reads_it(desk: World, language: str, says: str) -> None:
    ticket = desk.create("ticket", subject=desk.name("Leak"), rank=10)
    tell(desk)
    context = spoken(desk, language)
    found = [each for each in notices(context).rows if each.id == ticket["id"] and each.object == "ticket"]
    assert [(each.kind, each.by, each.text) for each in found] == [("message", None, says.format(ticket["subject"]))]


def spoken(desk: World, language: str) -> Context:
    return replace(desk.context, actor=replace(desk.context.actor, language=language))


def tell(desk: World) -> None:
    """Let what was left happen, as a worker does."""
    context = desk.context
    near = SimpleNamespace(database=context.database, clock=FixedClock(context.now), renewed=lambda context: context,
                           machine=lambda *_: context, settings=SimpleNamespace(effect_days=30))
    Worker(near, [NOTIFY]).step()                                        # type: ignore[arg-type]
