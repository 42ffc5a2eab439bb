"""Handing over what a leaver has: every item once, with a report, whatever happens in between."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from dougong.kernel.clock import SystemClock
from dougong.kernel.errors import Conflict, Denied, Refused
from dougong.records.acts import handover
from dougong.records.acts.handover import begin, items, owned
from dougong.records.jobs import Job, Jobs
from dougong.records.writing.change import Change
from dougong.records.writing.unit import UnitOfWork
from tests.journeys.access.conftest import Company
from tests.journeys.records.conftest import World


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture(scope="module")
def runtime(company: Company) -> Any:
    """What a job asks of the process that does it."""
    database, clock = company.admin.context.database, SystemClock()
    return SimpleNamespace(database=database, clock=clock, jobs=Jobs(database, clock), unit=UnitOfWork)


@pytest.fixture
def jobs(company: Company) -> Jobs:
    return Jobs(company.admin.context.database, SystemClock())


@pytest.fixture
def left(company: Company) -> tuple[list[int], list[int]]:
    """Bob's deals, one of them in the bin, and his firms."""
    deals = [company.deal("bob")["id"] for _ in range(7)]
    company.admin.apply("deal", "archive", id=deals[3])
    return deals, [company.firm("bob")["id"] for _ in range(2)]


def taken(jobs: Jobs, id: int) -> Job:
    job = jobs.take_this(id, "here")
    assert job is not None
    return job


def owners(world: World, object: str, ids: list[int]) -> set[int]:
    return {world.read(object, id)["owner"] for id in ids}


@pytest.mark.req("R069")
def test_everything_becomes_the_receivers_and_is_told(company: Company, runtime: Any, jobs: Jobs, left) -> None:
    bob, cat, ann = (company.ids[name] for name in ("bob", "cat", "ann"))
    admin, (deals, firms) = company.admin, left
    before = {each.object.name: (each.live, each.archived) for each in owned(admin.context, bob)}
    assert before["deal"][0] >= 6
    assert before["deal"][1] >= 1
    job = taken(jobs, begin(admin.context, jobs, bob, {"deal": cat, "firm": ann}))
    counts = handover.act(runtime, admin.context, job)
    assert counts == {"moved": sum(sum(before[name]) for name in ("deal", "firm")), "left": 0}
    assert owned(admin.context, bob) == []
    assert owners(admin, "deal", deals) == {cat}
    assert owners(admin, "firm", firms) == {ann}
    told = {(each.object, each.id): (each.state, each.to) for each in items(jobs, job)}
    assert {told["deal", id] for id in deals} == {("moved", cat)}
    assert len(told) == counts["moved"]
    newest = admin.history("deal", deals[0])[0]
    assert (newest["cause"], newest["changes"]["owner"]) == (f"handover {job.id}", [bob, cat])


@pytest.mark.req("R069")
def test_killed_in_the_middle_each_moves_once(company: Company, runtime: Any, jobs: Jobs, left,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies after the third record was moved and before it was noted; another takes the job up."""
    bob, cat, deals = company.ids["bob"], company.ids["cat"], left[0]
    job = taken(jobs, begin(company.admin.context, jobs, bob, {"deal": cat}))
    monkeypatch.setattr(handover, "PORTION", 2)
    versions = {id: company.admin.read("deal", id)["version"] for id in deals}
    moved, moving = [0], handover._moved

    def dies(*said: Any) -> Any:
        done = moving(*said)
        moved[0] += 1
        if moved[0] == 3:
            raise Killed
        return done
    monkeypatch.setattr(handover, "_moved", dies)
    with pytest.raises(Killed):
        handover.act(runtime, company.admin.context, job)
    there = jobs.find(job.id)
    assert there is not None
    assert (there.done, there.total is not None) == (2, True)
    assert len(owners(company.admin, "deal", deals)) == 2
    counts = handover.act(runtime, company.admin.context, replace(there, worker="here"))
    assert counts["left"] == 0
    assert {id: company.admin.read("deal", id)["version"] for id in deals} == {
        id: version + 1 for id, version in versions.items()}
    assert owners(company.admin, "deal", deals) == {cat}


def test_what_others_gave_away_meanwhile_stays_theirs(company: Company, runtime: Any, jobs: Jobs) -> None:
    bob, cat, ann = (company.ids[name] for name in ("bob", "cat", "ann"))
    deal, admin = company.deal("bob"), company.admin
    job = taken(jobs, begin(admin.context, jobs, bob, {"deal": cat}))
    noted = replace(job, total=handover._note(admin.context, jobs, job))
    admin.apply("deal", "assign", id=deal["id"], owner=ann)
    counts = handover.act(runtime, admin.context, noted)
    assert counts["left"] == 1
    kept, = (each for each in items(jobs, job) if each.state == "left")
    assert (kept.id, kept.why["code"]) == (deal["id"], "assign_other")
    assert owners(admin, "deal", [deal["id"]]) == {ann}


def test_a_manager_hands_over_as_far_as_the_role_goes(company: Company, runtime: Any, jobs: Jobs) -> None:
    """Dan assigns the deals of the people beneath him, to his people alone; Eve, who assigns nothing, sees nothing."""
    dan, bob, ann, cat = (company.ids[name] for name in ("dan", "bob", "ann", "cat"))
    deal, hers = company.deal("bob"), company.deal("cat")
    context = company.as_("dan").context
    assert [each.object.name for each in owned(context, bob)] == ["deal"]
    assert owned(context, cat) == []
    assert owned(company.as_("eve").context, bob) == []
    with pytest.raises(Denied):
        begin(context, jobs, bob, {"firm": ann})
    to_cat = taken(jobs, begin(context, jobs, bob, {"deal": cat}))
    assert handover.act(runtime, context, to_cat)["moved"] == 0, "Cat is none of his people"
    to_ann = taken(jobs, begin(context, jobs, bob, {"deal": ann}))
    assert handover.act(runtime, context, to_ann)["left"] == 0
    assert owners(company.admin, "deal", [deal["id"]]) == {ann}
    assert owners(company.admin, "deal", [hers["id"]]) == {cat}
    assert company.admin.history("deal", deal["id"])[0]["actor"] == dan


def test_nonsense_is_refused(company: Company, jobs: Jobs) -> None:
    admin, bob = company.admin.context, company.ids["bob"]
    for to in ({}, {"deal": bob}, {"deal": 10**9}):
        with pytest.raises(Refused):
            begin(admin, jobs, bob, to)
    with pytest.raises(Denied):
        begin(admin, jobs, bob, {"nothing": company.ids["ann"]})


def test_a_record_is_given_away_only_by_whose_it_was_taken_for(company: Company) -> None:
    deal = company.deal("ann")
    with pytest.raises(Conflict):
        company.admin.unit.apply(Change(object="deal", verb="assign", id=deal["id"], owner=company.ids["cat"],
                                        values={"from": company.ids["bob"]}))


@pytest.mark.req("R069")
def test_departments_the_leaver_heads_are_shown_and_get_another_head(company: Company, runtime: Any,
                                                                     jobs: Jobs) -> None:
    """Ida heads sales. Taken up again after a kill, what names the receiver already stays as it is."""
    ida, dan, cat, admin = company.ids["ida"], company.ids["dan"], company.ids["cat"], company.admin
    sales = company.units["sales"]
    assert [(each.name, each.live) for each in owned(admin.context, ida) if each.field] == [("unit.head", 1)]
    job = taken(jobs, begin(admin.context, jobs, ida, {"unit.head": dan}))
    assert handover.act(runtime, admin.context, job) == {"moved": 1, "left": 0}
    told, = items(jobs, job)
    assert (told.object, told.id, told.to, told.state) == ("unit.head", sales, dan, "moved")
    assert admin.read("unit", sales)["head"] == dan
    version = admin.read("unit", sales)["version"]
    again = handover._moved(UnitOfWork(admin.context), job, {"told": {"object": "unit.head", "to": dan},
                                                             "record_id": sales})
    assert (again["verdict"], admin.read("unit", sales)["version"]) == ("moved", version)
    other = handover._moved(UnitOfWork(admin.context), job, {"told": {"object": "unit.head", "to": cat},
                                                             "record_id": sales})
    assert (other["verdict"], other["told"]["why"]["code"]) == ("left", "assign_other")
    with pytest.raises(Denied):
        begin(company.as_("dan").context, jobs, ida, {"unit.head": dan})
    admin.change("unit", admin.read("unit", sales), head=ida)
