"""One record: reading it, putting it into the bin and taking it out again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from dougong.access.policy import Verb
from dougong.catalog.model import Object
from dougong.kernel.errors import Missing
from dougong.records import reading
from dougong.records.change import Change
from dougong.records.files.found import events, of_record
from dougong.records.history import history
from dougong.records.named import titles
from dougong.web import links
from dougong.web.answer import go, page
from dougong.web.entry import applied, scene, screens
from dougong.web.files import NOTHING_ATTACHED, Attached, attached, happened
from dougong.web.record import Around, record_page
from dougong.web.related import boxes, related
from dougong.web.scene import Scene
from dougong.web.timeline import Moment, timeline

#: Entries of the timeline on the page.
SHOWN = 20
#: What the page offers buttons for.
ACTS: tuple[Verb, ...] = ("update", "archive", "restore", "share", "assign")


def show(name: str, number: int) -> Response:
    """Show the page of a record."""
    shown, thing = scene(), whole(scene(), name)
    record = reading.read(shown.context, name, number, titles=True)
    tabs, rows = related(shown, thing, number, request.args.get("related", ""))
    may = reading.permitted(shown.context, name, number, ACTS)
    happened, files = _past(shown, thing, record, update="update" in may)
    model = record_page(shown, thing, record, Around(
        history=happened, related=tabs, rows=rows, boxes=boxes(shown, thing, record, screens().panels),
        attached=files, permitted=may))
    return page("record", model, title=model.title, current=name, back=links.list_of(name))


def _past(shown: Scene, thing: Object, record: Mapping[str, Any], *,
          update: bool) -> tuple[tuple[Moment, ...], Attached]:
    """Return what happened to a record, its files among it, newest first; and those that are there."""
    context, id = shown.context, record["id"]
    past = history(context, thing.name, id, limit=SHOWN).rows if thing.history else []
    if thing.access == "engine":
        actors = titles(context, "user", (entry["actor"] for entry in past))
        return timeline(shown, thing, past, actors), NOTHING_ATTACHED
    files = of_record(context, thing.name, id)
    done = events(context, thing.name, id, files)[:SHOWN]
    names = titles(context, "user", {*(entry["actor"] for entry in past), *(event.actor for event in done),
                                     *(file.created_by for each in files for file in each.earlier)})
    moments = sorted((*timeline(shown, thing, past, names), *happened(shown, done, names)),
                     key=lambda each: datetime.fromisoformat(each.moment), reverse=True)
    most = screens().runtime.settings.file_mb
    return tuple(moments[:SHOWN]), attached(
        shown, thing, record, files, names, most if update else 0)


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
    text = request.form.get("_version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
