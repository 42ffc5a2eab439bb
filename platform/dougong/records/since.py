"""What others did to a record since the version someone saw, as its history tells."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

#: JSON forms by field uid.
Held = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Since:
    """By field uid, what was changed: ("", "") for the field, (line id, field uid) for those of lines. By uid of a
    lines field, the ids of lines that came, and what the lines that went had held when they were seen."""

    touched: Mapping[str, AbstractSet[tuple[str, str]]] = field(default_factory=dict)
    came: Mapping[str, AbstractSet[int]] = field(default_factory=dict)
    went: Mapping[str, Mapping[int, Held]] = field(default_factory=dict)


NOTHING_SINCE = Since()


def gathered(history: Iterable[Mapping[str, Any]]) -> Since:
    """Return what the entries of a history, oldest first, come to."""
    touched: dict[str, set[tuple[str, str]]] = {}
    lines: dict[str, dict[int, _Line]] = {}
    for changed in history:
        for uid, what in changed.items():
            here = touched.setdefault(uid, set())
            if isinstance(what, list):
                here.add(("", ""))
                continue
            for line, pairs in what.items():
                here.update((line, name) for name in pairs)
                lines.setdefault(uid, {}).setdefault(int(line), _Line()).take(pairs)
    return Since(touched, {uid: {id for id, line in each.items() if line.came} for uid, each in lines.items()},
                 {uid: {id: line.held for id, line in each.items() if line.went and not line.came}
                  for uid, each in lines.items()})


class _Line:
    """One line on its way: what it held at first, whether it came and went."""

    def __init__(self) -> None:
        self.held: dict[str, Any] = {}
        self.came = self.went = False

    def take(self, pairs: Mapping[str, Any]) -> None:
        """Note one entry's changes."""
        place = pairs.get("line_no")
        self.came = self.came or (place is not None and place[0] is None)
        self.went = place is not None and place[1] is None
        for uid, pair in pairs.items():
            self.held.setdefault(uid, pair[0])
