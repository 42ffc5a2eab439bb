"""Forms: showing them, taking what was typed to the unit of work, showing what it says."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Object
from dougong.kernel.errors import NOTHING, Conflict, Denied, FieldError, Refused
from dougong.records import reading
from dougong.records.lists.query import Query
from dougong.records.writing.change import Change
from dougong.records.writing.outcome import Preview
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.entry import applied, scene, unit
from dougong.web.pointed import anywhere, titled, titled_lines, with_all_titles
from dougong.web.record.conflict import chosen, conflict_page, settled
from dougong.web.record.document import FIXED_LATER, Document, Reader
from dougong.web.record.doing import states
from dougong.web.record.fault import mark
from dougong.web.record.form import Filling, FormPage, form_page
from dougong.web.record.typed import Typed, typed
from dougong.web.record.uploads import received
from dougong.web.routes.files import take
from dougong.web.routes.records import seen_version, whole
from dougong.web.scene import Scene

ADD = "add:"
#: Matches looked at when someone typed a name instead of picking it.
LOOKED_AT = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a form, and where saving leads to: on the page of a record, unless told otherwise."""

    dressed: Callable[[FormPage], FormPage] = lambda model: model
    saved: Callable[[str, int, str], str] = lambda name, number, what: links.record(name, number, [("done", what)])
    back: str = ""


RECORD: Final = Frame()


def blank(name: str, frame: Frame = RECORD, given: Mapping[str, Any] = NOTHING) -> Response:
    """Show the form of a new record, with its defaults and what is `given`."""
    thing = _allowed(name, "create")
    told = unit().preview(Change(object=name, verb="create", values=given))
    filling = Filling(record=titled(scene(), thing, told.values), key=uuid.uuid4().hex, states=told.states)
    return _form(thing, filling, frame)


def create(name: str, frame: Frame = RECORD) -> AnyResponse:
    """Make a new record of what was typed, or say what is wrong with it."""
    thing, sent = _allowed(name, "create"), typed(request.form.items(multi=True))
    faults = received(sent, request.files.items(multi=True), take)
    made = reader().document(thing, sent)
    made.errors.extend(faults)
    filling = Filling(record={}, typed=sent, key=sent.own.get("_key", ""))
    if _adds(sent):
        return _form(thing, replace(filling, more=_adds(sent)), frame)
    change = Change(object=name, verb="create", values=made.values, key=sent.own.get("_key") or None)
    if made.errors:
        return _refused(thing, filling, made, change, frame)
    if (told := _untold(thing, change, sent)) is not None:
        return _shown(thing, filling, told, frame)
    try:
        outcome = applied(change)
    except Refused as error:
        return _refused(thing, filling, Document(made.values, list(error.errors)), change, frame, code=error)
    return go(frame.saved(name, outcome.id, "created"))


def opened(name: str, number: int, frame: Frame = RECORD) -> Response:
    """Show the form of a record."""
    thing = _allowed(name, "update")
    record = with_all_titles(scene(), thing, reading.read(scene().context, name, number, titles=True))
    told = unit().preview(Change(object=name, verb="update", id=number, version=record["version"]))
    return _form(thing, Filling(record=record, id=number, version=str(record["version"]),
                                states=states(thing, record, told.states)), frame)


def save(name: str, number: int, frame: Frame = RECORD) -> AnyResponse:
    """Change a record by what was typed; a clash with someone else's change is shown to choose from."""
    thing, sent = _allowed(name, "update"), typed(request.form.items(multi=True))
    record = with_all_titles(scene(), thing, reading.read(scene().context, name, number, titles=True))
    chosen(sent, record)
    faults = received(sent, request.files.items(multi=True), take)
    made = reader().document(thing, sent, FIXED_LATER)
    made.errors.extend(faults)
    filling = Filling(record=record, id=number, version=sent.own.get("_version", ""), typed=sent)
    if _adds(sent):
        return _form(thing, replace(filling, more=_adds(sent)), frame)
    change = Change(object=name, verb="update", id=number, version=seen_version(),
                    values=settled(made.values, sent, record))
    if made.errors:
        return _refused(thing, filling, made, change, frame)
    if (told := _untold(thing, change, sent)) is not None:
        return _shown(thing, filling, told, frame)
    try:
        applied(change)
    except Refused as error:
        return _refused(thing, filling, Document(made.values, list(error.errors)), change, frame, code=error)
    except Conflict as error:
        if not error.errors or error.current is None:
            raise
        model = conflict_page(scene(), thing, error, request.form.items(multi=True))
        return page("conflict", model, title=model.title, current=name, status=409)
    return go(frame.saved(name, number, "saved"))


def reader() -> Reader:
    """Return what reads the texts of a form for this person."""
    return Reader(scene(), _find, lambda field, text: [
        (f"{hit.object} {hit.id}", hit.title) for hit in anywhere(scene(), field, text)])


def _find(name: str, text: str) -> list[tuple[int, str]]:
    asked = Query(object=name, q=text, fields=("id", "title"), limit=LOOKED_AT)
    return [(row["id"], str(row["title"])) for row in reading.select(scene().context, asked).rows]


def _allowed(name: str, verb: Any) -> Object:
    thing = whole(scene(), name)
    if not scene().may(thing, verb):
        raise Denied
    return thing


def _form(thing: Object, filling: Filling, frame: Frame, status: int = 200) -> Response:
    model = frame.dressed(form_page(scene(), thing, filling))
    own = links.list_of(thing.name) if filling.id is None else links.record(thing.name, filling.id)
    back = frame.back or own
    return page("form", model, title=model.title, current=thing.name, back=back, status=status)


def _refused(thing: Object, filling: Filling, made: Document, change: Change, frame: Frame,
             code: Refused | None = None) -> Response:
    """Show the form again as it was typed, with every fault: what the unit would say besides what was unreadable."""
    told = unit().preview(replace(change, key=None))
    errors = list(made.errors)
    if code is None:
        known = {error.pointer for error in errors}
        errors += [error for error in told.errors if error.pointer not in known]
    elif not errors:
        errors.append(FieldError("", code.code, code.params))
    return _shown(thing, replace(filling, errors=errors), told, frame)


def _untold(thing: Object, change: Change, sent: Typed) -> Preview | None:
    """Return what a change would be where it is like records its form has not told of yet; None where it may be saved.
    Objects nobody looks beside are not asked for."""
    if not scene().context.plans.advice(thing):
        return None
    told = unit().preview(replace(change, key=None))
    return told if not told.errors and mark(told.warnings) not in ("", sent.own.get("_told", "")) else None


def _shown(thing: Object, filling: Filling, told: Preview, frame: Frame) -> Response:
    """Show the form again as it was typed, with what was computed of it."""
    record = _computed(scene(), thing, filling, told.values)
    return _form(thing, replace(filling, record=record, warnings=told.warnings, states=told.states,
                                fresh=titled_lines(scene(), thing, told.values)), frame, 422)


def _computed(shown: Scene, thing: Object, filling: Filling, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the record with what the preview computed; lines stay as stored, the form has them as typed."""
    lines = {field.name for field in thing.lines}
    fresh = {name: value for name, value in values.items() if name not in lines}
    known = {**filling.record, **fresh, "_titles": {}}
    return titled(shown, thing, known)


def _adds(sent: Typed) -> str:
    asked = sent.own.get("_do", "")
    return asked.removeprefix(ADD) if asked.startswith(ADD) else ""
