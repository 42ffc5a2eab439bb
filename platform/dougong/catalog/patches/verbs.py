"""What the verbs of a patch do to the plain data of a definition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.patches.aim import PARTS, Copy, Target
from dougong.catalog.patches.operation import LAST, Operation, named
from dougong.catalog.patches.slot import admitting, placed, reordered, slot
from dougong.catalog.reading.document import Path, Touch, Where, pointer


@dataclass(frozen=True, slots=True)
class Lost:
    """Why an operation is parked: `gone` (its anchor is not there), `changed` (something else stands there: `now`),
    `refused` (what it makes is no definition; `why` says more)."""

    code: str
    now: Any = None
    why: str = ""


GONE = Lost("gone")


def put(copy: Copy, target: Target, one: Operation, where: Where) -> Lost | None:
    """Set a key, or add an entry to a map, where `was` stands now."""
    if target.section and target.part is None:                   # the first check or unique of its object
        copy.body.setdefault(target.section, {})
    place = slot(copy.document.body, target.steps)
    if place is None or (isinstance(place.key, int) and not place.present):
        return GONE
    if place.present and _same(place.value, one.to):
        return None
    if not _same(place.value, one.was):
        return Lost("changed", place.value)
    touch(copy, place.path, Touch(where / "to", place.value, absent=not place.present))
    place.holder[place.key] = one.to
    return None


def take(copy: Copy, target: Target, one: Operation, where: Where) -> Lost | None:
    """Take a key or entry away, where `was` stands now; one that is not there any more is no loss."""
    place = slot(copy.document.body, target.steps)
    if place is None or not place.present:
        return None
    if not _same(place.value, one.was):
        return Lost("changed", place.value)
    if isinstance(place.key, int):
        _arrange(copy, place.path[:-1], place.holder, [each for n, each in enumerate(place.holder) if n != place.key])
        return None
    touch(copy, place.path, Touch(where, place.value))
    del place.holder[place.key]
    return None


def add(copy: Copy, target: Target, one: Operation, where: Where) -> Lost | None:
    """Let an entry come into a list or map; one of that name that is there already is as good."""
    place = slot(copy.document.body, target.steps)
    if place is None:
        return GONE
    held = admitting(place, one.to)
    if not isinstance(held, list | dict):
        return GONE
    names, name = [named(each) for each in held], named(one.to)
    if name in names:
        return None
    order = [*names, name] if one.after is LAST else reordered(names, name, one.after)
    if order is None:
        return GONE
    if isinstance(held, dict):
        placed(held, one.to, order)
        touch(copy, (*place.path, name), Touch(where / "insert", None, absent=True))
        return None
    entries = dict(zip(names, held, strict=True)) | {name: one.to}
    _arrange(copy, place.path, held, [entries[each] for each in order])
    touch(copy, (*place.path, order.index(name)), Touch(where / "insert", None, absent=True))
    return None


def move(copy: Copy, target: Target, one: Operation) -> Lost | None:
    """Give an entry another place in its list or map."""
    if target.part is not None and not target.rest and target.raw is not None:
        return _turn(getattr(target.raw, PARTS[target.section]), target.part.name, one.after)
    place = slot(copy.document.body, target.steps)
    if place is None or not place.present:
        return GONE
    if isinstance(place.holder, dict):
        return _turn(place.holder, str(place.key), one.after)
    names = [named(each) for each in place.holder]
    order = reordered(names, names[int(place.key)], one.after)
    if order is None:
        return GONE
    entries = dict(zip(names, place.holder, strict=True))
    _arrange(copy, place.path[:-1], place.holder, [entries[each] for each in order])
    return None


def _same(one: Any, other: Any) -> bool:
    """Return whether two values say the same: an entry said in short is what it is short for."""
    return bool(_short(one) == _short(other)) and isinstance(one, bool) == isinstance(other, bool)


def _short(value: Any) -> Any:
    if isinstance(value, Mapping) and len(value) == 1 and (key := next(iter(value))) in {"name", "label"}:
        return value[key]
    return value


def touch(copy: Copy, path: Path, said: Touch) -> None:
    """Note what a patch does to the part at `path`."""
    copy.touched[pointer(path)] = (*copy.touched.get(pointer(path), ()), said)


def _turn(parts: dict[str, Any], name: str, after: str | None) -> Lost | None:
    order = reordered(list(parts), name, after)
    if order is None:
        return GONE
    entries = dict(parts)
    parts.clear()
    parts.update((each, entries[each]) for each in order)
    return None


def _arrange(copy: Copy, path: Path, held: list[Any], order: Sequence[Any]) -> None:
    """Bring a list into a new order, and what is known of places in it along."""
    old = {named(entry): place for place, entry in enumerate(held)}
    went = {old[named(entry)]: place for place, entry in enumerate(order) if named(entry) in old}
    held[:] = order
    _follow(copy.touched, pointer(path), went)
    _follow(copy.values, pointer(path), went)
    _follow(copy.keys, pointer(path), went)


def _follow(known: dict[str, Any], top: str, went: Mapping[int, int]) -> None:
    """Put what is known by pointer of the entries of the list at `top` under their new places."""
    inside = {where: known.pop(where) for where in list(known) if where.startswith(f"{top}/")}
    for where, what in inside.items():
        place, slash, rest = where.removeprefix(f"{top}/").partition("/")
        if int(place) in went:
            known[f"{top}/{went[int(place)]}{slash}{rest}"] = what
