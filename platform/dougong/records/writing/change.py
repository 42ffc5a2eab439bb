"""What someone wants done to one record: every door builds one of these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dougong.kernel.errors import NOTHING

Verb = Literal["create", "update", "archive", "restore", "erase", "purge", "share", "assign", "merge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One verb on one record, with values in their JSON form (an API body as parsed; forms are turned into it).

    `version` is the one the person saw; `strict` (If-Match) refuses any other, else disjoint edits merge.
    `key` makes a retry safe. `cause` says what asked for it (a rule's uid, an import's id), for the history.
    Erasing takes {"fields": [...], "reason": text} for values, purging none.
    Sharing takes {"whom": "user/5", "verb": "read", "until": day}, the verb "none" to end it.
    Merging takes {"from": id, "values": {...}}: the record that goes, and what of it the one that stays takes.
    `transition` names the transition of the object's workflow an update runs ("": none; the state stays what it is).
    `button` names the rule whose button an update presses: it writes nothing but what the rule asks for.
    Assigning takes {"from": user} and {"along": ["object.field", ...]}, the links by which other records go along.
    `owner` (assigning, creating, updating) is the user whose the record is to be (None: stays whose it is; a new one is
    whose who makes it).
    Listed lines are the whole set: with `id` a line is changed, without it is new; an absent lines field is left alone.
    """

    object: str
    verb: Verb
    values: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    id: int | None = None
    version: int | None = None
    strict: bool = False
    key: str | None = None
    cause: str | None = None
    owner: int | None = None
    transition: str = ""
    button: str = ""
