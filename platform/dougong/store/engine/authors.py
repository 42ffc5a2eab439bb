"""Who put a catalog in force, through which door, and with which note: kept with it as one line."""

import re
from dataclasses import dataclass
from typing import Final

_LINE: Final = re.compile(r"user (?P<user>[0-9]+)(?: by (?P<door>[a-z]+))?(?:: (?P<note>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Author:
    """A user through a door (api, screen), or a command (then `user` is None and `door` is "cli")."""

    user: int | None
    door: str
    note: str = ""


def signed(user: int, door: str, note: str = "") -> str:
    """Return the line that is kept for a user."""
    return f"user {user} by {door}" + (f": {note}" if note else "")


def author(line: str | None) -> Author:
    """Return what a line says; one that names no user is a command, its own note."""
    found = _LINE.fullmatch(line or "")
    if found is None:
        return Author(None, "cli", line or "")
    return Author(int(found["user"]), found["door"] or "api", found["note"] or "")
