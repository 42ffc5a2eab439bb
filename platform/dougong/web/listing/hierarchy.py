"""The tree: records beneath their parents, each branch to fold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dougong.catalog.model import Object
from dougong.records import reading
from dougong.records.lists.query import LONGEST, query_of
from dougong.records.named import heading
from dougong.web import links
from dougong.web.cell import Cell, cell
from dougong.web.listing.asked import conditions
from dougong.web.listing.filters import Pairs
from dougong.web.listing.frame import Frame
from dougong.web.listing.kinds import Shown
from dougong.web.pointed import with_titles
from dougong.web.scene import Scene

#: Records a tree shows; a larger one wants a narrower filter.
MOST = 1000
#: Levels drawn; what lies deeper stands on the last.
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Branch:
    """A record with those beneath it."""

    title: str
    href: str
    facts: tuple[Cell, ...]
    below: tuple["Branch", ...]
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TreePage(Frame):
    """Everything the tree's template shows."""

    branches: tuple[Branch, ...]
    note: str


def branches(scene: Scene, thing: Object, pairs: Pairs, shown: Shown) -> tuple[tuple[Branch, ...], bool]:
    """Return the roots with what is beneath them, and whether there are more records than a tree shows. A record
    whose parent is not among them stands at the top."""
    records, more = _records(scene, thing, pairs, shown)
    known = {record["id"] for record in records}
    below: dict[Any, list[Mapping[str, Any]]] = {}
    for record in records:
        parent = record.get(shown.by.name)
        below.setdefault(parent if parent in known else None, []).append(record)
    return tuple(_branch(scene, thing, shown, record, below, 1) for record in below.get(None, [])), more


def _records(scene: Scene, thing: Object, pairs: Pairs, shown: Shown) -> tuple[Sequence[Mapping[str, Any]], bool]:
    left = {"fields", "cursor", "limit", "count", "titles"}
    query = query_of(scene.context, thing, [pair for pair in conditions(pairs) if pair[0] not in left])
    names = dict.fromkeys(("id", "title", shown.by.name, *(field.name for field in shown.facts)))
    asked = replace(query, sort=query.sort or ("title",), limit=LONGEST, titles=True, fields=tuple(names))
    found: list[Mapping[str, Any]] = []
    while len(found) < MOST:
        page = reading.select(scene.context, asked)
        found += page.rows
        if page.next is None:
            return with_titles(scene, shown.facts, found), False
        asked = replace(asked, cursor=page.next)
    return with_titles(scene, shown.facts, found), True


def _branch(scene: Scene, thing: Object, shown: Shown, record: Mapping[str, Any],
            below: Mapping[Any, list[Mapping[str, Any]]], level: int) -> Branch:
    beneath = below.get(record["id"], []) if level < DEEPEST else []
    facts = tuple(found for field in shown.facts if (found := cell(scene, field, record, short=True)).text)
    return Branch(heading(record), links.record(thing.name, record["id"]), facts,
                  tuple(_branch(scene, thing, shown, each, below, level + 1) for each in beneath),
                  scene.say("tree.below", n=len(beneath)) if beneath else "")
