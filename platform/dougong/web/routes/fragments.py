"""Small answers for scripts: options of a picker, what a form would become."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Field, Object
from dougong.kernel.errors import Missing
from dougong.records import reading
from dougong.records.change import Change
from dougong.records.query import Query
from dougong.web.answer import fragment
from dougong.web.cell import cell
from dougong.web.entry import scene, unit
from dougong.web.fault import faults_of
from dougong.web.inputs import Held, fixed, said
from dougong.web.layout import toned
from dougong.web.match import cut
from dougong.web.related import titled, titled_rows
from dougong.web.routes.forms import reader
from dougong.web.routes.records import seen_version, whole
from dougong.web.scene import Scene
from dougong.web.sums import sums_of
from dougong.web.typed import typed

OFFERED = 8


@dataclass(frozen=True, slots=True)
class Option:
    """A record to pick."""

    id: int
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
    """Return the records a link may point to that fit what was typed."""
    shown, q = scene(), request.args.get("q", "").strip()[:200]
    thing = shown.context.object(name)
    owner, _, field = request.args.get("for", "").partition(".")
    holder = shown.context.catalog.objects.get(owner)
    known = shown.field(holder, field) if holder is not None else None
    if known is None or name not in known.type.targets(known):
        raise Missing(object=name)
    states = [each for each in shown.fields(thing) if toned(each)][:1]
    number = [each.name for each in (shown.field(thing, "number"),) if each is not None]
    asked = Query(object=name, q=q or None, where=known.where.text if known.where else None, sort=thing.order,
                  limit=OFFERED, fields=("id", "title", *number, *(each.name for each in states)))
    found = tuple(_option(shown, thing, row, q) for row in reading.select(shown.context, asked).rows)
    prefix = request.args.get("prefix", "o")
    return fragment("options", Options(found, prefix, shown.say("picker.none")))


def preview(name: str, number: int | None = None) -> AnyResponse:
    """Return what a form would become: computed values, what is visible, sums, as ready texts by JSON pointer."""
    shown, thing, sent = scene(), whole(scene(), name), typed(request.form.items(multi=True))
    made = reader().document(thing, sent)
    told = unit().preview(Change(object=name, verb="create" if number is None else "update", id=number,
                                 version=seen_version() if number else None, values=made.values))
    values = titled(shown, thing, told.values)
    result = {
        "shown": dict(_shown(shown, thing, values, sent.lines.keys())), "values": dict(_values(shown, thing, values)),
        "visible": {pointer: state.visible for pointer, state in told.states.items()},
        "sums": {each.pointer: each.text for each in sums_of(shown, thing, values)},
        "cares": [fault.text for fault in faults_of(shown, thing, told.warnings)]}
    return jsonify(result)


def _option(shown: Scene, thing: Object, row: Mapping[str, Any], q: str) -> Option:
    text = str(row.get("title") or f"#{row['id']}")
    states = [cell(shown, field, row).text for field in shown.fields(thing) if field.name in row and toned(field)]
    note = " · ".join(filter(None, [str(row.get("number") or ""), *states]))
    return Option(row["id"], text, *cut(text, q), note)


def _shown(shown: Scene, thing: Object, values: Mapping[str, Any], sent: Any) -> Iterator[tuple[str, str]]:
    """Yield what nobody types: computed fields of the record and its lines."""
    for field in shown.fields(thing):
        if field.type.storage == "lines":
            target = shown.context.catalog.objects[field.type.targets(field)[0]]
            rows = values.get(field.name) or ()
            for at, row in enumerate(rows if field.name in sent else ()):
                yield from ((f"/{field.name}/{at}/{each.name}", cell(shown, each, row).text)
                            for each in shown.fields(target) if fixed(shown, target, each))
        elif fixed(shown, thing, field):
            yield f"/{field.name}", cell(shown, field, values).text


def _values(shown: Scene, thing: Object, values: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what the server would fill in, as an input takes it, of lines too: copies, what lookups found, defaults."""
    yield from _filled(shown, thing, values, "")
    for lines in thing.lines:
        target = shown.context.catalog.objects[lines.type.targets(lines)[0]]
        rows = titled_rows(shown, [each for each in shown.fields(target) if _fills(each)], values.get(lines.name) or ())
        for at, row in enumerate(rows):
            yield from _filled(shown, target, row, f"/{lines.name}/{at}")


def _fills(field: Field) -> bool:
    """Return whether what is filled in hangs on what else is typed."""
    return field.copy is not None or bool(field.lookup) or bool(field.default and field.default.checked.paths)


def _filled(shown: Scene, thing: Object, values: Mapping[str, Any], place: str) -> Iterator[tuple[str, dict[str, str]]]:
    held = Held(row=values)
    for field in shown.fields(thing):
        if _fills(field) and not fixed(shown, thing, field):
            sent = values.get(field.name)
            yield f"{place}/{field.name}", {"text": said(shown, field, held), "id": "" if sent is None else str(sent)}
