"""A workflow as the catalog holds it: the states of an object's records, and what leads from one to another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from dougong.kernel.errors import NOTHING
from dougong.kernel.labels import Label

if TYPE_CHECKING:
    from dougong.catalog.model import Expression
    from dougong.catalog.rule import Given

#: Who runs a transition: a person; the engine, after each change after which its guard holds; an approval's end.
By = Literal["person", "automatic", "approval"]
#: Where a page offers a transition: as the button that stands out, as a button, or behind the dots.
Show = Literal["primary", "secondary", "menu"]
#: The field that holds the state where a workflow names none.
FIELD: Final = "state"
#: The tone of states that wait for someone (ui.md 3.2).
WAITS: Final = "ochre"


@dataclass(frozen=True, slots=True)
class Lock:
    """What nobody changes while a record is in a state: everything; all `except` the fields named; the named `only`.
    Fields of lines are named lines.field; what is locked as a whole does not go to the bin, either."""

    kind: Literal["all", "except", "only"]
    names: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Return whether the record as such is locked, and not only some of its fields."""
        return self.kind != "only"

    def holds(self, name: str) -> bool:
        """Return whether the field is locked; of a lines field, whether lines may not come, go or move."""
        return self.kind == "all" or (name in self.names) == (self.kind == "only")

    def holds_line(self, lines: str, name: str) -> bool:
        """Return whether the field `name` of the lines is locked: what is said of it, else what is of the lines."""
        if self.kind != "all" and f"{lines}.{name}" in self.names:
            return self.kind == "only"
        return self.holds(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state; its name is an option of the field, which has its words and its tone. Imports may bring records that are
    in it already where it is `brought`."""

    name: str
    uid: str
    initial: bool = False
    final: bool = False
    brought: bool = False
    locked: Lock | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A way from one of the states `source` to `target`. `roles` may run it (none named: whoever may change the
    record), while `when` holds, which `message` says in words; `require` are fields that have to have a value then,
    `gives` what it writes beside the state."""

    name: str
    uid: str
    label: Label
    source: tuple[str, ...]
    target: str
    by: By = "person"
    roles: tuple[str, ...] = ()
    when: "Expression | None" = None
    message: Label = field(default_factory=lambda: NOTHING)
    require: tuple[str, ...] = ()
    gives: "tuple[Given, ...]" = ()
    question: Label = field(default_factory=lambda: NOTHING)
    show: Show | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """The states of one object's records, kept in its choice `field`, and the transitions between them, in order."""

    name: str
    uid: str
    pack: str
    object: str
    field: str
    states: Mapping[str, State]
    transitions: Mapping[str, Transition]

    @property
    def initial(self) -> str:
        """Return the state new records are in."""
        return next((each.name for each in self.states.values() if each.initial), next(iter(self.states)))

    def state(self, value: str | None) -> State | None:
        """Return the state a record with this value is in: one without is in the initial one; None is no state of this
        workflow (an option there was once)."""
        return self.states.get(self.initial if value is None else value)

    def leaving(self, value: str | None) -> Iterator[Transition]:
        """Yield the transitions that lead on from a state, in order."""
        name = self.initial if value is None else value
        yield from (each for each in self.transitions.values() if name in each.source)

    def locked(self, value: str | None) -> Lock | None:
        """Return what is locked in a state."""
        state = self.state(value)
        return None if state is None else state.locked
