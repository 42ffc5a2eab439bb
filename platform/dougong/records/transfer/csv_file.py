"""Delimited text: the delimiter found, the encoding strict, cells as an export of ours wrote them."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from dougong.kernel.errors import Refused
from dougong.records.transfer.encoding import codec, detect
from dougong.records.transfer.guarding import plain
from dougong.records.transfer.sheet import Line, Sheet

DELIMITERS: Final = (",", "\t", ";", "|")
LONGEST_CELL: Final = 100_000
_LOOKED_AT: Final = 20


def opened(path: Path, encoding: str = "", delimiter: str = "") -> Sheet:
    """Return the table in a text file; what is not said is found. Raises Refused "import_encoding"."""
    encoding = encoding or detect(path)
    delimiter = delimiter or _delimiter(path, encoding)
    return Sheet(kind="csv", encoding=encoding, delimiter=delimiter, name="", names=(),
                 lines=lambda: _lines(path, encoding, delimiter))


def _lines(path: Path, encoding: str, delimiter: str) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        with path.open(encoding=codec(path, encoding), newline="") as file:
            for number, cells in enumerate(csv.reader(file, delimiter=delimiter), start=1):
                yield Line(number, [plain(cell) if cell[:1] == "'" else cell for cell in cells])
    except UnicodeDecodeError:
        raise Refused("import_decode", row=number + 1, encoding=encoding) from None
    except csv.Error:
        raise Refused("import_cell", row=number + 1, most=f"{LONGEST_CELL:,}") from None


def _delimiter(path: Path, encoding: str) -> str:
    """Return the delimiter by which most of the first rows have the same number of cells, at least two."""
    def agree(delimiter: str) -> tuple[int, int]:
        counts = Counter(len(line.cells) for line in islice(_lines(path, encoding, delimiter), _LOOKED_AT))
        several = Counter({width: count for width, count in counts.items() if width > 1})
        return (several.most_common(1)[0][1], several.most_common(1)[0][0]) if several else (0, 0)
    return max(DELIMITERS, key=agree)
