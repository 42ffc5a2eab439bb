"""The bin: what lies in it, who put it there and when, and the way out."""

from flask import Response, request

from dougong.records import reading
from dougong.records.lists.query import Query
from dougong.records.upkeep.bin import binned
from dougong.web.answer import page
from dougong.web.bin import bin_page, bins_page
from dougong.web.entry import scene
from dougong.web.links import Paths
from dougong.web.routes.records import whole


def overview() -> Response:
    """Show which objects have records in the bin, and how many."""
    shown = scene()
    counts = {thing.name: reading.select(shown.context, Query(
        object=thing.name, archived=True, fields=("id",), limit=1, count="capped")) for thing in binned(shown.context)}
    model = bins_page(shown, {name: (found.count or 0, found.capped) for name, found in counts.items()})
    return page("bins", model, title=shown.say("bin.title"))


def listing(name: str) -> Response:
    """Show what lies in the bin of an object, what went in last first."""
    shown, thing = scene(), whole(scene(), name)
    fields = tuple(each for each in ("id", "title", "version", "archived_at", "archived_by")
                   if shown.context.actor.policy.field(thing, each) is not None)
    sort = ("-archived_at",) if "archived_at" in fields else ("-id",)
    found = reading.select(shown.context, Query(object=name, archived=True, fields=fields, sort=sort, titles=True,
                                                cursor=request.args.get("cursor") or None))
    model = bin_page(shown, thing, found.rows, found.next)
    return page("bin", model, title=model.title, current=name, back=Paths().bin)
