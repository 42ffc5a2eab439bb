"""What an evaluation may look at."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from dougong.kernel.errors import NOTHING

NOBODY: frozenset[str] = frozenset()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Env:
    """The values one evaluation sees; it never changes them.

    `values` are the record's own by field name, `old` the stored image or None for a new record, `linked` values
    beneath links by dotted path ("customer.level"), `lines` the rows of each lines field (a row may hold dotted keys of
    its own links), `me` the user's by (dotted) path and "id", `today` the company's date and `now` an aware UTC moment,
    both bound once per unit of work, `parent` the owner's environment while a line is looked at, `zone` the company's,
    `shared` what the record is shared with the user for ("read", "write").
    """

    __slots__ = ("lines", "linked", "me", "now", "old", "parent", "roles", "settings", "shared", "today", "values",
                 "zone")

    def __init__(self, values: Mapping[str, Any] = NOTHING, old: Mapping[str, Any] | None = None,  # noqa: PLR0913, PLR0917
                 linked: Mapping[str, Any] = NOTHING, lines: Mapping[str, Sequence[Mapping[str, Any]]] = NOTHING,
                 me: Mapping[str, Any] = NOTHING, today: date = EPOCH.date(), now: datetime = EPOCH,  # noqa: B008
                 settings: Mapping[str, Any] = NOTHING, roles: frozenset[str] = NOBODY, parent: "Env | None" = None,
                 zone: tzinfo = UTC, shared: frozenset[str] = NOBODY) -> None:
        self.values = values
        self.old = old
        self.linked = linked
        self.lines = lines
        self.me = me
        self.today = today
        self.now = now
        self.settings = settings
        self.roles = roles
        self.parent = parent
        self.zone = zone
        self.shared = shared

    def row(self, values: Mapping[str, Any]) -> "Env":
        """Return the environment of one line of this record."""
        return Env(values, None, values, NOTHING, self.me, self.today, self.now, self.settings, self.roles, self,
                   self.zone)
