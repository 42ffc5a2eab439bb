"""One record: reading it, putting it into the bin and taking it out again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access.policy import Verb
from dougong.catalog.model import Object
from dougong.kernel.errors import Missing
from dougong.kernel.number import whole_number
from dougong.processes.talk.comments import LATEST, Talk, talk
from dougong.records import history, reading
from dougong.records.acts.merging import merged_into
from dougong.records.files.found import events, of_record
from dougong.records.named import titles
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.entry import applied, scene, screens
from dougong.web.pointed import with_all_titles
from dougong.web.record.doing import Doing, Stage, acts, course, doings, shut
from dougong.web.record.files import NOTHING_ATTACHED, Attached, attached, happened
from dougong.web.record.page import Around, record_page
from dougong.web.record.related import boxes, related
from dougong.web.record.speech import people
from dougong.web.record.talk import SHOWN, UNTRIED, Shown, Tried, speaking, spoken
from dougong.web.record.timeline import Moment, timeline
from dougong.web.scene import Scene

#: Entries of the timeline on the page.
LIMIT = 20
#: What the page offers buttons for.
ACTS: tuple[Verb, ...] = ("update", "archive", "restore", "share", "assign", "print")


def show(name: str, number: int) -> Response:
    """Show the page of a record."""
    return shown_with(name, number)


def shown_with(name: str, number: int, tried: Tried = UNTRIED) -> Response:
    """Return the page of a record, with a comment that was not taken."""
    shown, thing = scene(), whole(scene(), name)
    record, done = _standing(shown, thing, number)
    tabs, rows = related(shown, thing, number, request.args.get("related", ""))
    may = reading.permitted(shown.context, name, number, ACTS)
    part, told = _part(), _talk(shown, thing, record)
    moments, files, line = _past(shown, thing, record, told, part, update="update" in may)
    model = record_page(shown, thing, record, Around(
        history=moments, related=tabs, rows=rows, boxes=boxes(shown, thing, record, screens().panels),
        attached=files, permitted=may, doings=done, course=line, locked=shut(shown, thing, record),
        talk=speaking(shown, thing, number, told, part, tried), into=merged_into(shown.context, thing, record)))
    return page("record", model, title=model.title, current=name, back=links.list_of(name),
                status=422 if tried.fault else 200)


def _standing(shown: Scene, thing: Object, number: int) -> tuple[Mapping[str, Any], tuple[Doing, ...]]:
    """Return a record with its titles, and what may be done with it where it stands: both of one look."""
    if not acts(thing):
        return with_all_titles(shown, thing, reading.read(shown.context, thing.name, number, titles=True)), ()
    found, image = reading.judged(shown.context, thing.name, number)
    record = with_all_titles(shown, thing, found)
    return record, doings(shown, thing, record, image)


def _part() -> Shown:
    return next((each for each in SHOWN if each == request.args.get("timeline", "")), "")


def _talk(shown: Scene, thing: Object, record: Mapping[str, Any]) -> Talk:
    """Return what is said about a record: the newest, or what was said before."""
    before = whole_number(request.args.get("before", ""))
    return talk(shown.context, thing, record, before=before or LATEST, limit=LIMIT)


def _past(shown: Scene, thing: Object, record: Mapping[str, Any], told: Talk, part: Shown, *,
          update: bool) -> tuple[tuple[Moment, ...], Attached, tuple[Stage, ...]]:
    """Return what happened to a record, files and words among it, newest first; the files that are there; and the
    states it went through."""
    context, id = shown.context, record["id"]
    past = history.past(context, thing.name, id, limit=LIMIT).rows if thing.history else []
    if thing.access == "engine":
        actors = titles(context, "user", (entry["actor"] for entry in past))
        return timeline(shown, thing, past, actors), NOTHING_ATTACHED, ()
    files = of_record(context, thing.name, id)
    done = events(context, thing.name, id, files)[:LIMIT]
    names = titles(context, "user", {*(entry["actor"] for entry in past), *(event.actor for event in done),
                                     *(file.created_by for each in files for file in each.earlier),
                                     *people(told.comments)})
    changes = () if part == "comments" else (*timeline(shown, thing, past, names), *happened(shown, done, names))
    words = () if part == "changes" else spoken(shown, thing, id, told, names)
    moments = sorted((*changes, *words), key=lambda each: datetime.fromisoformat(each.moment), reverse=True)
    most = screens().runtime.settings.file_mb
    return tuple(moments[:LIMIT]), attached(
        shown, thing, record, files, names, most if update else 0), course(shown, thing, record, past, names)


def archive(name: str, number: int) -> AnyResponse:
    """Put a record into the bin."""
    applied(Change(object=whole(scene(), name).name, verb="archive", id=number, version=seen_version()))
    return go(links.record(name, number, [("done", "archived")]))


def restore(name: str, number: int) -> AnyResponse:
    """Take a record out of the bin."""
    applied(Change(object=whole(scene(), name).name, verb="restore", id=number, version=seen_version()))
    return go(links.record(name, number, [("done", "restored")]))


def whole(shown: Scene, name: str) -> Object:
    """Return an object with pages of its own; raises Missing for lines, which are seen with their owner."""
    thing = shown.context.object(name)
    if thing.parent is not None:
        raise Missing(object=name)
    return thing


def seen_version() -> int | None:
    """Return the version the page was opened with, None where it does not say."""
    return whole_number(request.form.get("_version", ""))
