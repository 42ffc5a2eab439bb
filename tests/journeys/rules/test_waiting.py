"""Rules wait: what comes after goes on once, with the record as it is by then, or not at all, and says why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import update

from dougong.kernel.clock import FixedClock
from dougong.processes.effects import listing
from dougong.processes.effects.kinds import Row
from dougong.processes.effects.listing import Asked, Seen
from dougong.processes.effects.worker import Worker
from dougong.processes.rules import resumed
from dougong.processes.rules.resumed import GO_ON, go_on
from dougong.store.engine_tables import EFFECT
from dougong.store.sql import compile
from tests.journeys.records.conftest import World

MONDAY = datetime(2031, 3, 3, 8, 0, tzinfo=UTC)


class Desk:
    """The desk with a clock of its own, and what goes on there."""

    def __init__(self, world: World) -> None:
        self.clock = FixedClock(MONDAY)
        self._world = world
        self.runtime: Any = SimpleNamespace(database=world.context.database, clock=self.clock, machine=self._machine)

    @property
    def world(self) -> World:
        """Return the desk as a person meets it now."""
        now = self.clock.now()
        return World(replace(self._world.context, now=now, today=now.date()))

    def _machine(self, door: Any, _correlation: str, by: int) -> Any:
        context = self.world.context
        return replace(context, door=door, actor=replace(context.actor, id=by))

    def later(self, **span: int) -> None:
        """Let time pass, and go on what is due then."""
        self.clock.moment += timedelta(**span)
        worker = Worker(self.runtime, (GO_ON,))
        while worker.step():
            pass

    def waits(self, object: str, id: int) -> list[Seen]:
        """Return what waits or has waited for a record, the oldest first."""
        uid = self.world.context.catalog.objects[object].uid
        found = listing.found(self.runtime.database, Asked(kind=GO_ON.name, limit=500))
        return [each for each in reversed(found) if (each.object_uid, each.record_id) == (uid, id)]

    def jobs(self, ticket: int) -> int:
        """Return how many jobs are about a ticket."""
        return sum(row["about"]["id"] == ticket for row in self.world.list("job", what="Later", limit="500").rows)


@pytest.fixture
def here(desk: World) -> Desk:
    return Desk(desk)


def begun(here: Desk) -> int:
    ticket = here.world.create("ticket", subject="later")
    here.world.change("ticket", ticket, state="open")
    return int(ticket["id"])


def test_it_goes_on_after_a_time_and_after_a_working_day(here: Desk) -> None:
    ticket = begun(here)
    assert (here.world.read("ticket", ticket)["rank"], here.jobs(ticket)) == (5, 0)
    assert [each.due_at for each in here.waits("ticket", ticket)] == [MONDAY + timedelta(days=3)]
    here.later(days=2)
    assert here.jobs(ticket) == 0
    here.later(days=2)                                         # Friday: the next wait is over on Monday
    assert here.jobs(ticket) == 1
    assert [each.due_at for each in here.waits("ticket", ticket) if each.state == "waiting"] == [
        MONDAY + timedelta(days=7)]
    here.later(days=2)
    assert here.world.read("ticket", ticket)["rank"] == 5
    here.later(days=1)
    here.later(days=9)
    assert (here.world.read("ticket", ticket)["rank"], here.jobs(ticket)) == (6, 1)
    assert [each.state for each in here.waits("ticket", ticket)] == ["done", "done"]
    assert here.world.history("ticket", ticket)[0]["door"] == "rule"


def test_what_is_in_the_bin_or_otherwise_by_then_is_left_alone(here: Desk) -> None:
    binned, done = begun(here), begun(here)
    here.world.apply("ticket", "archive", id=binned)
    assert [(each.state, each.error) for each in here.waits("ticket", binned)] == [
        ("cancelled", "the record is in the bin")]
    here.world.change("ticket", here.world.read("ticket", done), state="done")
    here.later(days=5)
    assert [(each.state, each.error) for each in here.waits("ticket", done)] == [
        ("cancelled", "its condition does not hold any more")]
    assert here.jobs(binned) + here.jobs(done) == 0


def test_it_waits_for_a_condition_and_not_for_ever(here: Desk) -> None:
    met, missed = (here.world.create("ticket", subject="until")["id"] for _ in range(2))
    here.later(days=1)
    assert [each.state for each in here.waits("ticket", met)] == ["waiting"]
    here.world.change("ticket", here.world.read("ticket", met), hours="1.0")
    here.later(minutes=1)
    assert here.world.read("ticket", met)["rank"] is None
    here.world.change("ticket", here.world.read("ticket", met), state="done")
    here.later()
    here.later(days=20)
    assert here.world.read("ticket", met)["rank"] == 7
    here.world.change("ticket", here.world.read("ticket", missed), state="done")
    here.later()
    assert here.world.read("ticket", missed)["rank"] is None
    assert [(each.state, each.error) for each in here.waits("ticket", missed)] == [
        ("cancelled", "what it waited for did not come in time")]


def test_a_date_that_is_moved_moves_the_wait(here: Desk) -> None:
    day = (MONDAY + timedelta(days=4)).date()
    job = here.world.create("job", what="Follow", day=day.isoformat())
    here.later()
    here.world.change("job", here.world.read("job", job["id"]), day=(day + timedelta(days=3)).isoformat())
    here.later(days=5)
    assert here.world.read("job", job["id"])["open"] is True
    here.world.change("job", here.world.read("job", job["id"]), day=day.isoformat())
    here.later()
    assert here.world.read("job", job["id"])["open"] is False


def test_who_waits_for_no_moment_does_nothing(here: Desk) -> None:
    job = here.world.create("job", what="Follow")
    assert here.waits("job", job["id"]) == []


def test_of_two_who_have_it_one_goes_on(here: Desk) -> None:
    """The first held it beyond its time, as a second took it up."""
    ticket = begun(here)
    one = here.waits("ticket", ticket)[0]
    here.clock.moment += timedelta(days=4)

    def taken(by: str) -> Row:
        with here.runtime.database.write(None) as session:
            session.send(compile(update(EFFECT).where(EFFECT.c.id == one.id).values(
                state="running", claimed_by=by), here.runtime.database.dialect), {})
            session.commit()
        return Row(one.id, one.kind, one.key, one.payload, 1, one.created_at, one.target, one.object_uid,
                   one.record_id, one.actor, one.cause, one.correlation, by)
    first, second = taken("first"), taken("second")
    for row in (first, second, first, second):
        go_on(here.runtime, row)
    assert here.jobs(ticket) == 1


def test_who_dies_before_the_end_leaves_nothing_half_done(here: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = begun(here)
    with monkeypatch.context() as broken:
        broken.setattr(resumed, "flush", _dies)
        here.later(days=4)
    one = here.waits("ticket", ticket)[0]
    assert (one.state, one.tries, here.jobs(ticket)) == ("waiting", 1, 0)
    here.later(minutes=1)
    assert here.jobs(ticket) == 1


def _dies(_: Any) -> None:
    raise OSError("the machine is off")


def test_one_that_was_cancelled_goes_on_when_somebody_lets_it(here: Desk) -> None:
    ticket = begun(here)
    one = here.waits("ticket", ticket)[0]
    listing.cancel(here.runtime.database, one.id, here.clock)
    here.later(days=2)
    listing.again(here.runtime.database, one.id, here.clock)
    here.later()
    assert here.jobs(ticket) == 0                              # its moment is still to come
    here.later(days=2)
    assert here.jobs(ticket) == 1


def test_a_chain_has_its_limit_across_its_waits(here: Desk) -> None:
    above = None
    for n in range(11):
        above = here.world.create("chain", name=f"link {n}", above=above)["id"]
    here.world.change("chain", here.world.read("chain", above or 0), total=-1)
    for _ in range(12):
        here.later(days=1)
    chains = here.world.list("chain", limit="100").rows
    assert sum(row["total"] == -1 for row in chains) == 1 + 8
    late = [each for each in listing.found(here.runtime.database, Asked(kind=GO_ON.name, limit=500)) if each.error]
    assert "up_later" in (late[0].error or "")
