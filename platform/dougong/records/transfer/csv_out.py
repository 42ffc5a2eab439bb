"""CSV that every spreadsheet opens rightly and none takes for formulas: UTF-8 with its mark, texts guarded."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from dougong.records.transfer.guarding import guarded

MARK: Final = b"\xef\xbb\xbf"
#: Bytes collected before they are passed on.
_CHUNK: Final = 64 * 1024


def lines(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield the file in chunks; numbers and dates are written bare, so that they stay numbers and dates."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([guarded(head) for head in heads])
    yield MARK
    for row in rows:
        writer.writerow([_text(cell) for cell in row])
        if held.tell() >= _CHUNK:
            yield held.getvalue().encode()
            held.seek(0)
            held.truncate()
    yield held.getvalue().encode()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell) if isinstance(cell, int) else guarded(cell)
