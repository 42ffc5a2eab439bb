"""The home page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from flask import Response

from dougong.processes.talk.notices import MOST as MOST_TOLD
from dougong.processes.talk.notices import notices
from dougong.records.lists.lately import lately
from dougong.records.lists.query import Query
from dougong.records.lists.tally import MOST, tally
from dougong.records.seeding.first_run import is_due
from dougong.web.answer import fragment, page
from dougong.web.entry import scene, screens
from dougong.web.home import Card, Figure, figure, home_page, line, shown_first
from dougong.web.queue import queue
from dougong.web.scene import Scene

#: Lists that are counted to find those that hold something.
COUNTED: Final = 12


@dataclass(frozen=True, slots=True)
class Queue:
    """The card of what waits, alone."""

    card: Card | None


def home() -> Response:
    """Show what changed lately, and how much there is of what is worked with most."""
    shown = scene()
    things = shown_first(shown)
    found = lately(shown.context, things)
    figures = _figures(shown, dict.fromkeys(each.name for each in (*found.objects, *things)))
    lines = [(each.mine, line(shown, each)) for each in found.records]
    model = home_page(shown, figures, [each for _, each in lines], [each for mine, each in lines if mine],
                      notices(shown.context, "unread", limit=MOST_TOLD).rows)
    return page("home", replace(model, due=is_due(shown.context)), title=shown.say("shell.home"))


def waiting() -> Response:
    """Return the card of what waits for somebody to move it on; nothing where nothing does."""
    shown = scene()
    return fragment("queue", Queue(queue(shown, shown_first(shown), screens().counts)))


def _figures(shown: Scene, names: Iterable[str]) -> list[Figure]:
    """Return a figure of each of the first lists that hold something; empty ones only where there are too few."""
    looked_at = list(islice(names, COUNTED))
    counts = tally(shown.context, [Query(object=name, fields=("id",), limit=1) for name in looked_at])
    return [figure(shown, shown.context.object(name), min(count, MOST), capped=count > MOST)
            for name, count in sorted(zip(looked_at, counts, strict=True), key=lambda each: not each[1])]
