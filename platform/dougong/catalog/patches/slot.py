"""Places in the plain data of a definition, found by names: what a patch takes hold of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.patches.operation import named
from dougong.catalog.reading.document import Path
from dougong.kernel.labels import LANGUAGES


@dataclass(frozen=True, slots=True)
class Slot:
    """A place: `holder[key]`, at `path` from the top. `present` says whether something stands there."""

    holder: Any
    key: str | int
    path: Path
    present: bool

    @property
    def value(self) -> Any:
        """Return what stands there, None for nothing."""
        return self.holder[self.key] if self.present else None


def slot(body: Any, steps: Sequence[str]) -> Slot | None:
    """Return the place `steps` lead to in `body`, or None when the way there ends before, or leads nowhere. An entry
    said in short on the way is opened in `body`: a text becomes {name: text} in a list, {label: text} in a map."""
    return _walked(body, steps, _keep)


def peek(body: Any, steps: Sequence[str]) -> Slot | None:
    """Return the place as `slot` would, to be looked at only: `body` stays as it is written."""
    return _walked(body, steps, _leave)


def _walked(body: Any, steps: Sequence[str], opened: Callable[[Any, Any, Any], None]) -> Slot | None:
    path: Path = ()
    here, rest = body, tuple(steps)
    while rest:
        key, used, present = _step(here, rest)
        path = (*path, key)
        if used == len(rest):
            return Slot(here, key, path, present)
        child = _opened(here, key, rest[used:]) if present else None
        if not isinstance(child, dict | list):
            return None
        opened(here, key, child)
        here, rest = child, rest[used:]
    return None


def _keep(here: Any, key: Any, child: Any) -> None:
    here[key] = child


def _leave(here: Any, key: Any, child: Any) -> None:
    """Open nothing."""


def _step(here: Any, rest: Sequence[str]) -> tuple[str | int, int, bool]:
    """Return the key the first of `rest` names, how many of them it takes (names in lists may have dots), and whether
    something stands there."""
    if isinstance(here, list):
        names = [named(entry) for entry in here]
        for used in range(len(rest), 0, -1):
            if (name := ".".join(rest[:used])) in names:
                return names.index(name), used, True
        return len(here), len(rest), False
    return rest[0], 1, rest[0] in here


def _opened(here: Any, key: Any, rest: Sequence[str]) -> Any:
    """Return the entry at `key`, made a map or list of maps where it was said in short."""
    child = here[key]
    if isinstance(child, str):
        return {"name": child} if isinstance(here, list) else {"label": child}
    if isinstance(child, dict) and child and child.keys() <= set(LANGUAGES) and rest[0] not in LANGUAGES:
        return {"label": child}
    return {name: {} for name in child} if key == "options" and isinstance(child, list) else child


def admitting(place: Slot, entry: Any) -> Any:
    """Return the list or map at `place` that an entry is to come into: a new list where there is none, and a map of
    names where names were listed and the entry says more than its name."""
    if not place.present:
        place.holder[place.key] = []
    held = place.holder[place.key]
    if place.key == "options" and isinstance(held, list) and isinstance(entry, Mapping):
        place.holder[place.key] = {name: {} for name in held}
    return place.holder[place.key]


def placed(held: dict[str, Any], entry: Any, order: Sequence[str]) -> None:
    """Let an entry come into a map under its name, and the map stand in this order."""
    known = {**held, named(entry): {key: part for key, part in entry.items() if key != "name"}
             if isinstance(entry, Mapping) else {}}
    held.clear()
    held.update((name, known[name]) for name in order)


def reordered(names: Sequence[str], name: str, after: str | None) -> list[str] | None:
    """Return `names` with `name` after `after` (None: first); None when `after` is not among them."""
    rest = [each for each in names if each != name]
    if after is None:
        return [name, *rest]
    if after not in rest:
        return None
    place = rest.index(after) + 1
    return [*rest[:place], name, *rest[place:]]


def before(names: Sequence[str], name: str) -> str | None:
    """Return what stands before `name`, None when it is the first."""
    place = names.index(name)
    return names[place - 1] if place else None


def said_in(value: Any, language: str, keys: frozenset[str]) -> Any:
    """Return `value` with the words in it (under `keys`) by language, where they were one text."""
    if isinstance(value, Mapping):
        return {key: {language: part} if key in keys and isinstance(part, str) else said_in(part, language, keys)
                for key, part in value.items()}
    if isinstance(value, list):
        return [said_in(part, language, keys) for part in value]
    return value
