"""What a person may see and do. `Policy.field` is the only function that turns a name into a field for someone."""

from dataclasses import dataclass
from typing import Literal, Protocol

from dougong.catalog.model import Expression, Field, Object

Verb = Literal["read", "create", "update", "archive", "restore", "erase", "purge"]
Right = Literal["read", "edit"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, and the reasons that decided it; the explanation is the evaluation itself."""

    allowed: bool
    reasons: tuple[str, ...]


class Policy(Protocol):
    """The rights of one set of roles. Deny by default; an administrator is a policy like any other."""

    @property
    def fingerprint(self) -> str:
        """Return a text equal for policies that decide alike: statements compiled for one serve the other."""
        ...

    def may(self, object: Object, verb: Verb) -> Decision:
        """Return whether records of `object` may be read, created, changed, archived, restored, erased or
        purged at all."""
        ...

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        """Return the field or engine column called `name`, or None when it does not exist *or* is hidden."""
        ...

    def rows(self, object: Object, verb: Verb) -> Expression | None:
        """Return what a record must satisfy for `verb`, in the object's own scope; None means every record."""
        ...


@dataclass(frozen=True, slots=True)
class AdminPolicy:
    """May do everything a person may do; what only the engine may write stays the engine's."""

    fingerprint: str = "admin"

    def may(self, object: Object, verb: Verb) -> Decision:
        """Return that it is allowed, except writing what only steps of plugins write."""
        if verb != "read" and object.access == "engine":
            return Decision(allowed=False, reasons=("engine_only",))
        return Decision(allowed=True, reasons=("administrator",))

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        """Return the field; engine columns may be read, never edited."""
        return object.field(name) if right == "read" else object.fields.get(name)

    def rows(self, object: Object, verb: Verb) -> Expression | None:
        """Return None: every record."""
        return None
