"""What the history keeps of the rules a change concerned: what they saw, which fired, and why the others did not.

One compact text beside the change: {"in": {what is read: value}, "rules": [[uid, mark, verdict], …]}. A verdict is a
word, or the place of the condition that was the first not to hold: nothing is worked out again to tell it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import orjson

from dougong.expressions.env import Env
from dougong.processes.rules.deck import Held

#: It fired; it held before, too; it was done before; a number grew too large while it was asked.
FIRED: Final = "fired"
HELD: Final = "held"
DONE: Final = "done"
BROKEN: Final = "broken"


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of one rule: its uid, the mark of what it said then, and the verdict."""

    uid: str
    mark: str
    verdict: str | int


def kept(env: Env, verdicts: Iterable[tuple[Held, str | int]]) -> str:
    """Return the text the history keeps."""
    seen: dict[str, Any] = {}
    rules: list[tuple[str, str, str | int]] = []
    for held, verdict in verdicts:
        for name, read in held.inputs:
            if name not in seen:
                seen[name] = read(env)
        rules.append((held.rule.uid, held.mark, verdict))
    return orjson.dumps({"in": seen, "rules": rules}, default=str).decode()


def read(text: str | None) -> tuple[dict[str, Any], tuple[Told, ...]]:
    """Return what a history keeps: the values by what was read, and what became of each rule."""
    if text is None:
        return {}, ()
    held = orjson.loads(text)
    return held["in"], tuple(Told(*each) for each in held["rules"])
