"""Spreadsheets with true numbers and dates, written row by row; a text is always a text."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter

#: Characters of a column's width, from its header.
_NARROW: Final = 10
_WIDE: Final = 40
_NO_SHEET: Final = re.compile(r"[\[\]:*?/\\']")
_FIRST_DAY: Final = date(1900, 3, 1)       # before, spreadsheets count a day that never was
LONGEST_CELL: Final = 32_767


def write(path: Path, name: str, heads: Sequence[str], places: Sequence[int | None],
          rows: Iterable[Sequence[Any]]) -> None:
    """Write a table into a spreadsheet, its headers frozen and with filters."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False,
                                         "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(_NO_SHEET.sub(" ", name)[:31] or "1")
        bold = book.add_format({"bold": True})
        numbers = [book.add_format({"num_format": _pattern(each)}) for each in places]
        days = {date: book.add_format({"num_format": "yyyy-mm-dd"}),
                datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})}
        for at, head in enumerate(heads):
            sheet.set_column(at, at, max(_NARROW, min(_WIDE, 2 * len(head) + 2)))
            sheet.write_string(0, at, head, bold)
        sheet.freeze_panes(1, 0)
        last = 0
        for last, row in enumerate(rows, start=1):
            for at, cell in enumerate(row):
                _cell(sheet, last, at, cell, numbers[at], days)
        sheet.autofilter(0, 0, last, max(0, len(heads) - 1))


def _cell(sheet: Any, row: int, at: int, cell: Any, number: Any, days: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, at, cell)
    elif isinstance(cell, Decimal | int):
        _number(sheet, row, at, Decimal(cell), number)
    elif isinstance(cell, datetime | date):
        day = cell.date() if isinstance(cell, datetime) else cell
        if day >= _FIRST_DAY:
            sheet.write_datetime(row, at, cell, days[type(cell)])
        else:
            sheet.write_string(row, at, cell.isoformat())
    else:
        sheet.write_string(row, at, cell[:LONGEST_CELL])


def _number(sheet: Any, row: int, at: int, value: Decimal, format: Any) -> None:
    """Write a number that a spreadsheet keeps exactly as one, with its 15 digits; any other as a text."""
    if Decimal(f"{float(value):.15g}") == value:
        sheet.write_number(row, at, float(value), format)
    else:
        sheet.write_string(row, at, f"{value:f}")


def _pattern(places: int | None) -> str:
    if places is None:
        return "General"
    return "0" if places == 0 else "0." + "0" * places
