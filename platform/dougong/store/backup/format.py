"""The archive: a zip that any program can read; docs/guides/operations.md lists what is in it.

Rows are JSON lines, a column without a value left out; the manifest has rows, fingerprint and hash of every part.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

from dougong.store.backup.parts import Part, Row
from dougong.store.backup.values import Tally
from dougong.store.errors import StoreError

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
SECRET: Final = "secret_key"
#: Bytes a single row may take; more is no archive of ours.
LONGEST: Final = 256 * 1024 * 1024


class Unfit(StoreError):
    """An archive or a database that cannot be used for what was asked; the message is for people."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A part as the archive holds it. `sha256` is of its bytes, `digest` of its rows in whatever order."""

    name: str
    table: str
    columns: Mapping[str, str]
    rows: int
    digest: str
    sha256: str
    last_id: int | None

    @property
    def part(self) -> Part:
        """Return what it is a part of."""
        return Part(self.name, self.table, self.columns)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself."""

    number: int
    fingerprint: str
    made_at: str
    made_by: str
    dialect: str
    entries: tuple[Entry, ...]
    #: Columns and tables the database has beside the catalog's, which are not in the archive.
    left_out: tuple[str, ...] = ()
    #: Hashes of the files whose bytes are in the archive.
    files: tuple[str, ...] = ()
    #: Hashes of those that were missing or damaged when it was made.
    lacking: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Return how many rows there are in all."""
        return sum(entry.rows for entry in self.entries)

    def text(self) -> str:
        """Return it as JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1)


def written(file: zipfile.ZipFile, part: Part, rows: Iterator[Row], last_id: int | None) -> Entry:
    """Write a part to the archive row by row and return its entry."""
    tally, hashed = Tally(part.columns), hashlib.sha256()
    with file.open(f"{part.name}.jsonl", "w", force_zip64=True) as stream:
        for row in rows:
            tally.add(row)
            line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
            hashed.update(line)
            stream.write(line)
    return Entry(part.name, part.table, part.columns, tally.rows, tally.digest, hashed.hexdigest(), last_id)


def read_manifest(file: zipfile.ZipFile) -> Manifest:
    """Return what the archive says of itself; raises Unfit when it is none of ours or of a format to come."""
    try:
        held: dict[str, Any] = json.loads(file.read(MANIFEST))
        form = held.pop("format")
        if form != FORMAT:
            raise Unfit(f"the archive has format {form}, this version reads {FORMAT}; use the version that made it")
        entries = tuple(Entry(**each) for each in held.pop("entries"))
        return Manifest(**{**held, "entries": entries, "left_out": tuple(held["left_out"]),
                           "files": tuple(held.get("files", ())), "lacking": tuple(held.get("lacking", ()))})
    except (KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile, zlib.error) as error:
        raise Unfit(f"the file is no archive of Dougong: its manifest cannot be read ({error})") from error


def read_rows(file: zipfile.ZipFile, entry: Entry) -> Iterator[Row]:
    """Yield the rows of a part; raises Unfit, at the latest after the last, when they are not what was written."""
    tally, hashed = Tally(entry.columns), hashlib.sha256()
    for line in _lines(file, entry):
        hashed.update(line)
        row: Row = json.loads(line)
        tally.add(row)
        yield row
    if hashed.hexdigest() != entry.sha256 or (tally.rows, tally.digest) != (entry.rows, entry.digest):
        raise Unfit(f"the archive is damaged: {entry.name} is not what was written ({tally.rows} rows of {entry.rows})")


def _lines(file: zipfile.ZipFile, entry: Entry) -> Iterator[bytes]:
    with _opened(file, entry) as stream:
        while True:
            try:
                line = stream.readline(LONGEST)
            except (OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
                raise Unfit(f"the archive is damaged: {entry.name} cannot be read ({error})") from error
            if not line:
                return
            yield line


def _opened(file: zipfile.ZipFile, entry: Entry) -> IO[bytes]:
    try:
        return file.open(f"{entry.name}.jsonl")
    except (KeyError, zipfile.BadZipFile):
        raise Unfit(f"the archive is damaged: {entry.name} is missing") from None


def opened(path: Path) -> zipfile.ZipFile:
    """Return the archive in `path`; raises Unfit when there is none."""
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise Unfit(f"there is no file {path}") from None
    except (OSError, zipfile.BadZipFile) as error:
        raise Unfit(f"{path} is no archive of Dougong, or not all of it: {error}") from None
