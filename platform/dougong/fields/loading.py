"""Reading a document: JSON form to values, every fault at once, each with its JSON pointer.

The fields are marshmallow's; the walk over them is ours. `Schema.load` costs 18 µs for ten fields before a single
value is read, and its errors would have to be turned into pointers afterwards (design.md 15).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from marshmallow import ValidationError

from dougong.fields.base import FieldType, Spec
from dougong.fields.refusals import QUOTED, messages_of, quote
from dougong.kernel.errors import NOTHING, FieldError
from dougong.kernel.names import nearest

#: A document with more faults than this is not worth describing further.
MOST_ERRORS = 200

#: "whole": a document that creates, so what is required must be there; "partial": one that changes what it names.
Mode = Literal["whole", "partial"]
Load = Callable[[Any], tuple[dict[str, Any], list[FieldError]]]
Read = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A field as a document may hold it. `required` refuses null and, in a whole document, absence.

    A field with a default, a copy or a condition is not `required` here: the records floor settles it.
    """

    type: FieldType
    spec: Spec
    required: bool = False
    #: What the rows of a lines field may hold.
    rows: "Shape | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a document of one object may hold."""

    entries: tuple[Entry, ...]
    #: Names that exist but are written by the engine only: sending them is a "readonly" error.
    readonly: frozenset[str] = frozenset()
    #: Technical keys (id, version, _key) that pass as they are, for the caller to judge.
    extra: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Row:
    """A shape made ready: what reads each key."""

    shape: Shape
    reads: Mapping[str, Read]
    required: frozenset[str]
    rows: Mapping[str, "_Row"] = field(default_factory=lambda: NOTHING)


def loader(shape: Shape, mode: Mode) -> Load:
    """Return what reads a document of that shape into values and faults; values hold only what was sent and is fit.

    Lines come out as a list of dicts. Rows are whole documents unless they carry an `id`, which makes them partial.
    """
    row = _ready(shape)

    def load(document: Any) -> tuple[dict[str, Any], list[FieldError]]:
        errors: list[FieldError] = []
        values = _load(row, document, "", mode, errors)
        return values, errors[:MOST_ERRORS]
    return load


def _ready(shape: Shape) -> _Row:
    return _Row(
        shape,
        {entry.spec.name: entry.type.wire(entry.spec).deserialize for entry in shape.entries},
        frozenset(entry.spec.name for entry in shape.entries if entry.required),
        {entry.spec.name: _ready(entry.rows) for entry in shape.entries if entry.rows is not None},
    )


def _load(row: _Row, document: Any, at: str, mode: Mode, errors: list[FieldError]) -> dict[str, Any]:
    """Read one document or line; faults are appended to `errors`."""
    values: dict[str, Any] = {}
    if not isinstance(document, dict):
        errors.append(FieldError(at, "object"))
        return values
    reads = row.reads
    for name, sent in document.items():
        read = reads.get(name)
        if read is None:
            _other(row, name, sent, values, at, errors)
            continue
        try:
            values[name] = read(sent)
        except ValidationError as no:
            errors.extend(FieldError(f"{at}/{name}", code, params) for code, params in messages_of(no))
    if row.rows:
        _load_rows(row, values, at, errors)
    if row.required:
        _require(row, document, values, at, mode, errors)
    return values


def _load_rows(row: _Row, values: dict[str, Any], at: str, errors: list[FieldError]) -> None:
    """Put the values of lines in the place of their JSON forms."""
    for name, shape in row.rows.items():
        sent = values.get(name)
        if sent:
            values[name] = [
                _load(shape, line, f"{at}/{name}/{index}", _line_mode(line), errors) for index, line in enumerate(sent)]


def _line_mode(line: Any) -> Mode:
    return "partial" if isinstance(line, dict) and "id" in line else "whole"


def _require(row: _Row, document: Mapping[str, Any], values: Mapping[str, Any], at: str,
             mode: Mode, errors: list[FieldError]) -> None:
    """Refuse what is required and null or blank, or, in a whole document, absent."""
    for name in row.required:
        blank = name in values and values[name] in (None, (), [])
        if blank or (mode == "whole" and name not in document):
            errors.append(FieldError(f"{at}/{name}", "required"))


def _other(row: _Row, name: str, sent: Any, values: dict[str, Any], at: str, errors: list[FieldError]) -> None:
    """Judge a key that is no field: technical, read-only or unknown."""
    if name in row.shape.extra:
        values[name] = sent
        return
    pointer = f"{at}/{_escaped(name)}"
    if name in row.shape.readonly:
        errors.append(FieldError(pointer, "readonly"))
    elif len(errors) < MOST_ERRORS:
        near = nearest(name[:QUOTED], row.reads)
        errors.append(FieldError(pointer, "unknown_field", {"name": quote(name), "suggestion": near or "–"}))


def _escaped(name: str) -> str:
    """Return an unknown key as a step of a JSON pointer (RFC 6901)."""
    return quote(name).replace("~", "~0").replace("/", "~1")
