"""The order of a rule's actions, as few moves."""

from itertools import permutations

import pytest

from dougong.web.design.rule_order import moves, turned


@pytest.mark.parametrize(("wanted", "said"), [
    ("abcd", []), ("bcda", [("a", "d")]), ("dabc", [("d", None)]), ("adbc", [("d", "a")])])
def test_one_move_does_where_one_can(wanted: str, said: list[tuple[str, str | None]]) -> None:
    assert list(moves("abcd", wanted)) == said


def test_moves_lead_to_every_order() -> None:
    for wanted in permutations("abcde"):
        now = list("abcde")
        for name, after in moves("abcde", wanted):
            now.remove(name)
            now.insert(now.index(after) + 1 if after else 0, name)
        assert now == list(wanted)


def test_an_action_changes_places_with_its_neighbour_and_keeps_its_name() -> None:
    form = {"when": "x", "do0._name": "a", "do0.set.0.key": "k", "do1._name": "b", "do10._name": "z"}
    assert turned(form, "up:do1") == {"when": "x", "do1._name": "a", "do1.set.0.key": "k", "do0._name": "b",
                                      "do10._name": "z"} == turned(form, "down:do0")
    assert turned(form, "up:do0") == form == turned(form, "save")
