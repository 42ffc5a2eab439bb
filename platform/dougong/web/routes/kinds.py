"""Lists shown otherwise: board, calendar, tree; and moving a card of the board."""

from dataclasses import replace
from datetime import date, timedelta

from flask import Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Field, Object
from dougong.kernel.errors import AppError, Conflict, FieldError, Missing
from dougong.processes.workflow.offers import runnable
from dougong.processes.workflow.standing import told
from dougong.records import reading
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.entry import applied, scene
from dougong.web.listing.board import BoardPage, lanes
from dougong.web.listing.calendar import PLACE, CalendarPage, Span, span_of, weeks
from dougong.web.listing.empty import empty_of
from dougong.web.listing.filters import Pairs
from dougong.web.listing.frame import Frame
from dougong.web.listing.framing import framed
from dougong.web.listing.hierarchy import TreePage, branches
from dougong.web.listing.kinds import Shown, ways
from dougong.web.listing.listed import Around, Listed
from dougong.web.listing.table import Layout
from dougong.web.record.fault import faults_of
from dougong.web.record.inputs import fixed
from dougong.web.routes.records import seen_version, whole
from dougong.web.scene import Scene
from dougong.web.shell import Pick, pressed

#: A Monday, for the names of the days.
MONDAY = date(2024, 1, 1)


def shown_otherwise(shown: Scene, thing: Object, pairs: Pairs, around: Around, kind: Shown) -> Response:
    """Show a list as the kind of view its address asks for."""
    listed = Listed(thing=thing, view=None, pairs=pairs, layout=Layout((), {}), sort=(), takes={}, records=(),
                    next=None, count=None, capped=False)
    model: Frame = {"board": _board, "calendar": _calendar, "tree": _tree}[kind.kind](shown, listed, around, kind)
    return page(kind.kind, model, title=model.title, current=thing.name)


def move(name: str, number: int) -> AnyResponse:
    """Change the field a board is made of, as any other change; a script is told in a word what came of it, and where
    a transition is asked what it asks first."""
    shown, thing = scene(), whole(scene(), name)
    field = shown.field(thing, request.form.get("_field", ""))
    if field is None or not field.type.choices(field) or not movable(shown, thing, field):
        raise Missing(object=name)
    target = request.form.get("_to") or None
    if "X-Dougong-Fragment" not in request.headers:
        applied(moving(shown, thing, field, number, target))
        return go(links.inside(request.form.get("_back", links.list_of(name))))
    try:
        outcome = applied(moving(shown, thing, field, number, target))
    except AppError as error:
        why = faults_of(shown, thing, error.errors or (FieldError("", error.code, error.params),))
        asks = next((str(each.params["transition"]) for each in error.errors if each.code == "transition_asks"), "")
        answer = jsonify(why=[each.text for each in why],
                         ask=links.act(name, number, f"do/{asks}") if asks else "")
        answer.status_code = 422
        return answer
    return jsonify(version=outcome.version)


def movable(shown: Scene, thing: Object, field: Field) -> bool:
    """Return whether this person may move cards on a board of the field at all."""
    if thing.workflow is not None and thing.workflow.field == field.name:
        return bool(runnable(shown.context, thing))
    return shown.may(thing, "update") and not fixed(shown, thing, field)


def moving(shown: Scene, thing: Object, field: Field, number: int, target: str | None) -> Change:
    """Return the change that moves a card: of a state, the transition that goes there. Raises Conflict where none does,
    or where it asks something first."""
    change = Change(object=thing.name, verb="update", id=number, version=seen_version())
    flow = thing.workflow
    if flow is None or flow.field != field.name:
        return replace(change, values={field.name: target})
    record = reading.read(shown.context, thing.name, number)
    may = {each.name for each in runnable(shown.context, thing)}
    found = next((each for each in flow.leaving(record.get(field.name))
                  if each.target == target and each.name in may), None)
    if found is None:
        raise Conflict("no_way", errors=(told(thing, "no_way", state=target or flow.initial),))
    if found.question or any(record.get(name) in {None, ""} for name in found.require):
        raise Conflict("transition_asks", errors=(told(thing, "transition_asks", transition=found),))
    return replace(change, transition=found.name, values={})


def _board(shown: Scene, listed: Listed, around: Around, kind: Shown) -> BoardPage:
    thing, pairs = listed.thing, listed.pairs
    may, found = movable(shown, thing, kind.by), lanes(shown, thing, pairs, kind)
    frame = {**framed(shown, listed, around),
             "count": shown.say("list.count", n=f"{sum(lane.count for lane in found):,}")}
    return BoardPage(**frame, lanes=found, field=kind.by.name if may else "", label=shown.label(kind.by),
                     ways=ways(shown, thing, pairs, kind), adds=shown.label(kind.sum) if kind.sum else "")


def _calendar(shown: Scene, listed: Listed, around: Around, kind: Shown) -> CalendarPage:
    thing, pairs = listed.thing, listed.pairs
    span = span_of(pairs, shown.context.today)
    made, more = weeks(shown, thing, pairs, kind, span)
    today = shown.context.today
    day = today if (today.year, today.month) == (span.first.year, span.first.month) else span.first
    monday = day - timedelta(days=day.weekday())
    here = Span("week", today - timedelta(days=today.weekday())) if span.kind == "week" else span_of((), today)
    return CalendarPage(
        **framed(shown, listed, around), span=span.kind, span_label=_named(shown, span), weeks=made,
        weekdays=tuple(_weekday(shown, at) for at in range(7)), before=_at(listed, span.moved(-1)),
        after=_at(listed, span.moved(1)), now=_at(listed, here),
        spans=tuple(Pick(_at(listed, each), shown.say(f"calendar.{each.kind}"),
                         pressed(held=each.kind == span.kind))
                    for each in (Span("month", day.replace(day=1)), Span("week", monday))),
        ways=ways(shown, thing, pairs, kind), label=shown.label(kind.by),
        note=shown.say("calendar.more") if more else "")


def _tree(shown: Scene, listed: Listed, around: Around, kind: Shown) -> TreePage:
    made, more = branches(shown, listed.thing, listed.pairs, kind)
    frame = framed(shown, listed, around)
    empty = None if made else empty_of(shown, listed, len(frame["tokens"]))
    return TreePage(**frame, empty=empty, branches=made, note=shown.say("tree.more") if more else "")


def _at(listed: Listed, span: Span) -> str:
    return links.list_of(listed.thing.name, [*listed.but("done", *PLACE), span.pair])


def _named(shown: Scene, span: Span) -> str:
    day = span.first
    if span.kind == "month":
        return f"{day:%b %Y}" if shown.lang == "en" else f"{day.year} 年 {day.month} 月"
    last = span.start + timedelta(days=6)
    return f"{span.start.isoformat()} – {last.isoformat()}"


def _weekday(shown: Scene, at: int) -> str:
    if shown.lang == "en":
        return f"{MONDAY + timedelta(days=at):%a}"
    return f"{'週' if shown.lang == 'zh-Hant' else '周'}{'一二三四五六日'[at]}"
