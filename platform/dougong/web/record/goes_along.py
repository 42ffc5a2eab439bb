"""What goes along when records become another's: what may be ticked, with how many records that is."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from dougong.catalog.model import Object
from dougong.records.acts.along import MOST, Along, preview
from dougong.web.number import counted
from dougong.web.record.inputs import Choice
from dougong.web.scene import Scene

#: The name of the boxes; `SHOWN` says that they were shown, for a form without a tick.
NAME, SHOWN = "along", "along.shown"


def choices(scene: Scene, thing: Object, ids: Sequence[int], sent: MultiDict[str, str]) -> tuple[Choice, ...]:
    """Return the boxes, each with the links' records in words; ticked until somebody takes the tick away."""
    ticked = sent.getlist(NAME) if SHOWN in sent else None
    found: dict[str, list[Along]] = {}
    for each in preview(scene.context, thing, ids):
        found.setdefault(each.name, []).append(each)
    return tuple(Choice(name, _told(scene, some), ticked is None or name in ticked) for name, some in found.items())


def chosen(sent: MultiDict[str, str]) -> list[str]:
    """Return the names of the links ticked."""
    return sent.getlist(NAME)


def _told(scene: Scene, some: Sequence[Along]) -> str:
    count = sum(len(each.ids) for each in some)
    first = some[0]
    return scene.say("assign.along_of", what=scene.plural(first.object), by=scene.label(first.field),
                     n=counted(count, MOST))
