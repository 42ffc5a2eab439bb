"""Rows of a file become documents as an API would send them; rows of one document stand together, its lines in them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.fields.refusals import Unclear
from dougong.kernel.errors import FieldError
from dougong.kernel.kinds import Kind
from dougong.kernel.number import OVERLONG, whole_number
from dougong.records.context import Context
from dougong.records.transfer.document import Document
from dougong.records.transfer.finding import Finder
from dougong.records.transfer.kin import Kin, kindred
from dougong.records.transfer.mapping import OWNER, TECHNICAL, Columns, Target
from dougong.records.transfer.sheet import Line

#: Texts of a column whose meaning is remembered: dates, options and prices come again and again.
REMEMBERED: Final = 5_000
_APART: Final = re.compile(r"[、;；\n]+")
_SAME: Final = re.compile("[0-9]{1,15}:[0-9]{1,9}")


def groups(lines: Iterable[Line], columns: Columns) -> Iterator[list[Line]]:
    """Yield the rows of each document: rows that repeat its key, or say nothing of its head, are its further lines."""
    if not columns.several:
        for line in lines:
            yield [line]
        return
    head = [at for at, target in enumerate(columns.targets) if target is not None and not target.lines]
    key = next((at for at in head if _path(columns, at) == columns.match), None)
    held: list[Line] = []
    for line in lines:
        if held and not _continues(held[0], line, head, key):
            yield held
            held = []
        held.append(line)
    if held:
        yield held


@dataclass(frozen=True, slots=True)
class _Column:
    """A column made ready: where it is, what it means, whose records it names ("" none; `anywhere`: each
    cell says whose), whether it names others of the same object, and what its texts meant."""

    at: int
    target: Target
    name: str
    pointer: str
    names: str
    anywhere: bool
    several: bool
    kindred: bool
    meant: dict[str, Any]


class Reader:
    """Reads documents for one person: dates from their today, records by names they may see."""

    def __init__(self, context: Context, columns: Columns, finder: Finder, kin: Kin | None = None) -> None:
        self._context, self._columns, self._finder, self._kin = context, columns, finder, kin
        every = [_Column(at, target, target.name, f"/{target.path}", _record(target),
                         _anywhere(target), target.field.type.kind is Kind.SET,
                         kin is not None and kindred(kin.object, target), {})
                 for at, target in enumerate(columns.targets) if target is not None]
        self._linked = [each for each in every if each.names]
        self._any = [each for each in every if each.anywhere]
        self._technical = [each for each in every if each.target.path in TECHNICAL]
        self._head = [each for each in every if not each.target.lines and each.target.path not in TECHNICAL]
        self._lines = [each for each in every if each.target.lines]
        self._places = {each.pointer: each.at for each in (*self._technical, *self._head)}

    def read(self, portion: Sequence[list[Line]]) -> list[Document]:
        """Return the documents of a portion of rows; what they name is looked up together."""
        self._learn(portion)
        documents = [self._document(rows) for rows in portion]
        if self._kin is not None:
            self._kin.expect(documents)
            self._unknown(documents, self._kin)
        return documents

    def _unknown(self, documents: Sequence[Document], kin: Kin) -> None:
        """Refuse what names neither a record that is there nor one of the file."""
        for document in documents:
            for pointer, text in list(document.waits.items()):
                if not kin.knows(text):
                    del document.waits[pointer]
                    try:
                        self._finder.id(kin.object.name, text)
                    except Unclear as no:
                        document.errors.append(FieldError(pointer, no.code, no.params))

    def _document(self, rows: list[Line]) -> Document:
        made, first = Document(rows, columns=self._places), rows[0]
        same = self._columns.same_row
        if same is not None and _SAME.fullmatch(_text(first, same)):
            job, _, row = _text(first, same).partition(":")
            made.before = int(job), int(row)
        for column in self._technical:
            text = _text(first, column.at)
            if text and column.name == OWNER:
                self._owned(made, column, text)
            elif text:
                made.technical[column.name] = text
        self._cells(made, first, self._head, made.values, "")
        if self._lines:
            self._rest(made)
        return made

    def _owned(self, made: Document, column: _Column, text: str) -> None:
        """Note whose the document's record is to be."""
        try:
            made.owner = self._finder.id(column.names, text)
        except Unclear as no:
            made.errors.append(FieldError(column.pointer, no.code, no.params))

    def _rest(self, made: Document) -> None:
        """Read the lines of a document, and see that its further rows say the same of its head, or nothing."""
        counts = dict.fromkeys((column.target.lines for column in self._lines), 0)
        for line in made.rows:
            for column in (*self._technical, *self._head) if line is not made.rows[0] else ():
                text = _text(line, column.at)
                if text and text != _text(made.rows[0], column.at):
                    made.places[column.pointer] = (line.number, column.at)
                    made.errors.append(FieldError(column.pointer, "import_differs", {"row": made.row}))
            for name, index in counts.items():
                values: dict[str, Any] = {}
                columns = [column for column in self._lines if column.target.lines == name]
                if self._cells(made, line, columns, values, f"/{name}/{index}/"):
                    made.values.setdefault(name, []).append(values)
                    counts[name] += 1

    def _cells(self, made: Document, line: Line, columns: Sequence[_Column], values: dict[str, Any], at: str) -> bool:
        """Read cells of a row into values; a line's place is `at`. Return whether any cell is filled."""
        cells, count, filled = line.cells, len(line.cells), False
        for column in columns:
            place = column.at
            text = cells[place].strip() if place < count else ""
            fault = line.faults.get(place) if line.faults else None
            if not (text or fault):
                continue
            filled = True
            pointer = column.pointer
            if at:
                pointer = f"{at}{column.name}"
                made.places[pointer] = (line.number, place)
            if fault:
                made.errors.append(FieldError(pointer, fault))
                continue
            try:
                values[column.name] = self._value(column, text)
            except Unclear as no:
                if no.code == "pick_none" and column.kindred:
                    made.waits[pointer] = text
                else:
                    made.errors.append(FieldError(pointer, no.code, no.params))
        return filled

    def _value(self, column: _Column, text: str) -> Any:
        if text in column.meant:
            return column.meant[text]
        if column.names:
            if column.several:
                return [self._finder.id(column.names, each.strip()) for each in _APART.split(text) if each.strip()]
            return self._finder.id(column.names, text)
        if column.name == "id" and (number := whole_number(text, OVERLONG)) is not None:
            return number
        if column.anywhere and (pair := self._named(text)) and not pair[1].isdigit():
            return {"object": pair[0], "id": self._finder.id(*pair)}
        known = column.target.field
        meant = known.type.parse(known, text, self._context.today, self._context.zone)
        if len(column.meant) < REMEMBERED:
            column.meant[text] = meant
        return meant

    def _named(self, text: str) -> tuple[str, str] | None:
        """Return the object and the name of a record of any object: "unit D10", its object's name before its own."""
        object, _, name = text.partition(" ")
        return (object, name.strip()) if name and object in self._context.catalog.objects else None

    def _learn(self, portion: Sequence[list[Line]]) -> None:
        for column in self._any:
            pairs = [pair for rows in portion for line in rows if (pair := self._named(_text(line, column.at)))]
            for object in sorted({object for object, _ in pairs}):
                self._finder.learn(object, sorted({name for each, name in pairs if each == object}))
        for column in self._linked:
            texts = {text for rows in portion for line in rows if (text := _text(line, column.at))}
            self._finder.learn(column.names, [each.strip() for text in sorted(texts)
                                              for each in (_APART.split(text) if column.several else (text,))
                                              if each.strip()])


def _record(target: Target) -> str:
    """Return the object whose records a column names, "" where it names none."""
    found = target.field.type.targets(target.field)
    return found[0] if len(found) == 1 and target.field.type.storage != "lines" and not _anywhere(target) else ""


def _anywhere(target: Target) -> bool:
    """Return whether a column names records together with their object: what it stores is both."""
    return len(target.field.type.columns(target.field)) > 1


def _continues(first: Line, line: Line, head: Sequence[int], key: int | None) -> bool:
    said = [_text(line, at) for at in head]
    if not any(said):
        return True
    if key is not None and (_text(first, key) or _text(line, key)):
        return _text(first, key) == _text(line, key)
    return said == [_text(first, at) for at in head]


def _path(columns: Columns, at: int) -> str:
    target = columns.targets[at]
    return "" if target is None else target.path


def _text(line: Line, at: int) -> str:
    return line.cells[at].strip() if at < len(line.cells) else ""
