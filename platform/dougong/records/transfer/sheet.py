"""A table in a file, row by row: whatever it came from, texts in rows that know where they stood."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dougong.kernel.errors import Refused

#: Columns looked at; a sheet formatted to its last column has 16,384 of them.
MOST_COLUMNS: Final = 500
MOST_ROWS: Final = 1_048_576
_CELL: Final = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
#: Rows above the headers: titles, dates, who made it.
HEAD_WITHIN: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number there, from 1, and the texts of its cells. `faults` says, by column from 0, why a
    cell has no text (a code of kernel/messages)."""

    number: int
    cells: list[str]
    faults: dict[int, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table that can be read again and again. `kind` csv or xlsx; what does not apply is ""."""

    kind: str
    encoding: str
    delimiter: str
    name: str
    names: tuple[str, ...]
    lines: Callable[[], Iterator[Line]]


@dataclass(frozen=True, slots=True)
class Heads:
    """The headers of a table and the row they stand in."""

    number: int
    texts: tuple[str, ...]


def heads(sheet: Sheet) -> Heads:
    """Return the headers: the first row with at least two filled cells, or with one where there is but one column.

    Raises Refused "import_empty" when there is none, "import_headers" when a header is there twice.
    """
    first: Heads | None = None
    for line in sheet.lines():
        texts = tuple(" ".join(text.split()) for text in line.cells)
        filled = sum(map(bool, texts))
        if filled and first is None:
            first = Heads(line.number, _trimmed(texts))
        if filled > 1:
            return _distinct(Heads(line.number, _trimmed(texts)))
        if line.number >= HEAD_WITHIN:
            break
    if first is None:
        raise Refused("import_empty")
    return first


def body(sheet: Sheet, head: Heads) -> Iterator[Line]:
    """Yield the rows below the headers that have a filled cell; raises Refused "import_rows" beyond a sheet's most."""
    for line in sheet.lines():
        if line.number <= head.number or not (any(map(str.strip, line.cells)) or line.faults):
            continue
        if line.number > MOST_ROWS:
            raise Refused("import_rows", most=f"{MOST_ROWS:,}")
        yield line


def column_name(at: int) -> str:
    """Return what a spreadsheet calls the column at `at`, from 0: A, B, … Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_name(row: int, at: int) -> str:
    """Return what a spreadsheet calls a cell: C4."""
    return f"{column_name(at)}{row}"


def cell_at(name: str) -> tuple[int, int]:
    """Return the row, from 1, and the column, from 0, of a cell called C4; raises ValueError for another name."""
    found = _CELL.fullmatch(name)
    if found is None:
        raise ValueError("not the name of a cell")
    at = 0
    for sign in found[1]:
        at = at * 26 + ord(sign) - 64
    return int(found[2]), at - 1


def spooled(path: Path) -> bool:
    """Return whether a file is a spreadsheet: by what is in it, whatever it is called."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _trimmed(texts: tuple[str, ...]) -> tuple[str, ...]:
    filled = [at for at, text in enumerate(texts) if text]
    return texts[:min(filled[-1] + 1, MOST_COLUMNS)]


def _distinct(found: Heads) -> Heads:
    seen: dict[str, int] = {}
    for at, text in enumerate(found.texts):
        if text and text in seen:
            raise Refused("import_headers", name=text[:48], first=column_name(seen[text]), second=column_name(at))
        seen[text] = at
    return found
