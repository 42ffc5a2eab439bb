"""What the history keeps of the rules a change concerned: what they saw, which fired, and why the others did not.

One compact text beside the change: {"in": {what is read: value}, "rules": [[uid, mark, verdict], …]}. A verdict is a
word, or the place of the condition that was the first not to hold: nothing is worked out again to tell it. Of a line
stand beside its place in the record and what was read of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from dougong.processes.rules.case import Case
from dougong.processes.rules.deck import Held

#: It fired; it held before, too; it was done before; a number grew too large while it was asked.
FIRED: Final = "fired"
HELD: Final = "held"
DONE: Final = "done"
BROKEN: Final = "broken"


#: Lines of a record of which it is told why a rule was silent; of the others only where it fired.
LINES: Final = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of one rule: its uid, the mark of what it said then, and the verdict; of a line its place, and what
    was read of it."""

    uid: str
    mark: str
    verdict: str | int
    line: int = 0
    seen: Mapping[str, Any] = field(default_factory=dict)


def kept(verdicts: Iterable[tuple[Held, Case, str | int]]) -> str:
    """Return the text the history keeps."""
    seen: dict[str, Any] = {}
    rules: list[tuple[Any, ...]] = []
    for held, case, verdict in verdicts:
        if not case.lines:
            _see(seen, held, case)
            rules.append((held.rule.uid, held.mark, verdict))
        elif verdict == FIRED or case.place <= LINES:
            own: dict[str, Any] = {}
            _see(own, held, case)
            rules.append((held.rule.uid, held.mark, verdict, case.place, own))
    return orjson.dumps({"in": seen, "rules": rules}, default=str).decode()


def _see(seen: dict[str, Any], held: Held, case: Case) -> None:
    for name, read in held.inputs:
        if name not in seen:
            seen[name] = read(case.env)


def read(text: str | None) -> tuple[dict[str, Any], tuple[Told, ...]]:
    """Return what a history keeps: the values by what was read, and what became of each rule."""
    if text is None:
        return {}, ()
    held = orjson.loads(text)
    return held["in"], tuple(Told(*each) for each in held["rules"])
