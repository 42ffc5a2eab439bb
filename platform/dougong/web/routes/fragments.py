"""Small answers for scripts: options of a picker, what a form would become."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Field, Object
from dougong.kernel.errors import FieldError, Missing
from dougong.records import reading
from dougong.records.lists.query import Filter, Query
from dougong.records.lists.used import used
from dougong.records.named import heading
from dougong.records.search.everywhere import Hit
from dougong.records.writing.change import Change
from dougong.web.answer import fragment
from dougong.web.cell import cell
from dougong.web.entry import scene, unit
from dougong.web.listing.layout import toned
from dougong.web.match import cut
from dougong.web.pointed import WIDGET, anywhere, titled, titled_rows
from dougong.web.record.fault import faults_of, mark
from dougong.web.record.fires import fires
from dougong.web.record.inputs import Held, fixed, picked, said
from dougong.web.record.sums import sums_of
from dougong.web.record.typed import Typed, typed
from dougong.web.routes.forms import reader
from dougong.web.routes.records import seen_version, whole
from dougong.web.scene import Scene

OFFERED = 8
#: Of these at most so many that were pointed to lately.
LATELY = 5
#: A line as computed: its place in the form, its object, its values.
Row = tuple[str, Object, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Option:
    """A record to pick."""

    id: int | str
    text: str
    before: str
    match: str
    after: str
    note: str


@dataclass(frozen=True, slots=True)
class Options:
    """What a picker offers; `prefix` makes the ids of its options."""

    options: tuple[Option, ...]
    prefix: str
    none: str


def pick(name: str) -> Response:
    """Return the records a link may point to that fit what was typed; before anything is, those this person pointed to
    lately come first."""
    shown, q = scene(), request.args.get("q", "").strip()[:200]
    thing = shown.context.object(name)
    held = _held(shown, name, request.args["for"]) if "for" in request.args else None
    rule = held[1].where.text if held and held[1].where else None
    states = [each for each in shown.fields(thing) if toned(each)][:1]
    number = [each.name for each in (shown.field(thing, "number"),) if each is not None]
    asked = Query(object=name, q=q or None, where=rule, sort=thing.order,
                  limit=OFFERED, fields=("id", "title", *number, *(each.name for each in states)))
    rows: dict[Any, Mapping[str, Any]] = {row["id"]: row for row in reading.select(shown.context, asked).rows}
    if held and not q:
        rows = {**_lately(shown, asked, used(shown.context, *held, LATELY)), **rows}
    found = tuple(_option(shown, thing, row, q) for row in list(rows.values())[:OFFERED])
    prefix = request.args.get("prefix", "o")
    return fragment("options", Options(found, prefix, shown.say("picker.none")))


def pick_any(name: str, field: str) -> Response:
    """Return the records an any-link may lead to that fit what was typed, each with what it is."""
    shown, q = scene(), request.args.get("q", "").strip()[:200]
    known = shown.field(shown.context.object(name), field)
    if known is None or known.type.widget != WIDGET:
        raise Missing(object=name)
    found = tuple(_hit(shown, hit, q) for hit in anywhere(shown, known, q, OFFERED))
    return fragment("options", Options(found, request.args.get("prefix", "o"), shown.say("picker.none")))


def _hit(shown: Scene, hit: Hit, q: str) -> Option:
    text = hit.title or f"#{hit.id}"
    kind = shown.label(shown.context.catalog.objects[hit.object])
    number = hit.number if hit.number and hit.number not in text else ""
    return Option(f"{hit.object} {hit.id}", text, *cut(text, q), " · ".join(filter(None, [kind, number])))


def _lately(shown: Scene, asked: Query, ids: tuple[int, ...]) -> Mapping[Any, Mapping[str, Any]]:
    """Return those of the records that may be picked, in this order."""
    if not ids:
        return {}
    rows = reading.select(shown.context, replace(
        asked, filters=(*asked.filters, Filter("id", "in", ",".join(map(str, ids)))))).rows
    return {row["id"]: row for row in sorted(rows, key=lambda row: ids.index(row["id"]))}


def _held(shown: Scene, name: str, asked: str) -> tuple[Object, Field]:
    """Return the field that is asked for as owner.field, with its object; raises Missing where it cannot point to
    records of `name`."""
    owner, _, field = asked.partition(".")
    holder = shown.context.catalog.objects.get(owner)
    known = shown.field(holder, field) if holder is not None else None
    if holder is None or known is None or name not in known.type.targets(known):
        raise Missing(object=name)
    return holder, known


def preview(name: str, number: int | None = None) -> AnyResponse:
    """Return what a form would become: computed values, what is visible, sums, as ready texts by JSON pointer."""
    shown, thing, sent = scene(), whole(scene(), name), typed(request.form.items(multi=True))
    made = reader().document(thing, sent)
    told = unit().preview(Change(object=name, verb="create" if number is None else "update", id=number,
                                 version=seen_version() if number else None, values=made.values))
    values = titled(shown, thing, told.values)
    rows = {grid.name: tuple(_rows(shown, grid, values, sent)) for grid in thing.lines}
    result = {
        "shown": dict(_shown(shown, thing, values, rows)), "values": dict(_values(shown, thing, values, rows)),
        "visible": {_where(pointer, sent): state.visible for pointer, state in told.states.items()},
        "sums": {each.pointer: each.text for each in sums_of(shown, thing, values)},
        "cares": [[[piece.text, piece.href] for piece in fault.pieces] or [[fault.text, ""]]
                  for fault in faults_of(shown, thing, (*told.warnings, *_there(told.errors)), number)],
        "told": mark(told.warnings), "rules": fires(shown, told.draft)}
    return jsonify(result)


def _there(errors: Iterable[FieldError]) -> list[FieldError]:
    """Return the faults that name what is there already: nobody need finish typing to be told."""
    return [error for error in errors if "records" in error.params]


def _option(shown: Scene, thing: Object, row: Mapping[str, Any], q: str) -> Option:
    text = heading(row)
    states = [cell(shown, field, row).text for field in shown.fields(thing) if field.name in row and toned(field)]
    note = " · ".join(filter(None, [str(row.get("number") or ""), *states]))
    return Option(row["id"], text, *cut(text, q), note)


def _rows(shown: Scene, grid: Field, values: Mapping[str, Any], sent: Typed) -> Iterator[Row]:
    """Yield the lines as computed, each with its place in the form: rows without a word are none and leave gaps."""
    target = shown.context.catalog.objects[grid.type.targets(grid)[0]]
    rows = values.get(grid.name) or () if grid.name in sent.lines else ()
    for at, row in enumerate(titled_rows(shown, shown.fields(target), rows)):
        yield _where(f"/{grid.name}/{at}", sent), target, row


def _where(pointer: str, sent: Typed) -> str:
    """Return where in the form a pointer into the document leads."""
    head, name, *rest = pointer.split("/")
    lines = sent.lines.get(name, ())
    if not rest or not rest[0].isdecimal() or int(rest[0]) >= len(lines):
        return pointer
    return "/".join([head, name, lines[int(rest[0])].index, *rest[1:]])


def _shown(shown: Scene, thing: Object, values: Mapping[str, Any],
           rows: Mapping[str, tuple[Row, ...]]) -> Iterator[tuple[str, str]]:
    """Yield what nobody types: computed fields of the record and its lines."""
    for field in shown.fields(thing):
        for place, target, row in rows.get(field.name, ()):
            yield from ((f"{place}/{each.name}", cell(shown, each, row).text)
                        for each in shown.fields(target) if fixed(shown, target, each))
        if field.name not in rows and fixed(shown, thing, field):
            yield f"/{field.name}", cell(shown, field, values).text


def _values(shown: Scene, thing: Object, values: Mapping[str, Any],
            rows: Mapping[str, tuple[Row, ...]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what the server would fill in, as an input takes it: copies, what lookups found, defaults that hang on what
    else is typed; in lines, which begin empty, all defaults."""
    yield from _filled(shown, "", thing, values, [field for field in shown.fields(thing) if _fills(field)])
    for place, target, row in (each for found in rows.values() for each in found):
        given = [field for field in shown.fields(target) if _fills(field) or field.default is not None]
        yield from _filled(shown, place, target, row, given)


def _fills(field: Field) -> bool:
    """Return whether what is filled in hangs on what else is typed."""
    return field.copy is not None or bool(field.lookup) or bool(field.default and field.default.checked.paths)


def _filled(shown: Scene, place: str, thing: Object, values: Mapping[str, Any],
            fields: Iterable[Field]) -> Iterator[tuple[str, dict[str, str]]]:
    held = Held(row=values)
    for field in fields:
        if not fixed(shown, thing, field):
            sent = values.get(field.name)
            yield f"{place}/{field.name}", {"text": said(shown, field, held), "id": picked(sent)}
