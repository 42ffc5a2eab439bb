"""What a file says of one record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.kernel.errors import FieldError
from dougong.records.transfer.sheet import Line


@dataclass(slots=True)
class Document:
    """What a file says of one record. `key` is what finds it, `version` the one the file was exported at, `before`
    the import and row it was refused in earlier. `places` tells the row and column of each value by its pointer."""

    rows: list[Line]
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    technical: dict[str, str] = field(default_factory=dict)
    owner: int | None = None
    before: tuple[int, int] | None = None
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: What names a record that is not there, by pointer, but may be one of the same file (kin.py).
    waits: dict[str, str] = field(default_factory=dict)
    #: The columns of the head's fields, by pointer; the same for every document of a file.
    columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def row(self) -> int:
        """Return the number of its first row."""
        return self.rows[0].number

    @property
    def last(self) -> int:
        """Return the number of its last row."""
        return self.rows[-1].number

    def place(self, pointer: str) -> tuple[int, int | None]:
        """Return the row, and the column where there is one, a pointer of a fault leads to."""
        while pointer:
            if pointer in self.places:
                return self.places[pointer]
            if pointer in self.columns:
                return self.row, self.columns[pointer]
            pointer = pointer.rpartition("/")[0]
        return self.row, None
