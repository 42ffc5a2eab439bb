"""Lists shown otherwise: board, calendar, tree; and moving a card of the board."""

from datetime import date, timedelta

from flask import Response, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.catalog.model import Object
from dougong.kernel.errors import AppError, FieldError, Missing
from dougong.records.change import Change
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.board import BoardPage, lanes
from dougong.web.calendar import PLACE, CalendarPage, Span, span_of, weeks
from dougong.web.entry import applied, scene
from dougong.web.fault import faults_of
from dougong.web.filters import Pairs
from dougong.web.hierarchy import TreePage, branches
from dougong.web.inputs import fixed
from dougong.web.kinds import Shown, ways
from dougong.web.listing import Around, Frame, Listed, empty_of, framed
from dougong.web.routes.records import seen_version, whole
from dougong.web.scene import Scene
from dougong.web.shell import Pick
from dougong.web.table import Layout

#: A Monday, for the names of the days.
MONDAY = date(2024, 1, 1)


def shown_otherwise(shown: Scene, thing: Object, pairs: Pairs, around: Around, kind: Shown) -> Response:
    """Show a list as the kind of view its address asks for."""
    listed = Listed(thing=thing, view=None, pairs=pairs, layout=Layout((), {}), sort=(), records=(), next=None,
                    count=None, capped=False)
    model: Frame = {"board": _board, "calendar": _calendar, "tree": _tree}[kind.kind](shown, listed, around, kind)
    return page(kind.kind, model, title=model.title, current=thing.name)


def move(name: str, number: int) -> AnyResponse:
    """Change the field a board is made of, as any other change; a script is told in a word what came of it."""
    shown, thing = scene(), whole(scene(), name)
    field = shown.field(thing, request.form.get("_field", ""))
    if field is None or not field.type.choices(field) or fixed(shown, thing, field):
        raise Missing(object=name)
    change = Change(object=name, verb="update", id=number, version=seen_version(),
                    values={field.name: request.form.get("_to") or None})
    if "X-Dougong-Fragment" not in request.headers:
        applied(change)
        return go(links.inside(request.form.get("_back", links.list_of(name))))
    try:
        outcome = applied(change)
    except AppError as error:
        told = faults_of(shown, thing, error.errors or (FieldError("", error.code, error.params),))
        answer = jsonify(why=[each.text for each in told])
        answer.status_code = 422
        return answer
    return jsonify(version=outcome.version)


def _board(shown: Scene, listed: Listed, around: Around, kind: Shown) -> BoardPage:
    thing, pairs = listed.thing, listed.pairs
    may = shown.may(thing, "update") and not fixed(shown, thing, kind.by)
    return BoardPage(**framed(shown, listed, around), lanes=lanes(shown, thing, pairs, kind),
                     field=kind.by.name if may else "", label=shown.label(kind.by),
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
                         "true" if each.kind == span.kind else "false")
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
    return f"{MONDAY + timedelta(days=at):%a}" if shown.lang == "en" else f"周{'一二三四五六日'[at]}"
