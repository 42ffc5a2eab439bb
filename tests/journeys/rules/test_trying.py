"""Rules tried: on one record, on what happened lately, on a day to come. Nothing of it lasts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dougong.access.actor import Actor
from dougong.catalog.rule import Rule
from dougong.kernel.errors import Denied, Missing
from dougong.processes.rules import foretold, replayed
from dougong.processes.rules.replayed import Past
from dougong.processes.rules.tryable import rule_called
from dougong.processes.rules.trying import Trial, tried
from tests.journeys.records.conftest import World


def try_on(world: World, rule: str, id: int) -> Trial:
    catalog = world.context.catalog
    return tried(world.context, catalog, rule_called(catalog, rule), id)


def past(world: World, rule: str | Rule) -> Past:
    """Return what became of the rule on the changes of the day: a database serves many tests."""
    catalog = world.context.catalog
    found = rule_called(catalog, rule) if isinstance(rule, str) else rule
    return replayed.replayed(world.context, catalog, found)


def test_a_rule_tells_what_it_would_do_and_nothing_of_it_stays(desk: World) -> None:
    gold = desk.create("client", name="Try", level="gold")
    ticket = desk.create("ticket", subject="try", state="open", hours="3", most="2", client=gold["id"])
    jobs, before = len(desk.list("job").rows), desk.history("ticket", ticket["id"])
    (judged,), made = (found := try_on(desk, "over_limit", ticket["id"])).judged, found.made
    assert judged.fires
    assert [(part.text, part.holds, dict(part.seen)) for part in judged.parts] == [
        ("state != 'done'", True, {"state": "open"}), ("hours > most", True, {"hours": "3.0", "most": "2.0"})]
    fields = desk.context.catalog.objects["job"].fields
    (job,) = made
    assert (job.object, job.id, job.verb, job.title, job.cause) == (
        "job", None, "create", "Look at try", "job.create(rule/over_limit)")
    assert job.changes[fields["what"].uid] == [None, "Look at try"]
    assert job.changes[fields["ticket"].uid] == [None, ticket["id"]]
    assert (len(desk.list("job").rows), desk.history("ticket", ticket["id"])) == (jobs, before)


def test_a_silent_rule_says_at_which_condition_it_stops(desk: World) -> None:
    ticket = desk.create("ticket", subject="calm", state="done", hours="3", most="2")
    found = try_on(desk, "over_limit", ticket["id"])
    assert [(each.fires, each.verdict) for each in found.judged] == [(False, 0)]
    assert [part.holds for part in found.judged[0].parts] == [False, None]
    assert (found.made, found.sent) == ((), ())


def test_what_it_looks_at_beneath_links_and_what_follows_is_told(desk: World) -> None:
    """first_gold sets a rank, adds a step and makes a job; `urgent` and `counted` have nothing to say of rank 1."""
    gold = desk.create("client", name="Gold", level="gold")
    ticket = desk.create("ticket", subject="follow", client=gold["id"])
    key = desk.context.catalog.objects["job"]
    found = try_on(desk, "first_gold", ticket["id"])
    assert [(each.object, each.id, each.verb) for each in found.made] == [
        ("ticket", ticket["id"], "update"), ("ticket", ticket["id"], "update")]      # the job is made once for ever
    assert dict(found.judged[0].parts[0].seen) == {"client.level": "gold"}
    assert key.uid not in found.made[0].changes


def test_of_a_line_it_is_told_which_and_messages_are_not_sent(desk: World) -> None:
    ticket = desk.create("ticket", subject="two", steps=[{"what": "wash"}, {"what": "dry", "done": True}], rank=3)
    found = try_on(desk, "step_done", ticket["id"])
    assert [(each.line, each.fires) for each in found.judged] == [(1, False), (2, True)]
    urgent = desk.change("ticket", desk.read("ticket", ticket["id"]), rank=11)
    (note,) = try_on(desk, "urgent", urgent["id"]).sent
    assert (note.kind, note.payload["text"]["en"]) == ("notify", "Urgent: {title} has rank {rank}")


def test_what_a_rule_would_be_refused_is_told(desk: World) -> None:
    note = desk.create("note", about="strict", kind="timed", strict=True)
    found = try_on(desk, "late_moment", note["id"])
    assert found.judged[0].fires
    assert not found.made
    assert found.refused is not None
    assert [each.code for each in found.refused.errors] == ["check"]


def test_once_is_done_already(desk: World) -> None:
    client = desk.create("client", name="Often", calls=5)
    assert try_on(desk, "told_once", client["id"]).judged[0].fires
    desk.change("client", client, last="x")
    assert try_on(desk, "told_once", client["id"]).judged[0].verdict == "done"
    with pytest.raises(Missing):
        try_on(desk, "told_once", 10**9)


def test_who_may_not_see_what_it_looks_at_may_not_try_it(desk: World) -> None:
    blind = Actor(id=1, name="A", language="en", policy=desk.context.plans.policy(frozenset({"blind"})))
    world = World(replace(desk.context, actor=blind))
    ticket = desk.create("ticket", subject="hidden")
    with pytest.raises(Denied):
        try_on(world, "first_gold", ticket["id"])
    with pytest.raises(Denied):
        past(world, "first_gold")


def test_the_past_is_asked_again_as_it_was(desk: World) -> None:
    """Hours beyond the most: version 2 (rises), not 3 (held before), not 4 (done), version 5 (opened again: rises)."""
    before = past(desk, "over_limit")
    ticket = desk.create("ticket", subject="past", hours="1", most="2", state="open")
    for values in ({"hours": "3"}, {"hours": "4"}, {"state": "done", "hours": "5"}, {"state": "open", "hours": "6"}):
        ticket = desk.change("ticket", ticket, **values)
    found = past(desk, "over_limit")
    assert [(each.id, each.version, each.title) for each in found.latest[:2]] == [
        (ticket["id"], 5, "past"), (ticket["id"], 2, "past")]
    assert (found.fired - before.fired, found.on - before.on) == (2, 1)
    assert (found.changes - before.changes, found.records - before.records) == (5, 1)
    assert not found.cut


def test_a_rule_that_says_something_else_is_asked_of_the_same_past(desk: World) -> None:
    rule = rule_called(desk.context.catalog, "over_limit")
    before, always = past(desk, replace(rule, fire="always")), past(desk, replace(rule, when=None, fire="always"))
    ticket = desk.create("ticket", subject="other", hours="1", most="2")
    ticket = desk.change("ticket", ticket, hours="3")
    ticket = desk.change("ticket", ticket, hours="4")
    assert past(desk, replace(rule, fire="always")).fired - before.fired == 2
    assert past(desk, replace(rule, when=None, fire="always")).fired - always.fired == 3
    once = [each for each in past(desk, replace(rule, fire="once")).latest if each.id == ticket["id"]]
    assert [each.version for each in once] == [2]


def test_lines_and_what_lies_beneath_links_are_asked_again(desk: World) -> None:
    gold, plain = desk.create("client", name="G", level="gold"), desk.create("client", name="P")
    ticket = desk.create("ticket", subject="beneath", client=gold["id"],
                         steps=[{"what": "one"}, {"what": "two", "done": True}])
    desk.create("ticket", subject="above", client=plain["id"])
    found = past(desk, "first_gold")
    assert ticket["id"] in {each.id for each in found.latest}
    assert found.as_now == ("client.level",)
    lines = [each for each in past(desk, "step_done").latest if each.id == ticket["id"]]
    assert [(each.version, each.line) for each in lines] == [(1, 2)]


def test_too_much_of_a_past_is_cut(desk: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = desk.create("ticket", subject="cut", hours="3", most="2")
    desk.change("ticket", ticket, hours="1")
    monkeypatch.setattr(replayed, "MOST", 1)
    found = past(desk, "over_limit")
    assert (found.changes, found.fired, found.cut) == (1, 0, True)
    monkeypatch.setattr(replayed, "MOST", 2)
    monkeypatch.setattr(replayed, "BACK", 1)
    assert past(desk, "over_limit").cut


def test_a_clock_says_what_would_be_due(desk: World) -> None:
    job = desk.create("job", what="Call", day="2031-05-20")
    desk.create("job", what="Shut", day="2031-05-20", open=False)
    catalog = desk.context.catalog

    def on(rule: str, first: date, last: date | None = None) -> foretold.Foretold:
        return foretold.foretold(desk.context, catalog, rule_called(catalog, rule), first, last or first)
    (day,) = on("reminded", date(2031, 5, 17)).times
    assert day.records == ((job["id"], "Call"),)
    assert [each.records for each in on("reminded", date(2031, 5, 16), date(2031, 5, 18)).times] == [
        (), ((job["id"], "Call"),), ()]
    assert on("urgent", date(2031, 5, 17)).times == ()
    gold = desk.create("client", name="Early", level="gold")
    friday, monday = on("each_morning", date(2031, 5, 16), date(2031, 5, 19)).times
    assert [each.at for each in (friday, monday)] == [
        datetime(2031, 5, 16, 8, 30, tzinfo=UTC), datetime(2031, 5, 19, 8, 30, tzinfo=UTC)]
    assert (gold["id"], "Early") in monday.records
    assert desk.read("client", gold["id"])["calls"] == 0


def test_so_many_due_times_are_cut(desk: World) -> None:
    catalog = desk.context.catalog
    rule = rule_called(catalog, "reminded")
    first = date(2031, 1, 1)
    assert foretold.foretold(desk.context, catalog, rule, first, first + timedelta(days=31)).cut
    assert not foretold.foretold(desk.context, catalog, rule, first, first + timedelta(days=30)).cut
