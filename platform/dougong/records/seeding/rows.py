"""Where the records packs bring are written down: in a definition of kind data, or in the table it names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from dougong.catalog.model import Data
from dougong.kernel.errors import FieldError, Refused
from dougong.records.context import Context
from dougong.records.transfer.document import Document
from dougong.records.transfer.documents import Reader, groups
from dougong.records.transfer.finding import Finder
from dougong.records.transfer.mapping import mapping
from dougong.records.transfer.source import open_table

KEY: Final = "external_id"
#: Documents whose links are looked up together.
PORTION: Final = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record that shall be there: the file (and row) that says so, and what could not be read of it."""

    file: str
    external_id: str
    values: Mapping[str, Any]
    errors: tuple[FieldError, ...] = ()
    owner: int | None = None


def wanted(context: Context, data: Data, tables: Mapping[str, Path]) -> Iterator[Wanted]:
    """Yield the records of `data`; raises Refused for a table that is not there, or whose headers name no fields."""
    if data.table is not None:
        yield from _of_table(context, data, f"{data.pack}/data/{data.table}", tables)
        return
    for record in data.records:
        yield Wanted(f"{data.pack}/data/{data.name}.yaml", record[KEY], record)


def _of_table(context: Context, data: Data, file: str, tables: Mapping[str, Path]) -> Iterator[Wanted]:
    if file not in tables:
        raise Refused("seed_table", file=file, data=data.name)
    table = open_table(tables[file], {"encoding": "utf-8", "delimiter": ","})
    columns = mapping(context, context.object(data.object), table.heads.texts, KEY)
    reader, documents = Reader(context, columns, Finder(context)), groups(table.lines(), columns)
    while part := list(islice(documents, PORTION)):
        for document in reader.read(part):
            yield _wanted(document, file)


def _wanted(document: Document, file: str) -> Wanted:
    key = document.technical.get(KEY, "")
    errors = [] if key else [FieldError(f"/{KEY}", "required")]
    return Wanted(f"{file}:{document.row}", key, {KEY: key, **document.values}, (*document.errors, *errors),
                  document.owner)
