"""What a person may see and do. `Policy.field` is the only function that turns a name into a field for someone."""

from dataclasses import dataclass
from typing import Final, Literal, NewType, Protocol

from dougong.access.rules import NEVER
from dougong.catalog.model import Expression, Field, Grant, Object

Verb = Literal["read", "create", "update", "archive", "restore", "erase", "purge", "export", "print", "import",
               "assign", "share"]
#: Running one transition of an object's workflow, made by `doing`.
Doing = NewType("Doing", str)
Act = Verb | Doing
#: What changes nothing: also allowed on what only the engine writes, and on what others share to be read.
READING: Final[frozenset[Act]] = frozenset({"read", "export", "print"})
_DO: Final = "do "
#: What one wants with a field: read it, edit it, or use it in a question (filter, sort, group, search): that takes
#: reading it in every record one may read.
Right = Literal["read", "edit", "use"]
#: By which of its words a grant says what it says of a field: it names the field, or its class; what it says of the
#: others; a title tells what its fields tell; what every record has.
Because = Literal["named", "class", "others", "title", "engine"]


def doing(transition: str) -> Doing:
    """Return the act of running the transition of this name."""
    return Doing(f"{_DO}{transition}")


def transition_of(act: Act) -> str:
    """Return the name of the transition an act runs, "" for a verb."""
    return act.removeprefix(_DO) if act.startswith(_DO) else ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something is allowed, and the reasons that decided it; the explanation is the evaluation itself."""

    allowed: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mask:
    """Fields that are there only in records which satisfy `rule`, of those the verb is allowed on."""

    names: frozenset[str]
    rule: Expression


@dataclass(frozen=True, slots=True)
class Pair:
    """A grant as someone who holds `role` has it on one object: a record must be of its scope (`whose`) and satisfy
    its condition (`where`), both of which are `rule`; None is every record."""

    role: str
    grant: Grant
    whose: Expression | None
    where: Expression | None
    rule: Expression | None


class Policy(Protocol):
    """The rights of one set of roles. Deny by default; an administrator is a policy like any other."""

    @property
    def fingerprint(self) -> str:
        """Return a text equal for policies that decide alike: statements compiled for one serve the other."""
        ...

    def may(self, object: Object, verb: Act) -> Decision:
        """Return whether records of `object` may be read, created, changed, archived, restored, erased, purged, taken
        out as a file or on paper, or brought in by a file at all."""
        ...

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        """Return the field or engine column called `name`, or None when it does not exist *or* is hidden."""
        ...

    def rows(self, object: Object, verb: Act) -> Expression | None:
        """Return what a record must satisfy for `verb`, in the object's own scope; None means every record. A line
        is judged by what it belongs to: of a line object the rule is in the scope of its owner."""
        ...

    def masks(self, object: Object, verb: Act) -> tuple[Mask, ...]:
        """Return the fields that `verb` (read, create, update) is allowed on in some of its records only; hardly any.
        Each rule is in the scope of `rows`."""
        ...

    def pairs(self, object: Object, verb: Act) -> tuple[Pair, ...]:
        """Return the grants `may`, `rows` and `field` decide by; none where no grant decides."""
        ...


@dataclass(frozen=True, slots=True)
class NoPolicy:
    """May do nothing and sees nothing: whoever nobody has given rights."""

    fingerprint: str = "nobody"

    def may(self, object: Object, verb: Act) -> Decision:
        """Return that it is not allowed."""
        return Decision(allowed=False, reasons=("not_granted",))

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        """Return None: there is nothing to see."""
        return None

    def rows(self, object: Object, verb: Act) -> Expression | None:
        """Return what no record satisfies."""
        return NEVER

    def masks(self, object: Object, verb: Act) -> tuple[Mask, ...]:
        """Return none."""
        return ()

    def pairs(self, object: Object, verb: Act) -> tuple[Pair, ...]:
        """Return none: no grant decides."""
        return ()


@dataclass(frozen=True, slots=True)
class AdminPolicy:
    """May do everything a person may do; what only the engine may write stays the engine's."""

    fingerprint: str = "admin"

    def may(self, object: Object, verb: Act) -> Decision:
        """Return that it is allowed, except writing what only steps of plugins write."""
        if verb not in READING and object.access == "engine":
            return Decision(allowed=False, reasons=("engine_only",))
        return Decision(allowed=True, reasons=("administrator",))

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        """Return the field; engine columns may be read, never edited, and what stands for a field is nobody's."""
        found = object.fields.get(name) if right == "edit" else object.field(name)
        return None if found is not None and found.stands_for else found

    def rows(self, object: Object, verb: Act) -> Expression | None:
        """Return None: every record."""
        return None

    def masks(self, object: Object, verb: Act) -> tuple[Mask, ...]:
        """Return none."""
        return ()

    def pairs(self, object: Object, verb: Act) -> tuple[Pair, ...]:
        """Return none: no grant decides."""
        return ()


@dataclass(frozen=True, slots=True)
class EnginePolicy(AdminPolicy):
    """What the engine itself sees, for questions whose answers nobody is told as they are: also the columns that
    stand for fields."""

    fingerprint: str = "engine"

    def field(self, object: Object, name: str, right: Right = "read") -> Field | None:
        """Return the field or column; none is edited."""
        return None if right == "edit" else object.field(name)
