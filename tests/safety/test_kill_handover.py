"""kill -9 of a process in the middle of a hand-over: another takes it up, each item moves once, and nothing is left."""

from datetime import timedelta

import pytest

from dougong.ext import runner
from dougong.records.acts.handover import begin, items, owned
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.store.sql import Statement
from tests.safety.test_kill_import import admin, killed_behind, runtime

__all__ = ("runtime",)

ITEMS, KILLS = 140, 2


def people(made: Runtime) -> tuple[int, int]:
    """Return who leaves, with all the partners there are, and who gets them."""
    context = admin(made)
    leaver, receiver = (made.unit(context).apply(Change(object="user", verb="create", values={
        "login": login, "name": login})).id for login in ("leaver", "receiver"))
    for at in range(ITEMS):
        id = made.unit(context).apply(Change(object="sample_partner", verb="create", values={
            "code": f"K{at}", "name": f"华东 {at}"})).id
        made.unit(context).apply(Change(object="sample_partner", verb="assign", id=id, owner=leaver))
    return leaver, receiver


@pytest.mark.req("R069")
def test_a_killed_hand_over_is_taken_up_and_moves_each_item_once(
        runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    leaver, receiver = people(runtime)
    context, jobs = admin(runtime), runtime.jobs
    id = begin(context, jobs, leaver, {"sample_partner": receiver})
    stood = [0]
    for _ in range(KILLS):
        stood.append(killed_behind(runtime, jobs, id, stood[-1]))
    assert stood == sorted(set(stood))
    assert stood[-1] < ITEMS, "it was in the middle each time"
    monkeypatch.setattr("dougong.records.jobs.LOST", timedelta(0))
    assert runner(runtime).step()
    job = jobs.find(id)
    assert job is not None
    assert (job.state, job.result) == ("done", {"moved": ITEMS, "left": 0})
    assert owned(context, leaver) == []
    assert {(each.state, each.to) for each in items(jobs, job)} == {("moved", receiver)}
    with runtime.database.read() as session:
        moves = session.rows(Statement("select record_id, count(*) from dg_history where cause = 'handover "
                                       f"{id}' group by record_id"))
    assert sorted(count for _, count in moves) == [1] * ITEMS
