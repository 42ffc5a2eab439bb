"""The home page."""

from typing import Any

from flask import Response

from dougong.catalog.model import Object
from dougong.records import reading
from dougong.records.lately import lately
from dougong.records.query import Query
from dougong.web.answer import page
from dougong.web.entry import scene
from dougong.web.home import FIGURES, figure, home_page, line, shown_first
from dougong.web.scene import Scene


def home() -> Response:
    """Show what changed lately, and how much there is of what is worked with most."""
    shown = scene()
    things = shown_first(shown)
    found = lately(shown.context, things)
    worked = dict.fromkeys(each.name for each in (*found.objects, *things))
    figures = [_figure(shown, shown.context.object(name)) for name in list(worked)[:FIGURES]]
    lines = [(each.mine, line(shown, each)) for each in found.records]
    model = home_page(shown, figures, [each for _, each in lines], [each for mine, each in lines if mine])
    return page("home", model, title=shown.say("shell.home"))


def _figure(shown: Scene, thing: Object) -> Any:
    asked = Query(object=thing.name, fields=("id",), limit=1, count="capped")
    found = reading.select(shown.context, asked)
    return figure(shown, thing, found.count or 0, capped=found.capped)
