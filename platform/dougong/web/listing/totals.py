"""The sum row of a list."""

from collections.abc import Sequence

from dougong.catalog.model import Field
from dougong.records.lists.summary import Group
from dougong.web import links
from dougong.web.listing.groups import Totals
from dougong.web.listing.listed import Listed
from dougong.web.listing.taking import Taking, sums
from dougong.web.scene import Scene


def adds_up(listed: Listed) -> bool:
    """Return whether the list has a sum row at all."""
    return bool(listed.records) and bool(listed.takes)


def totals_of(scene: Scene, fields: Sequence[Field], takes: Taking, total: Group) -> Totals:
    """Return the sum row of what was added up."""
    return Totals(scene.say("list.total", n=f"{total.of['count()']:,}"), sums(scene, fields, takes, total.of))


def totals(scene: Scene, listed: Listed) -> Totals | None:
    """Return the sum row, None for a list whose columns do not add up to anything."""
    if not adds_up(listed):
        return None
    if listed.total is not None:
        return totals_of(scene, listed.fields, listed.takes, listed.total)
    pairs = [*listed.but("_sum"), ("_sum", "1")]
    return Totals(scene.say("list.total_open"), sums(scene, listed.fields, {}, {}),
                  links.list_of(listed.thing.name, pairs), links.sums_of(listed.thing.name, pairs))
