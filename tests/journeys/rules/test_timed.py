"""Time triggers rules: each due time once, whoever fires it, and only those records that are due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dougong.expressions.workdays import CALENDAR, Calendar
from dougong.kernel.clock import FixedClock
from dougong.store.engine.schedules import schedules
from dougong.store.snapshot import moment
from tests.journeys.records.conftest import World
from tests.journeys.rules.apart import asking


@pytest.fixture
def clock(desk: World) -> FixedClock:
    """A Monday morning; what was due before is over."""
    found = FixedClock(datetime(2027, 3, 1, 7, 0, tzinfo=UTC) + timedelta(days=7 * next(WEEKS)))
    asking(desk, found).step()
    asking(desk, found).step()
    return found


WEEKS = iter(range(0, 400, 4))


def test_each_due_time_comes_once_whichever_process_meets_it(desk: World, clock: FixedClock) -> None:
    gold, plain = desk.create("client", name="Morning", level="gold"), desk.create("client", name="Plain")
    one, two = asking(desk, clock), asking(desk, clock)

    def calls() -> list[int]:
        return [desk.read("client", each["id"])["calls"] for each in (gold, plain)]
    one.step()
    assert calls() == [0, 0]                            # half past eight is to come
    clock.moment += timedelta(hours=2)
    one.step()
    two.step()
    assert calls() == [1, 0]
    clock.moment += timedelta(days=2)                   # Tuesday and Wednesday were missed: each comes
    two.step()
    one.step()
    assert calls() == [3, 0]
    clock.moment += timedelta(days=4)                   # Sunday: Thursday and Friday
    one.step()
    assert calls() == [5, 0]
    assert desk.history("client", gold["id"])[0]["door"] == "rule"


def test_a_deadline_of_a_line_passes_for_the_line(desk: World, clock: FixedClock) -> None:
    day = clock.now().date() + timedelta(days=3)
    ticket = desk.create("ticket", subject="lines", steps=[
        {"what": "a", "due": day.isoformat()}, {"what": "b", "due": (day + timedelta(days=9)).isoformat()},
        {"what": "c", "due": day.isoformat(), "done": True}])
    clock.moment += timedelta(days=2)
    worker = asking(desk, clock)
    worker.step()
    worker.step()
    assert [step["told"] for step in desk.read("ticket", ticket["id"])["steps"]] == [True, False, False]


def test_a_deadline_passes_once_for_each_record_and_again_when_it_is_moved(desk: World, clock: FixedClock) -> None:
    day = clock.now().date() + timedelta(days=5)

    def told() -> int:
        return len(desk.list("note", about="Visit", kind="before", limit="50").rows)
    job = desk.create("job", what="Visit", day=day.isoformat())
    desk.create("job", what="Visit", day=day.isoformat(), open=False)
    desk.create("job", what="Visit", day=(clock.now().date() + timedelta(days=1)).isoformat())     # over already
    worker = asking(desk, clock)
    before = told()
    for days, count in ((1, 0), (1, 1), (1, 1)):
        clock.moment += timedelta(days=days)
        worker.step()
        assert told() == before + count, clock.now()
    desk.change("job", desk.read("job", job["id"]), day=(day + timedelta(days=10)).isoformat())
    clock.moment += timedelta(days=12)
    worker.step()
    assert told() == before + 2


def test_a_record_it_cannot_be_done_with_holds_no_other_up(desk: World, clock: FixedClock) -> None:
    ends = (clock.now() + timedelta(minutes=30)).isoformat()
    notes = [desk.create("note", about="n", kind="timed", ends_at=ends, strict=strict)["id"]
             for strict in (False, True, False)]
    clock.moment += timedelta(minutes=29)
    asking(desk, clock).step()
    assert [desk.read("note", each)["kind"] for each in notes] == ["timed"] * 3
    clock.moment += timedelta(minutes=2)
    asking(desk, clock).step()
    assert [desk.read("note", each)["kind"] for each in notes] == ["over", "timed", "over"]


def test_what_a_process_left_another_takes_up_where_it_stands(desk: World, clock: FixedClock) -> None:
    clients = [desk.create("client", name=f"Left {at}", level="gold")["id"] for at in range(3)]
    rule = next(each for each in desk.context.catalog.objects["client"].rules if each.name == "each_morning")
    clock.moment += timedelta(hours=2)
    database, due = desk.context.database, clock.now().replace(hour=8, minute=30)
    said = schedules(database.dialect)
    with database.write(None) as session:               # one began, did the first client and died
        since = next(row[1] for row in session.rows(said.read) if row[0] == rule.uid)
        stored = {"this": moment(database.dialect, due), "now": moment(database.dialect, clock.now())}
        assert session.affected(said.claim, {"uid": rule.uid, "last": since, **stored}) == 1
        assert session.affected(said.onward, {"uid": rule.uid, "before": 0, "upto": clients[0], **stored}) == 1
        session.commit()
    worker = asking(desk, clock)
    worker.step()
    assert [desk.read("client", each)["calls"] for each in clients] == [0, 0, 0]        # it may be alive
    clock.moment += timedelta(minutes=3)
    worker.step()
    worker.step()
    assert [desk.read("client", each)["calls"] for each in clients] == [0, 1, 1]


def _working(desk: World, clock: FixedClock, *off: int) -> World:
    """Return the desk where days of that week, counted from its Monday, are holidays."""
    monday = clock.now().date() + timedelta(days=7)
    days = frozenset(monday + timedelta(days=each) for each in off)
    settings = {**desk.context.settings, CALENDAR: Calendar(frozenset(range(1, 6)), days)}
    return World(replace(desk.context, settings=settings))


def test_deadlines_in_working_days_pass_once_whatever_becomes_of_the_calendar(desk: World, clock: FixedClock) -> None:
    monday = clock.now().date() + timedelta(days=7)
    days = [monday + timedelta(days=each) for each in range(5)]
    for day in days:
        desk.create("job", what="Work", day=day.isoformat())

    def told() -> list[str]:
        return [row["about"] for row in desk.list("note", kind="worked", limit="50", sort="id").rows
                if row["about"] >= days[0].isoformat()]
    plain = asking(_working(desk, clock), clock)
    plain.step()
    clock.moment += timedelta(days=3)                       # Thursday: two working days before Monday
    plain.step()
    assert told() == [str(days[0])]
    holiday = asking(_working(desk, clock_of(clock, -3), 0, 1), clock)     # Monday and Tuesday are off
    holiday.step()
    clock.moment += timedelta(days=1)                       # Friday, then
    holiday.step()
    holiday.step()
    assert told() == [str(day) for day in days[:4]]         # before Thursday lie Wednesday and today
    clock.moment += timedelta(days=5)
    holiday.step()
    assert told() == [str(day) for day in days]


def test_a_moment_passes_as_the_working_day_begins(desk: World, clock: FixedClock) -> None:
    friday = clock.now() + timedelta(days=4)
    slow = desk.create("note", about="s", kind="slow", ends_at=friday.isoformat())
    worker = asking(_working(desk, clock, 0), clock)
    worker.step()
    for days, kind in ((7, "slow"), (1, "past")):           # Monday is a holiday
        clock.moment += timedelta(days=days)
        worker.step()
        assert desk.read("note", slow["id"])["kind"] == kind


def clock_of(clock: FixedClock, days: int) -> FixedClock:
    """Return a clock that stands so many days later."""
    return FixedClock(clock.now() + timedelta(days=days))
