"""Operations on one thing become one: what was there first is what is replaced, what was said last is what holds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dougong.catalog.patches.operation import LAST, Operation, named


def joined(held: Sequence[Operation], one: Operation) -> list[Operation]:
    """Return the operations with `one` done after them; what undoes another leaves neither."""
    if one.verb == "unset" and (came := _came(held, one.path)) is not None:
        return [each for each in held if each is not came and not each.about.startswith(f"{one.path}.")
                and each.about != one.path]
    if one.verb == "insert" and (gone := _gone(held, one)) is not None:
        rest = [each for each in held if each is not gone]
        if one.after is LAST:
            return rest
        return joined(rest, Operation(verb="move", path=one.about, after=one.after))
    old = next((each for each in held if each.identity == one.identity), None)
    if old is None:
        return [*held, one]
    whole = _both(old, one)
    if one.verb == "move":                        # what it stands after may have come since
        return [*(each for each in held if each is not old), *([] if whole.after == whole.was else [whole])]
    return [whole if each is old else each for each in held if each is not old or not _idle(whole)]


def without(one: Operation, path: str, field: str) -> bool:
    """Return whether an operation is about `path` or what lies beneath it, or lets `field` of that object be shown."""
    if any(f"{each}.".startswith(f"{path}.") for each in (one.about, one.path)):
        return True
    return bool(field) and one.path.startswith("views.") and (
        (one.verb == "insert" and named(one.to) == field) or one.path.endswith(f".{field}"))


def _came(held: Sequence[Operation], path: str) -> Operation | None:
    """Return the operation that brought the entry at `path`, if one did."""
    return next((each for each in held if each.about == path
                 and (each.verb == "insert" or (each.verb == "set" and each.was is None))), None)


def _gone(held: Sequence[Operation], one: Operation) -> Operation | None:
    """Return the operation that took the same entry away."""
    return next((each for each in held if each.verb == "unset" and each.path == one.about and each.was == one.to), None)


def _both(old: Operation, one: Operation) -> Operation:
    if one.is_words and one.verb == "set" and old.verb == "set":
        was = {**_map(one.was), **_map(old.was)}
        return replace(one, to={**_map(old.to), **_map(one.to)}, was=was or None)
    return replace(one, was=old.was)


def _idle(one: Operation) -> bool:
    """Return whether it leaves things as they are."""
    if one.verb == "unset":
        return one.was is None
    if one.is_words:
        return all(_map(one.was).get(language) == text for language, text in _map(one.to).items())
    return bool(one.verb == "set" and one.to == one.was)


def _map(said: Any) -> dict[str, Any]:
    return dict(said) if isinstance(said, Mapping) else {}
