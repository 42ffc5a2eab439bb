"""Views people keep: keeping a list as it stands, changing what was kept, dropping it."""

from urllib.parse import parse_qsl

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from dougong.kernel.errors import Missing
from dougong.records.standing import VIEWS
from dougong.records.writing.change import Change
from dougong.web import links
from dougong.web.answer import go
from dougong.web.entry import applied, scene
from dougong.web.listing.saved import Saved, saved, written
from dougong.web.routes.records import seen_version

MOST_NAME = 60


def keep(name: str) -> AnyResponse:
    """Keep a list as a view, or change or drop the view it was (`_do`: add, change, drop)."""
    shown = scene()
    thing = shown.context.object(name)
    pairs = parse_qsl(request.form.get("asks", "")[:8000], keep_blank_values=True)
    said = {"name": request.form.get("name", "").strip()[:MOST_NAME], "shared": "shared" in request.form,
            "usual": "usual" in request.form}
    mine = saved(shown, thing)
    own = next((each for each in mine if each.own and str(each.id) == request.form.get("id", "")), None)
    act = request.form.get("_do", "add")
    if act != "add" and own is None:
        raise Missing(object=VIEWS)
    if own is not None and act == "drop":
        applied(Change(object=VIEWS, verb="archive", id=own.id, version=seen_version()))
        return go(links.list_of(name, [*pairs, ("view", "-"), ("done", "view_dropped")]))
    if said["usual"]:
        _alone(mine, own)
    asks = written(thing, pairs, shown.context.catalog.objects)
    if own is not None and act == "change":
        applied(Change(object=VIEWS, verb="update", id=own.id, version=seen_version(), values={**said, "asks": asks}))
        number = own.id
    else:
        number = applied(Change(object=VIEWS, verb="create", values={**said, "shows": thing.uid, "asks": asks})).id
    return go(links.list_of(name, [*pairs, ("view", f"~{number}"), ("done", "view_kept")]))


def _alone(mine: tuple[Saved, ...], but: Saved | None) -> None:
    """Let no other view of this person be the one shown at first."""
    for each in mine:
        if each.own and each.usual and each is not but:
            applied(Change(object=VIEWS, verb="update", id=each.id, version=each.version, values={"usual": False}))
