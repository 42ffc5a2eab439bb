"""What rules do with records, whichever door a change comes in by: once, as they say, in the change's transaction."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from dougong.access.actor import Actor
from dougong.kernel.errors import AppError, Conflict, Missing
from dougong.records.writing.change import Change
from dougong.records.writing.many import Many
from dougong.records.writing.steps import Step
from tests.journeys.records.conftest import World


def jobs(world: World, what: str) -> list[dict[str, Any]]:
    return [dict(each) for each in world.list("job", what=what, limit="200").rows]


def agents(world: World, *names: str) -> list[int]:
    role = world.create("role", code="agent", name="Agent") if not list(world.list("role", code="agent").rows) else \
        next(iter(world.list("role", code="agent").rows))
    made = []
    for name in names:
        user = world.create("user", login=name, name=name)
        world.create("membership", member=user["id"], role=role["id"], valid_from="2026-01-01", reason="starts")
        made.append(user["id"])
    return made


def test_a_rule_fires_as_its_condition_begins_to_hold_and_not_while_it_goes_on(desk: World) -> None:
    ticket = desk.create("ticket", subject="slow", hours="1", most="2")
    assert jobs(desk, "Look at slow") == []
    ticket = desk.change("ticket", ticket, hours="3")
    (job,) = jobs(desk, "Look at slow")
    assert job["day"] == "2026-11-24"
    assert job["about"] == {"object": "ticket", "id": ticket["id"]}
    assert job["ticket"] == ticket["id"]
    ticket = desk.change("ticket", ticket, hours="4")
    assert len(jobs(desk, "Look at slow")) == 1          # it held before
    ticket = desk.change("ticket", ticket, hours="1")
    desk.change("ticket", ticket, most="0.5")
    assert len(jobs(desk, "Look at slow")) == 2          # it rose again


def test_what_is_said_of_the_record_comes_back_with_the_change_that_caused_it(desk: World) -> None:
    gold = desk.create("client", name="Gold", level="gold")
    made = desk.create("ticket", subject="a", client=gold["id"], steps=[{"what": "Listen"}])
    assert made["rank"] == 1
    assert [step["what"] for step in made["steps"]] == ["Listen", "Call back"]
    assert made == desk.read("ticket", made["id"])
    desk.change("ticket", made, hours="1")                 # on the version it was answered with
    desk.create("ticket", subject="b", client=gold["id"])
    assert len(jobs(desk, "Thank")) == 1                 # the key is the client


def test_lines_have_rules_of_their_own(desk: World) -> None:
    made = desk.create("ticket", subject="lined", steps=[{"what": "wash"}, {"what": "dry", "done": True}])
    assert [step["done_at"] is not None for step in made["steps"]] == [False, True]
    (job,) = jobs(desk, "Did dry")
    assert (job["about"], job["ticket"]) == ({"object": "ticket", "id": made["id"]}, made["id"])
    first, second = made["steps"]
    made = desk.change("ticket", made, steps=[{"id": second["id"]}, {"id": first["id"], "done": True},
                                              {"what": "iron"}])
    assert [step["what"] for step in made["steps"]] == ["dry", "wash", "iron"]
    assert [step["done_at"] is not None for step in made["steps"]] == [True, True, False]
    assert (len(jobs(desk, "Did dry")), len(jobs(desk, "Did wash"))) == (1, 1)
    made = desk.change("ticket", made, subject="still lined")        # no line is another
    assert len(jobs(desk, "Did wash")) == 1
    quiet = desk.create("ticket", subject="quiet", steps=[{"what": "hum", "done": True}])
    assert (quiet["steps"][0]["done_at"], jobs(desk, "Did hum")) == (None, [])


def test_records_one_points_to_and_that_point_to_one_are_changed(desk: World) -> None:
    client = desk.create("client", name="Known")
    ticket = desk.create("ticket", subject="help", client=client["id"])
    assert desk.read("client", client["id"])["last"] == "help"
    mine = [desk.create("job", what="x", ticket=ticket["id"], day="2026-11-20", open=each)["id"]
            for each in (True, False)]
    other = desk.create("job", what="y", day="2026-11-20")["id"]
    long_ago = desk.create("job", what="z", ticket=ticket["id"], day="2025-01-01")["id"]
    desk.change("ticket", desk.read("ticket", ticket["id"]), state="done", rank=2)
    assert [desk.read("job", each)["open"] for each in (*mine, other, long_ago)] == [False, False, True, True]
    assert desk.read("job", mine[1])["version"] == 1     # it was closed before and is not written


def test_the_history_names_the_person_the_door_and_the_rule(desk: World) -> None:
    client = desk.create("client", name="Told")
    desk.create("ticket", subject="why", client=client["id"])
    entry = desk.history("client", client["id"])[0]
    uid = next(rule.uid for rule in desk.context.catalog.objects["ticket"].rules if rule.name == "counted")
    assert (entry["actor"], entry["door"], entry["cause"]) == (1, "rule", f"client.update(rule/{uid})")
    assert entry["changes"]["last"] == [None, "why"]


def test_records_go_to_each_in_turn_or_to_who_has_the_fewest(desk: World) -> None:
    one, two = agents(desk, "anna", "ben")
    owners = [desk.create("ticket", subject="turn")["owner"] for _ in range(3)]
    assert owners == [one, two, one]
    assert [desk.create("ticket", subject="least")["owner"] for _ in range(2)] == [two, one]
    gone = desk.read("user", one)
    desk.apply("user", "update", id=one, version=gone["version"], values={"status": "disabled"})
    assert desk.create("ticket", subject="turn")["owner"] == two


def test_once_is_once_for_each_record(desk: World) -> None:
    client, other = desk.create("client", name="Often"), desk.create("client", name="Too")
    before = len(jobs(desk, "Often"))
    for calls in (2, 3, 1, 4):
        client = desk.change("client", client, calls=calls)
    desk.change("client", other, calls=3)
    assert len(jobs(desk, "Often")) == before + 2


def test_a_rule_acts_with_all_rights_or_with_those_of_who_caused_it(desk: World) -> None:
    policy = desk.context.plans.policy(frozenset({"agent"}))
    agent = World(replace(desk.context, actor=Actor(id=1, name="A", language="en", policy=policy)))
    client = agent.create("client", name="theirs")
    with pytest.raises(Missing) as refused:
        agent.change("client", client, name="mine")      # an agent may not know of jobs
    assert refused.value.params["chain"] == "job.create(rule/as_user)"
    assert desk.read("client", client["id"])["name"] == "theirs"
    agent.change("client", client, name="ours")
    assert len(jobs(desk, "Ours")) == 1
    assert jobs(desk, "Mine") == []


def test_a_chain_too_long_is_refused_whole_and_shown(desk: World) -> None:
    above = None
    ids = []
    for at in range(10):
        above = desk.create("chain", name=f"c{at}", above=above)["id"]
        ids.append(above)
    with pytest.raises(Conflict) as refused:
        desk.change("chain", desk.read("chain", ids[-1]), total=1)
    assert refused.value.params["chain"].split(" → ") == ["chain.update(rule/up)"] * 9
    assert [desk.read("chain", each)["total"] for each in ids] == [0] * 10
    desk.change("chain", desk.read("chain", ids[7]), total=1)     # seven above it: within the limit
    assert [desk.read("chain", each)["total"] for each in ids] == [1] * 8 + [0] * 2


def test_many_changes_at_once_meet_the_same_rules(desk: World) -> None:
    client = desk.create("client", name="Silver")
    changes = [Change(object="ticket", verb="create", values={"subject": f"m{at}", "client": client["id"], "hours": "3",
                                                            "most": "2"}) for at in range(3)]
    made = Many(desk.context, lambda context: context, keep=False)
    assert [each.error for each in made.make(changes, _alone)] == [None] * 3
    before = [len(jobs(desk, f"Look at m{at}")) for at in range(3)]
    for change in changes:
        desk.unit.apply(change)
    assert before == [0] * 3
    assert [len(jobs(desk, f"Look at m{at}")) for at in range(3)] == [1] * 3


def _alone(_start: int, _end: int) -> Any:
    def beside(_found: Sequence[Any]) -> Any:
        raise AssertionError("a trial writes nothing beside")
    return beside


def test_a_rehearsal_tells_what_rules_would_make_of_it_and_writes_nothing(desk: World) -> None:
    gold = desk.create("client", name="Rehearsed", level="gold")
    before = len(desk.list("job", limit="200").rows)
    found = desk.dry_run("ticket", values={"subject": "r", "client": gold["id"]})
    assert found.record["rank"] == 1
    assert len(desk.list("job", limit="200").rows) == before


def test_what_a_rule_does_is_refused_with_the_change_that_caused_it(desk: World) -> None:
    def refuse(_work: Any, draft: Any) -> None:
        if draft.values["what"].startswith("Look at bad"):
            draft.refuse("/what", "text")
    guarded = desk.with_steps(*desk.context.plans._steps, Step("no", "guard", lambda one: one.name == "job", refuse))
    with pytest.raises(AppError) as refused:
        guarded.create("ticket", subject="bad", hours="3", most="1")
    assert refused.value.params["chain"] == "job.create(rule/over_limit)"
    assert not desk.list("ticket", subject="bad").rows
