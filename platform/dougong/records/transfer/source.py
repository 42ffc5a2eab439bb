"""The file of an import: kept with its job, brought onto this machine to be read, looked at before anyone maps it."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.kernel.errors import Refused
from dougong.records.context import Context
from dougong.records.jobs import Job, Jobs
from dougong.records.transfer import csv_file, xlsx_file
from dougong.records.transfer.encoding import ENCODINGS
from dougong.records.transfer.mapping import guess, guess_match
from dougong.records.transfer.sheet import Heads, Line, Sheet, body, cell_at, heads, spooled

KIND: Final = "import"
#: Bytes of a file somebody may upload: some half a million rows.
LARGEST: Final = 64 * 1024 * 1024
SAMPLE: Final = 5


@dataclass(frozen=True, slots=True)
class Table:
    """A file ready to be read: where it is, its sheet and its headers. `mended` is what people typed in the place of
    cells, by row and column."""

    path: Path
    sheet: Sheet
    heads: Heads
    mended: Mapping[int, Mapping[int, str]]

    def lines(self) -> Iterator[Line]:
        """Yield the rows below the headers."""
        lines = body(self.sheet, self.heads)
        return map(self._mended, lines) if self.mended else lines

    def sample(self) -> list[list[str]]:
        """Return the cells of the first rows."""
        return [line.cells for line in islice(self.lines(), SAMPLE)]


    def _mended(self, line: Line) -> Line:
        typed = self.mended.get(line.number)
        if typed is None:
            return line
        cells = [*line.cells, *[""] * (max(typed) + 1 - len(line.cells))]
        faults = {at: code for at, code in (line.faults or {}).items() if at not in typed}
        return Line(line.number, [typed.get(at, text) for at, text in enumerate(cells)], faults or None)


def begin(context: Context, jobs: Jobs, object: Object, name: str, content: Iterable[bytes],
          said: Mapping[str, Any]) -> int:
    """Return the id of a new import, a draft with its columns guessed; raises Refused for a file that is no table."""
    id = jobs.add(KIND, context.actor.id, {"object": object.name, "name": name[:200]}, "draft")
    try:
        if not jobs.put_file(id, _bounded(content)):
            raise Refused("import_empty")
        look(context, jobs, id, {**said, "object": object.name, "name": name[:200]})
    except BaseException:
        jobs.cancel(id)
        raise
    return id


def look(context: Context, jobs: Jobs, id: int, said: Mapping[str, Any]) -> None:
    """Look at the file (again, when encoding, delimiter or sheet were chosen) and guess what its columns mean."""
    object = context.object(said["object"])
    said = {name: value for name, value in said.items() if name != "cells"}        # of another reading of the file
    with local(jobs, id) as path:
        table = open_table(path, said)
        texts = list(table.heads.texts)
        paths = guess(context, object, texts)
        jobs.say(id, {**said, "kind": table.sheet.kind, "encoding": table.sheet.encoding,
                      "delimiter": table.sheet.delimiter, "sheet": table.sheet.name,
                      "sheets": list(table.sheet.names), "headers": texts, "head_row": table.heads.number,
                      "sample": [cells[:len(texts)] for cells in table.sample()], "columns": paths,
                      "match": guess_match(object, paths)})


def open_table(path: Path, said: Mapping[str, Any]) -> Table:
    """Return the table of a file as it was said to be read."""
    if spooled(path):
        sheet = xlsx_file.opened(path, said.get("sheet", ""))
    else:
        encoding, delimiter = said.get("encoding", ""), said.get("delimiter", "")
        if encoding and encoding not in ENCODINGS:
            raise Refused("import_encoding")
        if delimiter and delimiter not in csv_file.DELIMITERS:
            raise Refused("import_delimiter")
        sheet = csv_file.opened(path, encoding, delimiter)
    mended: dict[int, dict[int, str]] = {}
    for name, text in said.get("cells", {}).items():
        row, at = cell_at(name)
        mended.setdefault(row, {})[at] = text
    return Table(path, sheet, heads(sheet), mended)


def whole(table: Table) -> None:
    """Raise Refused for what forbids the import of any row: merged cells below the headers."""
    if table.sheet.kind == "xlsx":
        xlsx_file.refuse_merged(table.path, table.sheet, table.heads.number)


@contextmanager
def local(jobs: Jobs, id: int) -> Iterator[Path]:
    """Give the path of the job's file on this machine, for as long as it is read."""
    with tempfile.NamedTemporaryFile(prefix="dougong-import-") as file:
        for part in jobs.file(id):
            file.write(part)
        file.flush()
        yield Path(file.name)


def read(context: Context, jobs: Jobs, id: int) -> Job:
    """Return an import of this person; raises Missing."""
    return jobs.read(id, context.actor.id, KIND)


def _bounded(content: Iterable[bytes]) -> Iterator[bytes]:
    length = 0
    for chunk in content:
        length += len(chunk)
        if length > LARGEST:
            raise Refused("import_large", most=LARGEST // (1024 * 1024))
        yield chunk
