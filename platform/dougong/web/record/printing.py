"""A record as it stands on paper: what its page tells, without what one does there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.web import links
from dougong.web.cell import Cell
from dougong.web.record.page import Around, Fact, Lines, grids, record_page
from dougong.web.record.sums import Sum
from dougong.web.scene import Scene
from dougong.web.shell import Pick, tongues

#: Columns of lines beyond which a sheet lies on its side.
UPRIGHT: Final = 8
#: Columns of lines there is room for on it then.
MOST: Final = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPage:
    """What is on the sheet, which lies on its side where it is `wide`; `foot` says who had it printed, and when; at
    `action` it is printed in another of the languages."""

    object: str
    title: str
    company: str
    back: str
    action: str
    languages: tuple[Pick, ...]
    archived: str
    chips: tuple[Cell, ...]
    facts: tuple[Fact, ...]
    grids: tuple[Lines, ...]
    totals: tuple[Sum, ...]
    wide: bool
    foot: str


def print_page(scene: Scene, thing: Object, record: Mapping[str, Any]) -> PrintPage:
    """Return the sheet of a record in its JSON form, with titles and lines."""
    said = record_page(scene, thing, record, Around())
    lines = tuple(each for each in grids(scene, thing, record, MOST) if each.rows)
    return PrintPage(
        object=said.object, title=said.title, company=scene.context.company, archived=said.archived,
        back=links.record(thing.name, record["id"]), action=links.act(thing.name, record["id"], "print"),
        languages=tongues(scene.lang), chips=said.chips, facts=(*said.facts, *said.more_facts),
        grids=lines, totals=said.totals, wide=any(len(each.columns) > UPRIGHT for each in lines),
        foot=scene.say("print.foot", who=scene.context.actor.name,
                       when=f"{scene.context.now.astimezone(scene.zone):%Y-%m-%d %H:%M}"))
