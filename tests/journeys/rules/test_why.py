"""Why a rule fired or stayed silent: told as it was decided, to who may read what it looks at."""

from dataclasses import replace

import pytest

from dougong.access.actor import Actor
from dougong.processes.rules.considered import Considered, considered
from tests.journeys.records.conftest import World


def told(world: World, object: str, id: int, rule: str) -> list[Considered]:
    found = considered(world.context, world.context.catalog.objects[object], id, "en")
    return [each for each in found if each.rule == rule]


def test_each_change_keeps_which_rules_it_concerned_what_they_saw_and_where_they_stopped(desk: World) -> None:
    ticket = desk.create("ticket", subject="why", hours="1", most="2", state="open")
    ticket = desk.change("ticket", ticket, hours="3")
    ticket = desk.change("ticket", ticket, hours="4")
    ticket = desk.change("ticket", ticket, state="done", hours="5")
    desk.change("ticket", ticket, subject="other")                 # concerns no rule about hours
    done, held, rose, short = told(desk, "ticket", ticket["id"], "over_limit")
    assert [each.version for each in (short, rose, held, done)] == [1, 2, 3, 4]
    assert [each.verdict for each in (short, rose, held, done)] == ["false", "fired", "held", "false"]
    assert [(part.text, part.holds, dict(part.seen)) for part in short.parts] == [
        ("state != 'done'", True, {"state": "open"}), ("hours > most", False, {"hours": "1.0", "most": "2.0"})]
    assert short.text == "It stayed silent: Hours > Most did not hold"
    assert [part.holds for part in done.parts] == [False, None]    # the second was never looked at
    assert [part.holds for part in rose.parts] == [True, True]
    assert (rose.actor, rose.door, rose.label) == (1, "api", "Too long")


def test_of_a_line_it_is_told_which(desk: World) -> None:
    ticket = desk.create("ticket", subject="lines", steps=[{"what": "wash"}, {"what": "dry", "done": True}])
    first, second = sorted((each for each in told(desk, "ticket", ticket["id"], "step_done") if each.version == 1),
                           key=lambda each: each.label)
    assert [(each.label, each.verdict) for each in (first, second)] == [
        ("Step is done · 1", "false"), ("Step is done · 2", "fired")]
    assert dict(first.parts[0].seen) == {"done": False}


def test_what_a_reader_may_not_see_no_rule_tells(desk: World) -> None:
    gold = desk.create("client", name="Seen", level="gold")
    ticket = desk.create("ticket", subject="seen", client=gold["id"])
    agent = Actor(id=1, name="A", language="en", policy=desk.context.plans.policy(frozenset({"agent"})))
    blind = Actor(id=1, name="A", language="en", policy=desk.context.plans.policy(frozenset({"blind"})))
    for actor, known in ((agent, True), (blind, False)):
        world = World(replace(desk.context, actor=actor))
        assert bool(told(world, "ticket", ticket["id"], "first_gold")) is known
        assert told(world, "ticket", ticket["id"], "given_out")[0].text.startswith("It stayed silent: Subject is ")


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_reasons_come_in_the_readers_language(desk: World, language: str) -> None:
    ticket = desk.create("ticket", subject="lang", hours="1", most="2")
    found = considered(desk.context, desk.context.catalog.objects["ticket"], ticket["id"], language)
    (over,) = [each for each in found if each.rule == "over_limit"]
    assert over.text == {"zh-Hans": "没有触发：Hours > Most 不成立",
                         "zh-Hant": "沒有觸發：Hours > Most 不成立"}[language]
    assert over.label == {"zh-Hans": "超时", "zh-Hant": "超时"}[language]
