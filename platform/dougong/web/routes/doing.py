"""Running a transition from a page: asking what it asks, then doing it."""

from dataclasses import dataclass

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Object
from dougong.catalog.states import Transition
from dougong.kernel.errors import FieldError, Missing, Refused
from dougong.kernel.labels import words
from dougong.processes.workflow.offers import runnable
from dougong.records import history, reading
from dougong.records.named import heading
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.entry import applied, scene
from dougong.web.record.diagram import Drawn, drawn
from dougong.web.record.doing import asked, danger
from dougong.web.record.fault import faults_of, says_of
from dougong.web.record.inputs import Held, Input
from dougong.web.record.typed import typed
from dougong.web.routes.forms import reader
from dougong.web.routes.records import seen_version, whole

#: Entries of the history looked at for the way a record has gone.
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DoPage:
    """What is asked before a transition of a record."""

    title: str
    label: str
    record: str
    record_href: str
    href: str
    version: str
    danger: bool
    question: str
    inputs: tuple[Input, ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPage:
    """The workflow of a record, drawn."""

    title: str
    record: str
    record_href: str
    drawn: Drawn


def flow(name: str, number: int) -> Response:
    """Draw the workflow of a record, with where it is and how it got there."""
    shown, thing = scene(), whole(scene(), name)
    record = reading.read(shown.context, name, number)
    if thing.workflow is None or shown.field(thing, thing.workflow.field) is None:
        raise Missing(object=name)
    past = history.past(shown.context, name, number, limit=MOST).rows if thing.history else []
    title = heading(record)
    model = FlowPage(title=shown.say("flow.title", what=title), record=title,
                     record_href=links.record(name, number), drawn=drawn(shown, thing, thing.workflow, record, past))
    return page("flow", model, title=model.title, current=name, back=model.record_href)


def show(name: str, number: int, transition: str) -> Response:
    """Ask what a transition asks."""
    thing = whole(scene(), name)
    return _asked(thing, number, _of(thing, transition))


def run(name: str, number: int, transition: str) -> AnyResponse:
    """Run a transition with what was typed, or say what is wrong with that."""
    thing = whole(scene(), name)
    each, sent = _of(thing, transition), typed(request.form.items(multi=True))
    sent.head.texts = {name: texts for name, texts in sent.head.texts.items() if name in each.require}
    made = reader().document(thing, sent)
    change = Change(object=name, verb="update", id=number, version=seen_version(), values=made.values,
                    transition=each.name)
    if made.errors:
        return _asked(thing, number, each, made.errors)
    try:
        applied(change)
    except Refused as refused:
        return _asked(thing, number, each, refused.errors)
    return _done(name, number)


def press(name: str, number: int, button: str) -> AnyResponse:
    """Press a button of a record."""
    thing = whole(scene(), name)
    applied(Change(object=thing.name, verb="update", id=number, version=seen_version(), button=button))
    return _done(name, number)


def _done(name: str, number: int) -> AnyResponse:
    """Lead to the record, to its list where it may not be read any more."""
    seen = reading.permitted(scene().context, name, number, ("read",))
    return go(links.record(name, number, [("done", "did")]) if seen else links.list_of(name, [("done", "did")]))


def _of(thing: Object, name: str) -> Transition:
    found = next((each for each in runnable(scene().context, thing) if each.name == name), None)
    if found is None:
        raise Missing("no_such_transition", name=name)
    return found


def _asked(thing: Object, number: int, each: Transition, errors: "list[FieldError] | tuple[FieldError, ...]" = ()) -> \
        Response:
    shown = scene()
    record = reading.read(shown.context, thing.name, number, titles=True)
    title, label = heading(record), words(each.label, shown.lang) or each.name
    sent = typed(request.form.items(multi=True)) if request.method == "POST" else None
    held = Held(row=record, texts=sent.head.texts if sent else None, picked=sent.head.picked if sent else None,
                errors=says_of(shown, errors))
    model = DoPage(
        title=shown.say("do.title", act=label, what=title), label=label, record=title,
        record_href=links.record(thing.name, number), href=links.act(thing.name, number, f"do/{each.name}"),
        version=request.form.get("_version") or str(record["version"]), danger=danger(thing, each),
        question=words(each.question, shown.lang), inputs=asked(shown, thing, record, each, held),
        faults=tuple(fault.text for fault in faults_of(shown, thing, errors)))
    return page("do", model, title=model.title, current=thing.name, back=model.record_href,
                status=422 if errors else 200)
