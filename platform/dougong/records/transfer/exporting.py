"""What a list shows as a table: the same filters, order, columns and rights, row by row, however many there are."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from dougong.catalog.model import Field, Object
from dougong.fields.refusals import Unclear
from dougong.kernel.errors import Malformed
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import words
from dougong.kernel.pieces import pieces
from dougong.records.context import Context
from dougong.records.jobs import Job, Jobs
from dougong.records.lists.paths import resolved
from dougong.records.lists.query import LONGEST, Query, query_of
from dougong.records.reading import select
from dougong.records.runtime import Runtime
from dougong.records.transfer import csv_out, xlsx_out
from dougong.records.transfer.taking import taking

KIND: Final = "export"
FORMATS: Final = ("xlsx", "csv")
#: What identifies a record when the file comes back.
IDENTITY: Final = ("id", "version")

#: A cell: a text, an exact number, a day, a moment in the company's zone, a flag, or nothing.
Cell = str | Decimal | int | date | datetime | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A table to be written: its headers, the decimal places of each column (None: no number), and its rows."""

    name: str
    heads: tuple[str, ...]
    places: tuple[int | None, ...]
    rows: Iterator[list[Cell]]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of an export, with what each is called."""

    fields: tuple[Field, ...]
    heads: tuple[str, ...]


def columns(context: Context, object: Object, names: Sequence[str], language: str) -> Columns:
    """Return the columns called `names`; raises Malformed for one there is not, or that is lines.

    Two of one label are told apart by their paths.
    """
    fields = [replace(resolved(context, object, name, "fields"), name=name) for name in dict.fromkeys(names)]
    for field in fields:
        if field.type.storage == "lines":
            raise Malformed("query_lines", name=field.name)
    heads = [_head(context, object, field, language) for field in fields]
    return Columns(tuple(fields), tuple(
        head if heads.count(head) == 1 else field.name for field, head in zip(fields, heads, strict=True)))


def usual(context: Context, object: Object) -> tuple[str, ...]:
    """Return the columns of an export that names none: the number, and the fields in the order of the definition."""
    seen = [name for name in ("number", *object.fields) if context.actor.policy.field(object, name) is not None]
    return tuple(name for name in seen
                 if (field := object.field(name)) is not None and field.type.storage != "lines" and not field.hidden)


def export(context: Context, query: Query, chosen: Columns, language: str,
           beat: Callable[[int], None] = lambda _: None) -> Export:
    """Return the table of a query; `beat` hears how many rows have been read, page by page. Raises Denied where records
    may not be taken out."""
    context = taking(context, query.object)
    return Export(name=query.object, heads=chosen.heads,
                  places=tuple(field.type.places(field) if field.type.kind is Kind.NUMBER else None
                               for field in chosen.fields),
                  rows=_rows(context, query, chosen.fields, language, beat))


def written(table: Export, format: str, path: Path) -> None:
    """Write a table into a file; what is held in memory does not grow with it."""
    if format == "xlsx":
        xlsx_out.write(path, table.name, table.heads, table.places, table.rows)
        return
    with path.open("wb") as file:
        file.writelines(csv_out.lines(table.heads, table.rows))


def streamed(table: Export, format: str) -> Iterator[bytes]:
    """Yield a table as a file: CSV as it is read, a spreadsheet once it is whole."""
    if format == "csv":
        yield from csv_out.lines(table.heads, table.rows)
        return
    with tempfile.NamedTemporaryFile(prefix="dougong-export-", suffix=".xlsx") as file:
        written(table, format, Path(file.name))
        yield from pieces(file)


def said(query: Sequence[tuple[str, str]], names: Sequence[str], format: str, language: str,
         object: str) -> dict[str, Any]:
    """Return what an export's job has to know."""
    return {"object": object, "query": [list(pair) for pair in query], "columns": list(names), "format": format,
            "language": language, "name": f"{object}.{format}"}


def read(context: Context, jobs: Jobs, id: int) -> Job:
    """Return an export of this person; raises Missing."""
    return jobs.read(id, context.actor.id, KIND)


def act(runtime: Runtime, context: Context, job: Job) -> Mapping[str, Any]:
    """Make the file of an export; return how many rows and bytes it has."""
    jobs, asked = runtime.jobs, job.said
    object = context.object(asked["object"])
    context = taking(context, object.name)
    query = query_of(context, object, [(name, text) for name, text in asked["query"]])
    counted = select(context, replace(query, limit=1, count="exact", fields=("id",))).count or 0
    seen = [0]

    def beat(count: int) -> None:
        seen[0] = count
        jobs.beat(job, count, counted)
    chosen = columns(context, object, asked["columns"], asked["language"])
    with tempfile.NamedTemporaryFile(prefix="dougong-export-", suffix=f".{asked['format']}") as file:
        written(export(context, query, chosen, asked["language"], beat), asked["format"], Path(file.name))
        length = jobs.put_file(job.id, pieces(file))
    return {"rows": seen[0], "bytes": length}


def _rows(context: Context, query: Query, fields: tuple[Field, ...], language: str,
          beat: Callable[[int], None]) -> Iterator[list[Cell]]:
    names = tuple(dict.fromkeys(("id", *(field.name for field in fields))))
    asked: Query | None = replace(query, fields=names, titles=True, limit=LONGEST, count="none", cursor=None)
    makers = [_maker(context, field, language) for field in fields]
    count = 0
    while asked is not None:
        page = select(context, asked)
        for row in page.rows:
            titles = row.get("_titles", {})
            yield [make(row.get(field.name), titles.get(field.name))
                   for make, field in zip(makers, fields, strict=True)]
        count += len(page.rows)
        beat(count)
        asked = replace(asked, cursor=page.next) if page.next else None


def _maker(context: Context, field: Field, language: str) -> Callable[[Any, str | None], Cell]:
    """Return what makes a cell of a field's JSON form and the title of what it points to."""
    kind, zone = field.type.kind, context.zone
    if kind is Kind.NUMBER:
        return lambda form, _: None if form is None else form if isinstance(form, int) else Decimal(str(form))
    if kind is Kind.DATE:
        return lambda form, _: None if form is None else date.fromisoformat(form)
    if kind is Kind.MOMENT:
        return lambda form, _: None if form is None else datetime.fromisoformat(form).astimezone(zone).replace(
            tzinfo=None)
    if field.type.targets(field) and field.type.storage == "columns":
        return lambda form, title: title if title is not None else None if form is None else _pointed(form)

    def show(form: Any, _: str | None) -> Cell:
        if form is None:
            return None
        try:
            value = field.type.read(field, form)
        except Unclear:                                # it no longer fits its definition: as it stands
            return str(form)
        several = kind is Kind.SET and not field.type.choices(field)
        return field.type.edit(field, value, zone) if several else field.type.show(field, value, language, zone)
    return show


def _pointed(form: Any) -> str:
    return f"{form['object']} #{form['id']}" if isinstance(form, Mapping) else f"#{form}"


def _head(context: Context, object: Object, field: Field, language: str) -> str:
    """Return what a column is called: the labels along its path."""
    parts, thing = [], object
    for name in field.name.split("."):
        known = context.actor.policy.field(thing, name)
        if known is None:
            break
        parts.append(words(known.label, language) or name)
        targets = known.type.targets(known)
        thing = context.catalog.objects[targets[0]] if len(targets) == 1 else thing
    return " › ".join(parts)
