"""Spreadsheets, read row by row: numbers as written, dates as ISO texts, formulas by the value last computed."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from dougong.kernel.errors import Refused
from dougong.records.transfer import xlsx_parts
from dougong.records.transfer.sheet import MOST_COLUMNS, Line, Sheet
from dougong.records.transfer.xlsx_parts import Texts

_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SPAN: Final = re.compile(r"[A-Z]+([0-9]+):[A-Z]+([0-9]+)")
_BREAK: Final = re.compile(r"_x([0-9A-F]{4})_")
LONGEST_CELL: Final = 100_000
#: Elements whose text is a cell's value.
VALUES: Final = frozenset({"v", "t"})


def opened(path: Path, name: str = "") -> Sheet:
    """Return one sheet of a spreadsheet, the first where none is named; raises Refused as xlsx_parts.checked does,
    "import_sheet" for a sheet there is not, "import_merged" where cells of its rows are merged."""
    xlsx_parts.checked(path)
    with xlsx_parts.opened(path) as archive:
        found = xlsx_parts.sheets(archive)
        if not found or (name and name not in found):
            raise Refused("import_sheet", name=name[:48])
    name = name or next(iter(found))
    return Sheet(kind="xlsx", encoding="", delimiter="", name=name, names=tuple(found),
                 lines=lambda: _lines(path, found[name]))


def refuse_merged(path: Path, sheet: Sheet, below: int) -> None:
    """Raise Refused "import_merged" naming the first range that reaches below the row of the headers."""
    with xlsx_parts.opened(path) as archive:
        for place in xlsx_parts.merged(archive, xlsx_parts.sheets(archive)[sheet.name]):
            span = _SPAN.fullmatch(place)
            if span is not None and int(span[2]) >= below:
                raise Refused("import_merged", range=place)


def _lines(path: Path, part: str) -> Iterator[Line]:
    with xlsx_parts.opened(path) as archive, closing(Texts(archive)) as texts:
        rows = _Rows(archive, texts)
        for _ in xlsx_parts.walk(archive, part, xlsx_parts.parser(rows.start, rows.end, rows.text)):
            yield from rows.taken()


class _Rows:
    """Collects cells into rows as the XML goes by."""

    def __init__(self, archive: zipfile.ZipFile, texts: Texts) -> None:
        self._texts = texts
        self._dates = xlsx_parts.date_styles(archive)
        self._epoch = datetime(1904, 1, 1) if xlsx_parts.since_1904(archive) else datetime(1899, 12, 30)  # noqa: DTZ001 - Excel has no zones
        self._done: list[Line] = []
        self._number = self._at = 0
        self._cells: list[str] = []
        self._faults: dict[int, str] = {}
        self._kind = self._style = ""
        self._value: list[str] | None = None
        self._held: list[str] = []
        self._formula = self._filled = False

    def taken(self) -> list[Line]:
        """Return the rows that are complete, each once."""
        done, self._done = self._done, []
        return done

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a row, a cell, or what stands in it."""
        if name == "c":
            self._begin(attributes)
        elif name in VALUES:
            self._value, self._filled = self._held, True
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._cells, self._faults, self._at = [], {}, 0
        elif name == "f":
            self._formula = True

    def text(self, text: str) -> None:
        """Take the text of a value."""
        if self._value is not None:
            self._value.append(text)

    def end(self, name: str) -> None:
        """End a value, a cell or a row."""
        if name in VALUES:
            self._value = None
        elif name == "c":
            self._end()
        elif name == "row":
            self._done.append(Line(self._number, self._cells, self._faults or None))

    def _begin(self, attributes: dict[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        if place is not None:
            self._at = _column(place[1])
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._held, self._formula, self._filled = [], False, False

    def _end(self) -> None:
        at, self._at = self._at, self._at + 1
        if at >= MOST_COLUMNS:
            return
        if self._formula and not self._filled:
            self._faults[at] = "import_formula"
        text = self._said("".join(self._held)) if self._filled else ""
        if self._kind == "e":
            self._faults[at] = "import_formula_error"
        if text or self._faults.get(at):
            self._cells.extend([""] * (at + 1 - len(self._cells)))
            self._cells[at] = text[:LONGEST_CELL]

    def _said(self, value: str) -> str:
        if self._kind == "s":
            return _unescaped(self._texts[int(value)])
        if self._kind in {"str", "inlineStr", "e", "d"}:
            return _unescaped(value)
        if self._kind == "b":
            return "true" if value == "1" else "false"
        return self._number_text(value)

    def _number_text(self, value: str) -> str:
        if not value:
            return ""
        if self._style in self._dates:
            return self._date(float(value))
        if "E" not in value and "e" not in value and len(value) < 16:
            return value
        return _plain(float(value))

    def _date(self, days: float) -> str:
        if not 0 <= days < 2_958_466:                    # up to the year 9999
            return _plain(days)
        at = self._epoch + timedelta(seconds=round(days * 86_400))
        if days < 1:
            return at.time().isoformat()
        return at.date().isoformat() if days == int(days) else at.isoformat(sep=" ")


def _plain(number: float) -> str:
    """Return a number as people write it, with the 15 digits a spreadsheet keeps."""
    text = f"{number:.15g}"
    if "e" in text:
        text = f"{number:.20f}".rstrip("0").rstrip(".") if abs(number) < 1 else f"{int(number)}"
    return text


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _unescaped(text: str) -> str:
    """Return a text with the characters XML cannot hold, which spreadsheets write as _x000D_."""
    return _BREAK.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text



