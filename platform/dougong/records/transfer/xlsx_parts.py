"""The parts of a spreadsheet beside its rows: which sheets there are, shared texts, which styles are dates.

A spreadsheet is a ZIP of XML that strangers send: sizes are looked at before anything is unpacked, entities and
document types are refused, and nothing is held that grows with the number of rows.
"""

import mmap
import re
import tempfile
import zipfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, Final
from xml.parsers import expat

from dougong.kernel.errors import Refused
from dougong.kernel.pieces import pieces

#: Bytes all parts may have unpacked, and how many times smaller they may be packed: text packs some twenty times.
LARGEST: Final = 1024 * 1024 * 1024
DENSEST: Final = 150
_HARMLESS: Final = 32 * 1024 * 1024
_DATES: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_TIMES: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def checked(path: Path) -> None:
    """Raise Refused "import_xlsx" for what is no spreadsheet, "import_bomb" for one that unpacks beyond all measure."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise Refused("import_xlsx")
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Refused("import_xlsx") from None
    unpacked, packed = sum(part.file_size for part in parts), max(1, sum(part.compress_size for part in parts))
    if unpacked > LARGEST or (unpacked > _HARMLESS and unpacked / packed > DENSEST) or len(parts) > 10_000:
        raise Refused("import_bomb", size=f"{unpacked // (1024 * 1024):,}")


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Give the archive; whatever is wrong inside is the Refused "import_xlsx"."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, expat.ExpatError, KeyError, NotImplementedError, EOFError,
            RuntimeError, UnicodeDecodeError) as error:
        raise Refused("import_xlsx") from error


def walk(archive: zipfile.ZipFile, name: str, parser: Any) -> Iterator[None]:
    """Feed a part to an expat parser, piece by piece; yields between pieces, so that rows can be taken away."""
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    with archive.open(name) as part:
        for piece in pieces(part):
            parser.Parse(piece)
            yield
        parser.Parse(b"", 1)
    yield


def parser(start: Callable[[str, dict[str, str]], None], end: Callable[[str], None] | None = None,
           text: Callable[[str], None] | None = None) -> Any:
    """Return an expat parser whose names have no prefixes."""
    made = expat.ParserCreate(namespace_separator=" ")
    made.buffer_text = True
    made.StartElementHandler = lambda name, attributes: start(name.rpartition(" ")[2], attributes)
    if end is not None:
        made.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    if text is not None:
        made.CharacterDataHandler = text
    return made


def sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the visible sheets: name and part, in the order of the tabs."""
    parts: dict[str, str] = {}
    found: dict[str, str] = {}

    def related(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            parts[attributes["Id"]] = str(PurePosixPath("xl") / attributes["Target"].removeprefix("/xl/"))

    def listed(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            id = next(value for key, value in attributes.items() if key.endswith(" id") or key == "r:id")
            found[attributes["name"]] = parts[id]
    _run(archive, "xl/_rels/workbook.xml.rels", parser(related))
    _run(archive, "xl/workbook.xml", parser(listed))
    return found


def since_1904(archive: zipfile.ZipFile) -> bool:
    """Return whether dates count from 1904, as old Macs had it."""
    found: list[str] = []

    def seen(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            found.append(attributes.get("date1904", "0"))
    _run(archive, "xl/workbook.xml", parser(seen))
    return found[:1] in (["1"], ["true"])


def date_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the styles (by number, as cells name them) that show a number as a date or time."""
    formats: dict[int, str] = {}
    used: list[int] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "xf" and inside[-1:] == ["cellXfs"]:
            used.append(int(attributes.get("numFmtId", 0)))
        inside.append(name)
    if "xl/styles.xml" in archive.namelist():
        _run(archive, "xl/styles.xml", parser(start, lambda _: inside.__delitem__(-1)))
    return frozenset(str(at) for at, number in enumerate(used)
                     if number in _DATES or (number in formats and _shows_date(formats[number])))


class Texts:
    """The texts cells share, in a file of their own: millions of them take no memory to speak of."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._file = tempfile.TemporaryFile()                # noqa: SIM115 - closed with the rest
        self._ends = array("Q", [0])
        self._held: list[str] = []
        self._skip = 0
        if "xl/sharedStrings.xml" in archive.namelist():
            _run(archive, "xl/sharedStrings.xml", parser(self._start, self._end, self._text))
        self._file.flush()
        self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) if self._ends[-1] else b""

    def __getitem__(self, at: int) -> str:
        return self._map[self._ends[at]:self._ends[at + 1]].decode()

    def close(self) -> None:
        """Let go of the file."""
        if isinstance(self._map, mmap.mmap):
            self._map.close()
        self._file.close()

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self._held = []
        self._skip += name == "rPh"                    # how Japanese is read aloud is no part of the text

    def _text(self, text: str) -> None:
        if not self._skip:
            self._held.append(text)

    def _end(self, name: str) -> None:
        self._skip -= name == "rPh"
        if name == "si":
            self._ends.append(self._ends[-1] + self._file.write("".join(self._held).encode()))


def merged(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    """Yield the merged ranges of a sheet ("A2:A5"), which stand behind its rows."""
    rest = b""
    with archive.open(part) as file:
        for piece in pieces(file):
            rest += piece
            for found in re.finditer(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z0-9:]{1,40})"', rest):
                yield found[1].decode()
            rest = rest[rest.rfind(b"<"):] if b"<" in rest else b""


def _run(archive: zipfile.ZipFile, name: str, made: Any) -> None:
    for _ in walk(archive, name, made):
        pass


def _shows_date(code: str) -> bool:
    return bool(re.search("[dmyhs]", _TIMES.sub("", code).lower()))


def _refuse(*_: Any) -> None:
    raise Refused("import_xlsx")
