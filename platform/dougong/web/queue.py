"""What stands still until somebody moves it on: states that wait for someone, of the objects whose next step a person
may take."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from dougong.catalog.model import Object
from dougong.catalog.states import WAITS
from dougong.kernel.labels import words
from dougong.processes.workflow.offers import runnable
from dougong.web import links
from dougong.web.home import Card, Line
from dougong.web.listing.tabs import Counts
from dougong.web.scene import Scene

#: States that are counted, and lines that are shown.
MOST: Final = 8


def queue(scene: Scene, things: Iterable[Object], counts: Counts) -> Card | None:
    """Return the card of what waits, each state of an object with how many records are in it and leading to them; None
    where nothing waits. What was counted within a minute is not counted again."""
    found = tuple(line for thing, state, label in islice(_waiting(scene, things), MOST)
                  if (line := _line(scene, thing, state, label, counts)) is not None)
    return Card(name="queue", label=scene.say("home.queue"), note="", rows=found, none="") if found else None


def _waiting(scene: Scene, things: Iterable[Object]) -> Iterator[tuple[Object, str, str]]:
    """Yield each state that waits for someone and that this person may lead on from, with what people call it."""
    for thing in things:
        flow = thing.workflow
        field = None if flow is None else scene.field(thing, flow.field)
        if field is None:
            continue
        ways = {state for each in runnable(scene.context, thing) if each.show != "menu" for state in each.source}
        yield from ((thing, option.name, words(option.label, scene.lang) or option.name)
                    for option in field.type.choices(field) if option.tone == WAITS and option.name in ways)


def _line(scene: Scene, thing: Object, state: str, label: str, counts: Counts) -> Line | None:
    field = thing.workflow.field if thing.workflow is not None else ""
    count = counts.count(scene, thing, [(field, state)])
    return None if count == "0" else Line(thing.icon, scene.plural(thing), links.list_of(thing.name, [(field, state)]),
                                          label, count)
