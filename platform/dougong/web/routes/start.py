"""The home page."""

from datetime import datetime
from typing import Any

from flask import Response

from dougong.catalog.model import Object
from dougong.records import reading
from dougong.records.query import Filter, Query
from dougong.web.answer import page
from dougong.web.cell import moment
from dougong.web.entry import scene
from dougong.web.home import FIGURES, RECENT, Line, figure, home_page, line, shown_first
from dougong.web.scene import Scene

#: Objects looked into for recent records: the first of the menu, which are the ones people work with.
LOOKED_AT = 6


def home() -> Response:
    """Show what changed lately and how much there is."""
    shown = scene()
    things = shown_first(shown)
    figures = [_figure(shown, thing) for thing in things[:FIGURES]]
    recent = _recent(shown, things[:LOOKED_AT], ())
    mine = _recent(shown, things[:LOOKED_AT], (Filter("updated_by", "eq", str(shown.context.actor.id)),))
    model = home_page(shown, figures, recent, mine)
    return page("home", model, title=shown.say("shell.home"))


def _figure(shown: Scene, thing: Object) -> Any:
    asked = Query(object=thing.name, fields=("id",), limit=1, count="capped")
    found = reading.select(shown.context, asked)
    return figure(shown, thing, found.count or 0, capped=found.capped)


def _recent(shown: Scene, things: tuple[Object, ...], filters: tuple[Filter, ...]) -> list[Line]:
    found: list[tuple[datetime, Line]] = []
    for thing in things:
        asked = Query(object=thing.name, filters=filters, sort=("-updated_at",), limit=RECENT,
                      fields=("id", "title", "updated_at"))
        for row in reading.select(shown.context, asked).rows:
            at = moment(row["updated_at"])
            found.append((at, line(shown, thing, row, at)))
    return [each for _, each in sorted(found, key=lambda pair: pair[0], reverse=True)]
