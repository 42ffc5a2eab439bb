"""Which one condition of a list that shows nothing is in the way: how many records it would show without it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from urllib.parse import parse_qsl, urlsplit

from dougong.catalog.model import Object
from dougong.records.lists.query import query_of
from dougong.records.lists.tally import MOST, tally
from dougong.web import links
from dougong.web.listing.asked import conditions
from dougong.web.listing.filters import Pairs, first_of, tokens
from dougong.web.number import counted
from dougong.web.scene import Scene

#: Parameters that say how rows are shown, not which.
SHOWING = frozenset({"sort", "fields", "cursor", "limit", "count", "titles"})


@dataclass(frozen=True, slots=True)
class Way:
    """The list without one condition: in words, and where it is."""

    label: str
    href: str


def loosened(scene: Scene, thing: Object, pairs: Pairs) -> Way | None:
    """Return the list without the one condition that hides most, None where no single one does. One wait."""
    found = list(_without(scene, thing, pairs))
    counts = tally(scene.context, [replace(query_of(scene.context, thing, _asked(way.href)), fields=("id",), limit=1)
                                   for way in found])
    count, way = max(zip(counts, found, strict=True), key=itemgetter(0), default=(0, None))
    if way is None or not count:
        return None
    return Way(scene.say("list.loosen", what=way.label, n=counted(count, MOST)), way.href)


def _without(scene: Scene, thing: Object, pairs: Pairs) -> Iterator[Way]:
    """Yield the list without what was searched for, and without each condition."""
    if q := first_of(pairs, "q"):
        yield Way(q, links.list_of(thing.name, [pair for pair in pairs if pair[0] != "q"]))
    yield from (Way(f"{each.field} {each.operator} {each.value}".strip(), each.without)
                for each in tokens(scene, thing, pairs))


def _asked(href: str) -> Sequence[tuple[str, str]]:
    pairs = parse_qsl(urlsplit(href).query, keep_blank_values=True)
    return [pair for pair in conditions(pairs) if pair[0] not in SHOWING]
