"""Changing one value in its list: the input, and the row as it is after saving."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from dougong.catalog.model import Field, Object
from dougong.kernel.errors import Conflict, FieldError, Missing, Refused
from dougong.records import reading
from dougong.records.lists.query import Filter, Query
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.answer import fragment
from dougong.web.entry import applied, scene, screens
from dougong.web.listing.laid import editable, laid
from dougong.web.listing.table import Row, rows_of
from dougong.web.pointed import with_titles
from dougong.web.record.fault import said
from dougong.web.record.inputs import Held, Input, input_of
from dougong.web.record.typed import typed
from dougong.web.routes.forms import reader
from dougong.web.routes.records import seen_version, whole
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class CellForm:
    """The input of one value: where it is posted, the version it was read in, what is wrong."""

    href: str
    version: str
    input: Input
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OneRow:
    """A row of a list alone, with its box to tick."""

    rows: tuple[Row, ...]


def edit(name: str, number: int, field: str) -> Response:
    """Return the input of one value."""
    shown, thing, known = _known(name, field)
    return fragment("cell", _form(shown, thing, known, _record(shown, thing, known, number)))


def save(name: str, number: int, field: str) -> Response:
    """Change one value, and return its row; 422 with the input and why when it is refused."""
    shown, thing, known = _known(name, field)
    sent = typed(request.form.items(multi=True))
    made = reader().document(thing, sent)
    errors = list(made.errors)
    if not errors and made.values:
        try:
            applied(Change(object=name, verb="update", id=number, version=seen_version(), values=made.values))
        except Conflict as error:
            errors = list(error.errors) or [FieldError("", error.code, error.params)]
        except Refused as error:
            errors = list(error.errors) or [FieldError("", error.code, error.params)]
    if not errors:
        return fragment("row", _row(shown, thing, number))
    record = _record(shown, thing, known, number)
    answer = fragment("cell", _form(shown, thing, known, record, errors, sent.head.texts))
    answer.status_code = 422
    return answer


def _known(name: str, field: str) -> tuple[Scene, Object, Field]:
    shown, thing = scene(), whole(scene(), name)
    known = shown.field(thing, field)
    if known is None or not editable(shown, thing, (known,)):
        raise Missing(object=name)
    return shown, thing, known


def _record(shown: Scene, thing: Object, known: Field, number: int) -> Mapping[str, Any]:
    return with_titles(shown, (known,), [reading.read(shown.context, thing.name, number, titles=True)])[0]


def _form(shown: Scene, thing: Object, known: Field, record: Mapping[str, Any],
          errors: list[FieldError] | None = None, texts: dict[str, list[str]] | None = None) -> CellForm:
    made = input_of(shown, thing, known, Held(row=record, texts=texts))
    faults = tuple(said(shown, each) for each in errors or ())
    return CellForm(links.cell(thing.name, record["id"], known.name), str(record["version"]), made, faults)


def _row(shown: Scene, thing: Object, number: int) -> OneRow:
    """Return the record as the list at hand (`?fields=`, `?view=`) shows it."""
    pairs = list(request.args.items(multi=True))
    layout = laid(shown, thing, pairs, screens().layouts)
    asked = Query(object=thing.name, filters=(Filter("id", "eq", str(number)),), titles=True, limit=1, fields=tuple(
        dict.fromkeys(("id", "title", "version", *(field.name for field in layout.rows.fields)))))
    found = reading.select(shown.context, asked).rows
    return OneRow(rows_of(shown, thing, layout.rows, with_titles(shown, layout.rows.fields, found)))
