"""The order in which a rule acts: turned by buttons in its form, and put into the fewest moves."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dougong.web.setting import Form

#: What a button of the form says: which action goes up or down.
TURN: Final = re.compile(r"(up|down):do(\d{1,2})")
_OF_ACTION: Final = re.compile(r"do(\d+)(\..*)")


def turned(form: Form, asked: str) -> dict[str, str]:
    """Return the form with the action moved that is asked for (up:do2); each keeps its name, so that it stays what it
    is."""
    found = TURN.fullmatch(asked)
    if found is None:
        return dict(form)
    at = int(found[2])
    other = at - 1 if found[1] == "up" else at + 1
    places: Mapping[int, int] = {at: other, other: at} if other >= 0 else {}
    return {_placed(name, places): text for name, text in form.items()}


def _placed(name: str, places: Mapping[int, int]) -> str:
    found = _OF_ACTION.fullmatch(name)
    return f"do{places.get(int(found[1]), int(found[1]))}{found[2]}" if found else name


def moves(now: Sequence[str], wanted: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Yield (name, after which; None: first) until the names that stand in one order stand in another: those stay that
    are most in it already."""
    stays = frozenset(_rising([wanted.index(name) for name in now]))
    for at, name in enumerate(wanted):
        if at not in stays:
            yield name, wanted[at - 1] if at else None


def _rising(places: Sequence[int]) -> list[int]:
    """Return the longest of the runs that rise, what lies between left out."""
    best: list[list[int]] = []
    for place in places:
        before = [run for run in best if run[-1] < place]
        best.append([*max(before, key=len, default=[]), place])
    return max(best, key=len, default=[])
