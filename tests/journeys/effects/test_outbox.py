"""An effect is there if and only if its change is, happens at least once, and says who asked for it."""

import threading
import time
from datetime import timedelta

import pytest

from dougong.kernel.errors import Refused
from dougong.processes.effects.kinds import Hopeless, Row, Unreached
from dougong.processes.effects.outbox import Way, put
from dougong.processes.effects.trying import MOST, WAITS
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.together import act_together, create_together
from dougong.records.writing.work import Work
from dougong.store.meter import METER
from tests.journeys.effects.conftest import Outbox
from tests.journeys.records.conftest import NOW, World


def left(outbox: Outbox, *keys: str, **said: object) -> None:
    """Leave effects as a unit would."""
    def act(work: Work) -> None:
        for key in keys:
            put(work, "tell", {"key": key}, key=key, **said)    # type: ignore[arg-type]
    act_together(outbox.world.context, lambda context: context, act)


def test_a_change_leaves_its_effect_and_one_that_fails_leaves_none(outbox: Outbox) -> None:
    made = outbox.world.create("client", name=outbox.world.name("Client"))
    with pytest.raises(Refused):
        outbox.world.create("client", name=None)
    outbox.world.dry_run("client", values={"name": outbox.world.name("Dry")})
    assert outbox.states() == [(f"client/{made['id']}", "waiting", 0)]
    assert outbox.worker().step() is True
    row, = outbox.told.rows
    assert (row.payload, row.actor, row.correlation, row.at, row.tries) == ({"name": made["name"]}, 1, "test", NOW, 1)
    assert outbox.states() == [(f"client/{made['id']}", "done", 1)]
    assert outbox.worker().step() is False


def test_an_effect_costs_the_change_no_wait(outbox: Outbox) -> None:
    def waits(world: World) -> int:
        world.create("client", name=world.name("Before"))           # what is compiled and taken in blocks is there
        before = METER.waits
        world.create("client", name=world.name("Counted"))
        return METER.waits - before
    assert waits(outbox.world) == waits(outbox.world.with_steps())
    assert len(outbox.rows()) == 2


def test_a_portion_of_many_leaves_them_all_in_one_statement(outbox: Outbox) -> None:
    names = [outbox.world.name("Many") for _ in range(30)]
    create_together(outbox.world.context, lambda context: context,
                    [Change(object="client", verb="create", values={"name": name}) for name in names])
    assert len(outbox.rows()) == 30
    outbox.worker().step()
    assert sorted(row.payload["name"] for row in outbox.told.rows) == sorted(names)


def test_what_is_put_twice_under_a_key_happens_once(outbox: Outbox) -> None:
    left(outbox, "a", "a")
    left(outbox, "a", "b")
    outbox.worker().step()
    left(outbox, "a")
    outbox.worker().step()
    assert outbox.told.keys == ["a", "b"]


def test_one_that_is_due_later_waits_until_then(outbox: Outbox) -> None:
    left(outbox, "later", due=NOW + timedelta(hours=1))
    outbox.worker().step()
    assert outbox.told.keys == []
    outbox.later(hours=1)
    outbox.worker().step()
    assert outbox.told.keys == ["later"]


def test_one_that_fails_is_tried_again_ever_later_and_dead_after_eight_times(outbox: Outbox) -> None:
    def fail(row: Row) -> None:
        raise OSError("no route")
    left(outbox, "x")
    outbox.told.answer = fail
    worker = outbox.worker()
    for wait in WAITS:
        worker.step()
        count = len(outbox.told.rows)
        outbox.later(seconds=wait.total_seconds() * 0.79)
        worker.step()
        assert len(outbox.told.rows) == count                       # a fifth earlier at most
        outbox.later(seconds=wait.total_seconds() * 0.42)
    worker.step()
    assert [row.tries for row in outbox.told.rows] == list(range(1, MOST + 1)) == list(range(1, 9))
    assert [(*row[:3], row[3]) for row in outbox.rows()] == [("x", "dead", 8, "OSError: no route")]
    outbox.later(days=9)
    assert worker.step() is False


def test_one_that_is_hopeless_is_dead_at_once_and_takes_no_other_along(outbox: Outbox) -> None:
    def answer(row: Row) -> None:
        if row.key == "bad":
            raise Hopeless("nobody has this address")
    outbox.told.answer = answer
    left(outbox, "bad", "good")
    outbox.worker().step()
    assert [row[:4] for row in outbox.rows()] == [("bad", "dead", 1, "nobody has this address"),
                                                  ("good", "done", 1, None)]


def test_a_killed_workers_effect_comes_back_after_three_minutes_under_its_key(outbox: Outbox) -> None:
    class Killed(BaseException):
        pass

    def die(row: Row) -> None:
        raise Killed
    left(outbox, "x")
    outbox.told.answer = die
    with pytest.raises(Killed):
        outbox.worker().step()
    outbox.told.answer = lambda row: None
    outbox.later(minutes=2, seconds=59)
    assert outbox.worker().step() is False                          # somebody may be at it still
    outbox.later(seconds=2)
    assert outbox.worker().step() is True
    assert outbox.told.keys == ["x", "x"]
    assert outbox.states() == [("x", "done", 2)]


def test_one_that_kills_all_its_workers_is_given_up(outbox: Outbox) -> None:
    class Killed(BaseException):
        pass

    def die(row: Row) -> None:
        raise Killed
    left(outbox, "x")
    outbox.told.answer = die
    for _ in range(MOST):
        with pytest.raises(Killed):
            outbox.worker().step()
        outbox.later(minutes=4)
    assert outbox.worker().step() is True
    assert len(outbox.told.rows) == MOST
    assert outbox.states() == [("x", "dead", MOST + 1)]


def test_a_slow_worker_whose_effect_was_taken_over_settles_nothing(outbox: Outbox) -> None:
    left(outbox, "x")
    other = outbox.worker()

    def slow(row: Row) -> None:
        if row.tries == 1:
            outbox.later(minutes=4)
            thread = threading.Thread(target=other.step)             # meanwhile another takes it, and fails
            thread.start()
            thread.join()
        else:
            raise OSError("second")
    outbox.told.answer = slow
    outbox.worker().step()
    assert [row[:4] for row in outbox.rows()] == [("x", "waiting", 2, "OSError: second")]


def test_effects_of_a_lane_keep_their_order_and_no_other_waits_for_them(outbox: Outbox) -> None:
    failing = {"a1"}

    def answer(row: Row) -> None:
        if row.key in failing:
            raise OSError("later")
    outbox.told.answer = answer
    left(outbox, "a1", "a2", way=Way(lane="a"))
    left(outbox, "b1", way=Way(lane="b"))
    left(outbox, "free")
    worker = outbox.worker()
    worker.step()
    assert outbox.told.keys == ["a1", "b1", "free"]
    failing.clear()
    outbox.later(minutes=1)
    worker.step()
    assert outbox.told.keys == ["a1", "b1", "free", "a1", "a2"]


def test_all_that_is_for_a_target_rests_while_it_cannot_be_reached(outbox: Outbox) -> None:
    def answer(row: Row) -> None:
        if row.target == "gone":
            raise Unreached("connection refused")
    outbox.told.answer = answer
    left(outbox, *(f"gone{number}" for number in range(5)), way=Way(target="gone"))
    left(outbox, "there", way=Way(target="there"))
    outbox.worker().step()
    assert outbox.told.keys == ["gone0", "there"]
    assert [row[1] for row in outbox.states()] == ["waiting"] * 5 + ["done"]


def test_of_many_threads_each_effect_has_one_and_a_target_one_at_a_time(outbox: Outbox) -> None:
    at_it, most = [], []

    def answer(row: Row) -> None:
        at_it.append(row)
        most.append(len(at_it))
        time.sleep(0.005)
        at_it.remove(row)
    outbox.told.answer = answer
    left(outbox, *(f"k{number}" for number in range(24)), way=Way(target="one"))
    worker = outbox.worker()
    threads = [threading.Thread(target=worker.step) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    while worker.step():
        pass
    assert sorted(outbox.told.keys) == sorted(f"k{number}" for number in range(24))
    assert max(most) == 1


def test_what_is_over_for_longer_than_the_settings_keep_it_is_forgotten(outbox: Outbox) -> None:
    left(outbox, "old")
    worker = outbox.worker()
    worker.step()
    outbox.later(days=29)
    left(outbox, "young")
    worker.step()
    outbox.later(days=1, seconds=1)
    worker.tidy()
    assert [row[0] for row in outbox.rows()] == ["young"]


def test_what_a_secret_effect_said_is_forgotten_once_it_is_done(outbox: Outbox) -> None:
    left(outbox, "x")
    outbox.worker(secret=True).step()
    assert [row[4] for row in outbox.rows()] == ["{}"]


def test_a_kind_nobody_here_knows_waits_for_somebody_who_does(outbox: Outbox) -> None:
    def act(work: Work) -> None:
        put(work, "newer", {}, key="x")
    act_together(outbox.world.context, lambda context: context, act)
    assert outbox.worker().step() is False
    assert outbox.states() == [("x", "waiting", 0)]


def test_what_is_near_is_taken_by_the_dozen(outbox: Outbox) -> None:
    left(outbox, *(f"k{number}" for number in range(100)))
    worker = outbox.worker(near=True)
    before = METER.waits
    worker.step()
    assert outbox.told.keys == [f"k{number}" for number in range(100)]
    assert METER.waits - before <= 2 * 10                           # 1, 2, 4 … 32, 37 at a time


def test_one_of_many_that_fails_takes_no_other_along(outbox: Outbox) -> None:
    def answer(row: Row) -> None:
        if row.key == "k5":
            raise OSError("no room")
        if row.key == "k6":
            raise Hopeless("nobody is called so")
    outbox.told.answer = answer
    left(outbox, *(f"k{number}" for number in range(12)))
    outbox.worker(near=True).step()
    assert {row[:2] for row in outbox.rows()} == {
        ("k5", "waiting"), ("k6", "dead"), *((f"k{number}", "done") for number in range(12) if number not in {5, 6})}


def test_one_of_many_that_kills_its_workers_dies_alone(outbox: Outbox) -> None:
    class Killed(BaseException):
        pass

    def answer(row: Row) -> None:
        if row.key == "k9":
            raise Killed
    outbox.told.answer = answer
    left(outbox, *(f"k{number}" for number in range(12)))
    for _ in range(MOST):
        with pytest.raises(Killed):
            outbox.worker(near=True).step()
        outbox.later(minutes=4)
    outbox.worker(near=True).step()
    assert outbox.told.keys.count("k9") == MOST
    assert outbox.states() == [*((f"k{number}", "done", 1) for number in range(7)),
                               ("k7", "done", 2), ("k8", "done", 2), ("k9", "dead", MOST + 1),
                               ("k10", "done", 2), ("k11", "done", 2)]


def test_what_slow_ones_would_hold_up_goes_back_untried(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dougong.processes.effects.worker.ENOUGH", -1.0)        # every one is slow
    keys = [f"k{number}" for number in range(12)]
    left(outbox, *keys)
    before = METER.waits
    outbox.worker(near=True).step()
    assert outbox.told.keys == keys
    assert {row[1:] for row in outbox.states()} == {("done", 1)}
    assert METER.waits - before >= len(keys)                        # one of each portion, the others were anybody's


def test_of_what_may_be_slow_one_is_begun_and_the_rest_is_anybodys(outbox: Outbox) -> None:
    left(outbox, "n0", "n1", "n2")
    left(outbox, *(f"s{number}" for number in range(4)), way=Way(target="slow"))
    states = []

    def answer(row: Row) -> None:
        if row.key == "s0":
            states.extend(outbox.states())
    outbox.told.answer = answer
    outbox.worker(near=True).step()
    assert states == [("n0", "done", 1), ("n1", "done", 1), ("n2", "done", 1), ("s0", "running", 1),
                      ("s1", "waiting", 0), ("s2", "waiting", 0), ("s3", "waiting", 0)]
    assert {row[1:] for row in outbox.states()} == {("done", 1)}


def test_workers_begin_as_soon_as_the_change_is_committed(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dougong.processes.effects.worker.PAUSE", 300.0)
    heard = threading.Event()
    outbox.told.answer = lambda row: heard.set()
    worker = outbox.worker()
    worker.start()
    try:
        time.sleep(0.1)                                             # they have looked, found nothing and rest
        outbox.world.create("client", name=outbox.world.name("Quick"))
        assert heard.wait(20)                                       # the next look of their own is minutes away
    finally:
        worker.stop()
        outbox.world.context.database.rouse = lambda: None


def leave_line(work: Work, draft: Draft) -> None:
    put(work, "tell", {}, key=f"record/{draft.id}", way=Way(record=("client", draft.id or 0)))


def test_an_effect_names_the_record_it_tells_of(outbox: Outbox) -> None:
    world = outbox.world.with_steps(Step("line", "outbox", lambda each: each.name == "client", leave_line))
    made = world.create("client", name=world.name("Named"))
    outbox.worker().step()
    row, = outbox.told.rows
    assert (row.object_uid, row.record_id) == (world.context.catalog.objects["client"].uid, made["id"])
