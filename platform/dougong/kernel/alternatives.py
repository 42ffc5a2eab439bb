"""Conditions of which one must hold: how the name of a parameter says that it belongs to such a group."""

import re
from typing import Final

#: What stands before the name: `or.`, and `or.2.` to `or.9.` for further groups. No field is called so.
_GROUP: Final = re.compile(r"(or\.(?:[2-9]\.)?)(?=.)")
#: Groups a list may have.
MOST: Final = 9


def parted(name: str) -> tuple[str, str]:
    """Return the group a parameter's name says, "" for none, and the name without it: `or.2.state` is `or.2.` and
    `state`."""
    found = _GROUP.match(name)
    return (found[1], name[found.end():]) if found else ("", name)


def group(number: int) -> str:
    """Return what stands before the names of a group, counted from 1."""
    return "or." if number == 1 else f"or.{number}."
