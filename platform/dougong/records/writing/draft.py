"""A record in the making: what was read, what was given, and what it will be."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

from dougong.expressions.env import NOBODY, Env
from dougong.kernel.errors import NOTHING, FieldError
from dougong.records.writing.change import Change
from dougong.records.writing.rules import Rules

#: Values that say nothing: no value, no targets.
BLANK = (None, ())


class Row:
    """One record or line in the making. `values` is changed in place; `old` is None when it is new.

    `given` names what the change itself sets, `linked` holds values of link targets by dotted path, `pointer` is
    where it stands in the document ("" or "/lines/0"), `key` a client's name for a new line. `found` holds what lookups
    have found (null: nothing), `filled` names what defaults gave that look at targets of links.
    """

    __slots__ = ("env", "filled", "found", "given", "id", "key", "linked", "linked_to", "old", "pointer", "rules",
                 "values")

    def __init__(self, rules: Rules, values: dict[str, Any], given: Mapping[str, Any], *,
                 old: Mapping[str, Any] | None = None, linked: dict[str, Any] | None = None, pointer: str = "") -> None:
        self.rules = rules
        self.values = values
        self.given = given
        self.old = old
        self.linked: dict[str, Any] = {} if linked is None else linked
        #: The targets whose values stand in `linked`.
        self.linked_to: dict[str, Any] = {}
        if old is not None:
            self.linked_to.update((field.name, old.get(field.name)) for field in rules.links)
        self.found: dict[str, Any] = {}
        self.filled: tuple[str, ...] = ()
        self.pointer = pointer
        self.id: int | None = None if old is None else old["id"]
        self.key: str | None = None
        self.env: Env

    def changed(self) -> list[str]:
        """Return the stored fields whose value is another than before; of a new row, those that have a value."""
        values, old = self.values, self.old
        if old is None:
            return [name for name in self.rules.stored if values.get(name) not in BLANK]
        return [name for name in self.rules.stored if values.get(name) != old.get(name)]


class Draft(Row):
    """The record of a change with its lines. `errors` refuse it, `warnings` are told beside the outcome.

    `removed` holds the old images of lines that go. `number_due` makes the unit take a number that is taken at posting.
    """

    __slots__ = ("change", "errors", "gone", "lines", "number_due", "removed", "shared", "told", "unowned", "warnings")

    def __init__(self, rules: Rules, change: Change, values: dict[str, Any], given: Mapping[str, Any],
                 old: Mapping[str, Any] | None = None) -> None:
        super().__init__(rules, values, given, old=old)
        self.change = change
        self.lines: dict[str, list[Row]] = {}
        self.removed: dict[str, list[Mapping[str, Any]]] = {}
        #: Lines given, by their places, that someone else has removed.
        self.gone: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
        self.errors: list[FieldError] = []
        self.warnings: list[FieldError] = []
        self.number_due = False
        #: Whether a new record that is given no owner is nobody's, not whose who makes it.
        self.unowned = False
        #: What rules made of the change, as the history keeps it.
        self.told: str | None = None
        #: What the record is shared with the actor for.
        self.shared: frozenset[str] = NOBODY

    def rows(self) -> tuple[Row, ...]:
        """Return the record, then its lines in order."""
        return (self, *chain.from_iterable(self.lines.values())) if self.lines else (self,)

    def refuse(self, pointer: str, code: str, **params: Any) -> None:
        """Note one refused value; the change fails with all of them at once."""
        self.errors.append(FieldError(pointer, code, params or NOTHING))

    def moved(self) -> bool:
        """Return whether the record becomes another's."""
        return self.old is not None and self.values.get("owner") != self.old.get("owner")

    def lines_changed(self) -> bool:
        """Return whether a line is new, gone, moved or another than before."""
        return any(self.removed.values()) or any(
            row.old is None or row.values["line_no"] != row.old["line_no"] or bool(row.changed())
            for rows in self.lines.values() for row in rows)

    def keys(self) -> dict[str, int]:
        """Return the ids of new lines by the names the client gave them."""
        return {row.key: row.id for rows in self.lines.values() for row in rows if row.key and row.id}
