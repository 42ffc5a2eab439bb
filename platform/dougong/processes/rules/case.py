"""What a rule is asked of: a record in the making, or one of its lines."""

from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Object
from dougong.expressions.env import Env
from dougong.records.writing.draft import Draft, Row


@dataclass(frozen=True, slots=True)
class Case:
    """A `row` of a draft: the record itself, or a line in its field `lines`."""

    draft: Draft
    row: Row
    lines: str = ""

    @property
    def env(self) -> Env:
        """Return what its expressions look at."""
        return self.row.env

    @property
    def object(self) -> Object:
        """Return what it is a record or line of."""
        return self.row.rules.object

    @property
    def id(self) -> int | None:
        """Return the id of the record or line; both have one by the time rules are asked."""
        return self.row.id

    @property
    def this(self) -> tuple[str, int | None]:
        """Return the record as values name it."""
        return self.object.name, self.id

    @property
    def place(self) -> int:
        """Return which line of the record it is, from 1; 0 for the record itself."""
        return int(self.row.values["line_no"]) if self.lines else 0

    def value(self, name: str) -> Any:
        """Return the value of a field as it will be."""
        return self.row.values.get(name)
