"""What steps of any plugin may rely on: what they ask for happens in the same transaction, or none of it does."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path

import pytest

from dougong.kernel.errors import Conflict, Denied, Refused
from dougong.records.writing.work import Touched
from dougong.spi import Change, Draft, Object, Phase, Step, Work
from tests.plugins.cellar import Cellar, serving, worked

Serve = Callable[[Step], AbstractContextManager[Cellar]]


def is_pour(object: Object) -> bool:
    return object.name == "pour"


def step(phase: Phase, run: Callable[[Work, Draft], None]) -> Step:
    return Step("witness", phase, is_pour, run)


@pytest.fixture
def serve(database_url: str, tmp_path: Path) -> Serve:
    """The cellar with one step more, behind the plugin's."""
    return lambda more: serving(database_url, tmp_path / "home", [more])


def echo(work: Work, draft: Draft) -> None:
    """Pour the same again, for as long as the note says so: "twice" once more, "for ever" without end."""
    note = draft.values["note"]
    if note in {"twice", "for ever"}:
        work.request(Change(object="pour", verb="create", cause="echo", values={
            "jar": draft.values["jar"], "litres": str(draft.values["litres"]),
            "note": "echo" if note == "twice" else note}))


def test_a_requested_change_is_made_in_the_same_transaction_on_what_the_first_left(serve: Serve) -> None:
    with serve(step("post", echo)) as cellar:
        jar = cellar.jar()
        cellar.pour(jar, "5.0", note="twice")
        assert [(row["note"], row["remains"]) for row in cellar.rows("pour")] == [("twice", "5.0"), ("echo", "10.0")]
        assert (cellar.level(jar), cellar.entries(jar)) == ("10.0", ["5.0", "5.0"])


def test_what_a_request_may_not_do_undoes_the_whole_and_shows_what_led_to_it(serve: Serve) -> None:
    with serve(step("post", echo)) as cellar:
        jar = cellar.jar("7.0")
        with pytest.raises(Refused) as refused:
            cellar.pour(jar, "-5.0", note="twice")
        assert refused.value.params["chain"] == "pour.create(echo)"
        assert (cellar.level(jar), cellar.entries(jar), len(cellar.rows("pour"))) == ("7.0", ["7.0"], 1)


def test_requests_without_end_are_cut_off_and_leave_nothing(serve: Serve) -> None:
    with serve(step("post", echo)) as cellar:
        jar = cellar.jar("1.0")
        with pytest.raises(Conflict) as endless:
            cellar.pour(jar, "1.0", note="for ever")
        assert endless.value.code == "chain_too_long"
        assert endless.value.params["chain"] == " → ".join(["pour.create(echo)"] * 9)     # eight deep is allowed
        assert (cellar.level(jar), len(cellar.rows("pour"))) == ("1.0", 1)


def test_a_step_that_asks_for_more_than_a_thousand_changes_is_cut_off(serve: Serve) -> None:
    def flood(work: Work, draft: Draft) -> None:
        for _ in range(1001):
            work.request(Change(object="jar", verb="create", values={"name": "flood"}))

    with serve(step("post", flood)) as cellar:
        with pytest.raises(Conflict) as flooded:
            cellar.jar("1.0")
        assert flooded.value.code == "chain_too_long"
        assert len(cellar.rows("jar")) == 1


def test_a_step_that_fails_late_leaves_nothing_of_what_was_posted(serve: Serve) -> None:
    def forbid(work: Work, draft: Draft) -> None:
        if draft.values["note"] == "forbidden":
            raise Denied

    with serve(step("outbox", forbid)) as cellar:
        jar = cellar.jar("5.0")
        with pytest.raises(Denied):
            cellar.pour(jar, "3.0", note="forbidden")
        assert (cellar.level(jar), cellar.entries(jar), len(cellar.rows("pour"))) == ("5.0", ["5.0"], 1)


def test_guards_hold_for_the_bin_too(serve: Serve) -> None:
    """A record a workflow has locked is neither archived nor brought back."""
    def lock(work: Work, draft: Draft) -> None:
        if draft.change.verb in {"archive", "restore"} and draft.values["note"] == "locked":
            draft.refuse("", "readonly")

    with serve(step("guard", lock)) as cellar:
        jar = cellar.jar()
        locked, free = cellar.pour(jar, "1.0", note="locked"), cellar.pour(jar, "2.0")
        with pytest.raises(Refused):
            cellar.apply(Change(object="pour", verb="archive", id=locked))
        cellar.apply(Change(object="pour", verb="archive", id=free))
        assert [row["id"] for row in cellar.rows("pour")] == [locked]
        assert cellar.level(jar) == "1.0"


@pytest.mark.parametrize("phase", ["roll_up", "index", "outbox"])
def test_what_a_plugin_touched_is_seen_with_both_images(serve: Serve, phase: Phase) -> None:
    seen: list[Touched] = []
    with serve(step(phase, lambda work, draft: seen.extend(work.touches))) as cellar:
        jar = cellar.jar("5.0")
        seen.clear()
        cellar.pour(jar, "-2.0")
        balance, pour = seen
        assert (balance.object, pour.object) == ("jar_level_balance", "pour")
        assert balance.id == cellar.rows("jar_level_balance")[0]["id"]
        assert [image and str(image["balance"]) for image in (balance.old, balance.new)] == ["5.0", "3.0"]
        assert [image and str(image["litres"]) for image in (pour.old, pour.new)] == [None, "-2.0"]


def test_a_step_runs_only_for_the_objects_it_applies_to(serve: Serve) -> None:
    ran: list[str] = []
    with serve(step("index", lambda work, draft: ran.append(draft.rules.object.name))) as cellar:
        cellar.jar("5.0")
        assert ran == ["pour"]


def test_phases_run_in_their_order(database_url: str, tmp_path: Path) -> None:
    phases: tuple[Phase, ...] = ("outbox", "index", "roll_up", "post", "guard", "compute", "claim")
    ran: list[Phase] = []
    steps = [step(phase, lambda work, draft, phase=phase: ran.append(phase)) for phase in phases]  # type: ignore[misc]
    with serving(database_url, tmp_path / "home", steps) as cellar:
        cellar.jar("5.0")
    assert ran == list(reversed(phases))


@pytest.mark.parametrize(("given", "kept", "balance"), [(1, "1.0", "2.0"), (Decimal("0.25"), "0.3", "1.3")])
def test_verbs_fit_what_they_are_given_to_the_fields(
        cellar: Cellar, given: int | Decimal, kept: str, balance: str) -> None:
    """A field with one place keeps one, rounded half-up, in entries and balances alike, on both databases."""
    jar = cellar.jar("1.0")
    with worked(cellar) as work:
        work.add_many("jar_level_entry", [{"bucket": jar, "quantity": given}])
        assert work.change("jar_level_balance", {"bucket": jar}, {"balance": given})
    assert (cellar.level(jar), cellar.entries(jar)) == (balance, ["1.0", kept])


def test_a_value_no_field_can_hold_is_refused_by_name(cellar: Cellar) -> None:
    jar = cellar.jar("1.0")
    with worked(cellar) as work, pytest.raises(Refused) as refused:
        work.change("jar_level_balance", {"bucket": jar}, {"balance": 10**17})
    (error,) = refused.value.errors
    assert (error.code, error.params["object"], error.params["field"]) == \
        ("out_of_range", "jar_level_balance", "balance")


def test_change_says_no_when_nothing_has_the_key_or_the_guard_forbids(cellar: Cellar) -> None:
    jar = cellar.jar("1.0")
    with worked(cellar) as work:
        assert not work.change("jar_level_balance", {"bucket": jar + 1}, {"balance": 1})
        assert not work.change("jar_level_balance", {"bucket": jar}, {"balance": -2}, guard={"balance": 0})
        assert work.change("jar_level_balance", {"bucket": jar}, {"balance": -1}, guard={"balance": 0})
    assert cellar.level(jar) == "0.0"


def test_read_locked_gives_what_change_left(cellar: Cellar) -> None:
    jar = cellar.jar("1.0")
    with worked(cellar) as work:
        def read() -> str:
            (row,) = work.read_locked("jar_level_balance", [{"bucket": jar}])
            return str(row["balance"])
        before = read()
        work.change("jar_level_balance", {"bucket": jar}, {"balance": 2})
        assert (before, read()) == ("1.0", "3.0")
