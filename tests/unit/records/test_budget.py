"""How much one person may ask for: a bucket that fills again, so many at a time, and nobody pays for another."""

import pytest

from dougong.kernel.errors import Exhausted
from dougong.records.budget import Budgets


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def asked(budgets: Budgets, who: str, times: int) -> None:
    for _ in range(times):
        budgets.enter(who)
        budgets.leave(who)


def test_the_bucket_empties_and_fills_again() -> None:
    clock = Clock()
    budgets = Budgets(30, 0, clock)
    asked(budgets, "ann", 30)
    with pytest.raises(Exhausted) as no:
        budgets.enter("ann")
    assert (no.value.code, no.value.params["seconds"]) == ("too_often", 2)
    asked(budgets, "bob", 30)
    clock.at += 2
    asked(budgets, "ann", 1)
    with pytest.raises(Exhausted):
        budgets.enter("ann")
    clock.at += 600
    asked(budgets, "ann", 30)
    with pytest.raises(Exhausted):
        budgets.enter("ann")
    assert budgets.refused == {"rate": 3, "concurrency": 0}


def test_so_many_at_a_time_and_room_again_once_one_is_done() -> None:
    budgets = Budgets(0, 2)
    budgets.enter("ann")
    budgets.enter("ann")
    with pytest.raises(Exhausted) as no:
        budgets.enter("ann")
    assert no.value.code == "too_many_at_once"
    budgets.enter("bob")
    budgets.leave("ann")
    budgets.enter("ann")
    assert budgets.refused["concurrency"] == 1


def test_zero_is_no_limit() -> None:
    asked(Budgets(0, 0), "ann", 10_000)
