"""What names mean: the checker asks a Scope, the catalog answers it over linked objects."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from dougong.kernel.kinds import Kind


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a path names. `target` is the object a link points to, `places` the stored decimals of a number
    (None: an integer), `options` the values of a choice (comparing with any other text is an error)."""

    path: tuple[str, ...]
    kind: Kind
    target: str | None = None
    places: int | None = None
    options: frozenset[str] | None = None


class Scope(Protocol):
    """The names an expression may use."""

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        """Return what `path` names, or None.

        Asked for ("total",), ("customer", "level"); for old.total as ("total",); for ("me", "employee") and, for a
        lone me, ("me",), whose default is a link to the user; for ("parent", "x") in the scope of a line; for
        setting("x") as ("setting()", "x").
        """

    def rows(self, name: str) -> "Scope | None":
        """Return the scope of one row of the lines called `name`, or None when they are no lines."""

    def names(self) -> Iterable[str]:
        """Return the first words of all paths, for suggestions."""
