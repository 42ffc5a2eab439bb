"""A rule as the catalog holds it: what makes it look at a record, when it acts, and what it does then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from dougong.catalog.action import Action as Callee
from dougong.catalog.cron import Cron
from dougong.fields.base import FieldType, Spec
from dougong.kernel.errors import NOTHING
from dougong.kernel.labels import Label

if TYPE_CHECKING:
    from dougong.catalog.model import Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A moment that passes for each record: so much `later` (negative: sooner) than the date or moment in `field`, or
    so many `workdays`."""

    field: str
    later: timedelta
    workdays: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What people press on a record: what it is called, what is asked before, and what is said while it cannot be
    pressed ("" for neither)."""

    label: Label
    question: Label
    message: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A part of a message from outside: where it stands (`at`, names from the top), of which field type it is."""

    name: str
    at: tuple[str, ...]
    type: str
    required: bool
    spec: Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """What a rule makes of a message from outside: what it `takes` of it, the `values` that gives the record, and the
    field by whose value the record is found (`match`; "": each message makes a record)."""

    takes: tuple[Taken, ...]
    match: str
    values: tuple["Given", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What makes a rule look at a record: it is new, it is another than it was, it goes to the bin, one of the fields
    `changed` is another than it was (of a new record: has a value), one of the `transitions` of its workflow runs (of a
    line: of its record's); or time: at each due time of the `schedule` every live record, as its `deadline` passes the
    one; or a person who presses its `button`; or a message from outside (`inbound`) makes or changes the record."""

    created: bool = False
    updated: bool = False
    deleted: bool = False
    changed: tuple[str, ...] = ()
    transitions: tuple[str, ...] = ()
    schedule: Cron | None = None
    deadline: Deadline | None = None
    button: Button | None = None
    inbound: Inbound | None = None

    @property
    def timed(self) -> bool:
        """Return whether time alone makes it look."""
        return self.schedule is not None or self.deadline is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The value an action gives a field: what an expression of the rule's record `says` (None: no value), or that
    record itself (`this`). An any-link that is given a link points to its target, a record of `to`."""

    field: str
    says: "Expression | None"
    this: bool = False
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What people are told of a record: a `message` with fields in braces; and whom: who holds the `role`, the `user`
    of a sign-in name, whom the link `field` names, who heads the units of whom the link `head_of` names (owner: whose
    the record is), who follows it. "" is nobody. A mail has a `subject`, and may go to an `address` of the record, or
    of the line a rule is about: its words and people are those of the record all the same."""

    message: Label
    subject: Label = field(default_factory=lambda: NOTHING)
    role: str = ""
    user: str = ""
    field: str = ""
    head_of: str = ""
    followers: bool = False
    address: "Expression | None" = None


@dataclass(frozen=True, slots=True)
class Called:
    """What a rule calls: the `action` of a plugin by its whole `name`, what it is told, and of which types that is."""

    name: str
    action: Callee
    args: tuple[Given, ...]
    types: Mapping[str, FieldType]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing a rule does. `verb` set gives the record itself `values`, add gives it a line in the lines field `via`;
    create makes a record of `object`, for each `key` once for ever (parts of text and expressions; none: each time);
    update gives `values` to what the record's link `via` leads to, or, where `inward`, to the records of `object` whose
    `via` points to it and that satisfy `where`; assign makes it one of those who hold the role `to`, in turn
    (round_robin) or of who has the fewest records that satisfy `where` (least_load); transition runs the one called
    `to` on the record; notify and mail do the `telling`; webhook sends the record, of it `fields` (none: every one), to
    the endpoint of the site called `to`; wait leaves what comes after it for the moment `until`, or for when the record
    is as it `awaits`, which it does not after that moment; call has a plugin do what is `called`."""

    name: str
    verb: Literal[
        "set", "add", "create", "update", "assign", "transition", "notify", "mail", "webhook", "wait", "call"]
    object: str
    values: tuple[Given, ...] = ()
    key: tuple["str | Expression", ...] = ()
    via: str = ""
    inward: bool = False
    where: "Expression | None" = None
    to: str = ""
    by: str = ""
    telling: Telling | None = None
    fields: tuple[str, ...] = ()
    until: "Expression | None" = None
    awaits: "Expression | None" = None
    called: Called | None = None

    @property
    def given(self) -> tuple[Given, ...]:
        """Return what it gives fields, or tells a plugin."""
        return self.values if self.called is None else self.called.args


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What happens by itself with records of `object`: on a trigger, `when` it holds (None: always), `do` in order, as
    the person who caused it (`actor` user) or with all rights (system).

    `fire` on_rise: only where it did not hold before; once: once for ever for each record. `body` is the definition.
    One that is `off` looks at nothing.
    """

    name: str
    uid: str
    pack: str
    label: Label
    object: str
    on: Trigger
    when: "Expression | None"
    fire: Literal["always", "on_rise", "once"]
    actor: Literal["system", "user"]
    do: tuple[Action, ...]
    body: Mapping[str, Any]
    off: bool = False

    @property
    def expressions(self) -> tuple["Expression", ...]:
        """Return everything it reads in the row of its record."""
        said = (given.says for action in self.do for given in action.given)
        keys = (part for action in self.do for part in action.key if not isinstance(part, str))
        mails = (action.telling.address for action in self.do if action.telling is not None)
        waits = (each for action in self.do for each in (action.until, action.awaits))
        return tuple(each for each in (self.when, *said, *keys, *mails, *waits) if each is not None)
