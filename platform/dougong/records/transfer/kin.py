"""Records of one file that name each other: the parent of a row may stand above it in the same file.

Who is named has to be made before; so a portion ends before a row that names one of its own records. While a file is
only looked at nothing lasts, and what names a record to come is looked at without that name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.kernel.errors import FieldError
from dougong.records.title import title_of
from dougong.records.transfer.document import Document
from dougong.records.transfer.mapping import Columns, Target
from dougong.records.writing.many import Made

#: A record that would be made, while a file is only looked at.
_TO_COME: Final = 0
#: One that will never be: its row was refused.
_NEVER: Final = -1


@dataclass(slots=True)
class Kin:
    """What the records of one file will be called: the row that says so, and the id once it is made."""

    object: Object
    _rows: dict[str, int] = field(default_factory=dict)
    _twice: set[str] = field(default_factory=set)
    _ids: dict[int, int] = field(default_factory=dict)

    def expect(self, documents: Sequence[Document]) -> None:
        """Remember what the records of documents will be called."""
        for document in documents:
            for name in self._names(document):
                if self._rows.setdefault(name, document.row) != document.row:
                    self._twice.add(name)

    def parted(self, documents: Sequence[Document]) -> Iterator[list[Document]]:
        """Yield documents in portions none of which names a record of itself; what each portion came to has to be
        told (`came`) before the next is asked for."""
        held: list[Document] = []
        rows: set[int] = set()
        for document in documents:
            if held and any(self._rows.get(text) in rows for text in document.waits.values()):
                self._settle(held)
                yield held
                held, rows = [], set()
            held.append(document)
            rows.add(document.row)
        if held:
            self._settle(held)
            yield held

    def _settle(self, documents: Sequence[Document]) -> None:
        """Put ids in the place of names, or say why there is none."""
        for document in documents:
            for pointer, text in document.waits.items():
                row = self._rows.get(text, 0)
                id = self._ids.get(row)
                if text in self._twice:
                    document.errors.append(FieldError(pointer, "pick_many", {"text": text[:40], "n": 2, "names": text}))
                elif id is None:
                    document.errors.append(FieldError(pointer, "import_below", {"row": row}))
                elif id == _NEVER:
                    document.errors.append(FieldError(pointer, "import_above", {"row": row}))
                elif id != _TO_COME:
                    document.values[pointer.removeprefix("/")] = id

    def came(self, documents: Sequence[Document], made: Sequence[Made], *, keep: bool) -> None:
        """Hear what became of documents."""
        for document, each in zip(documents, made, strict=True):
            id = _NEVER if each.draft is None else each.draft.id or _NEVER
            self._ids[document.row] = _TO_COME if id != _NEVER and not keep else id

    def knows(self, text: str) -> bool:
        """Return whether a record of the file will be called so."""
        return text in self._rows

    def _names(self, document: Document) -> Iterator[str]:
        """Yield by what a record may be named: its number, another system's id, its title."""
        for name in ("number", "external_id"):
            if text := document.technical.get(name):
                yield text
        parts = [part[1] for part in self.object.title if not isinstance(part, str)]
        given = [document.values.get(name, document.technical.get(name)) for name in parts]
        if all(each is None or isinstance(each, str) for each in given):
            said: Mapping[str, Any] = dict(zip(parts, given, strict=True))
            if title := title_of(self.object, said):
                yield title


def kin_of(object: Object, columns: Columns) -> Kin | None:
    """Return what keeps the records of a file in mind that may name each other, None where no column does."""
    named = any(target is not None and kindred(object, target) for target in columns.targets)
    return Kin(object) if named else None


def apart(object: Object, columns: Columns) -> bool:
    """Return whether no column can name what the file itself makes: then its next rows can be read before those ahead
    of them are made."""
    made = {object.name, *(target for lines in object.lines for target in lines.type.targets(lines))}
    fields = [target.field for target in columns.targets if target is not None]
    return not any(made.intersection(field.type.targets(field)) or len(field.type.columns(field)) > 1
                   for field in fields)


def kindred(object: Object, target: Target) -> bool:
    """Return whether a column names another record of the object itself."""
    return not target.lines and target.path in object.fields and target.field.type.storage == "columns" \
        and tuple(target.field.type.targets(target.field)) == (object.name,)
