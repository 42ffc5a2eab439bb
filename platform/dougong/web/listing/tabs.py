"""The tabs of a list: the pack's views, those people kept, and what is kept of the list as it stands."""

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final

from dougong.catalog.model import Object, View
from dougong.records import reading
from dougong.records.cache import Recent
from dougong.records.lists.query import query_of
from dougong.web import links
from dougong.web.listing.filters import Pairs
from dougong.web.listing.layout import views_of
from dougong.web.listing.saved import Saved, kept, usual
from dougong.web.scene import Scene

#: Seconds a count of a tab is told before it is taken again.
FRESH: Final = 60
ALL = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A view of the list: `count` is "" until it is known, `pairs` are its parameters."""

    name: str
    label: str
    href: str
    current: bool = False
    count: str = ""
    shared: bool = False
    changed: bool = False
    lost: bool = False
    pairs: Pairs = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records each view had lately, by what it asks and for whom; for one process."""

    known: Recent = field(default_factory=lambda: Recent(2048))

    def of(self, scene: Scene, thing: Object, pairs: Pairs) -> str | None:
        """Return what was counted within the last minute, None where nothing was."""
        found = self.known.get(_key(scene, thing, pairs), lambda: None)
        return found[1] if found is not None and found[0] > time.monotonic() - FRESH else None

    def put(self, scene: Scene, thing: Object, pairs: Pairs, text: str) -> None:
        """Remember a count."""
        self.known.put(_key(scene, thing, pairs), (time.monotonic(), text))

    def count(self, scene: Scene, thing: Object, pairs: Pairs) -> str:
        """Return how many records a view has, counted when that is not known."""
        text = self.of(scene, thing, pairs)
        if text is None:
            asked = query_of(scene.context, thing, [*_filters(pairs), ("count", "capped"), ("limit", "1"),
                                                    ("fields", "id")])
            found = reading.select(scene.context, asked)
            text = f"{found.count:,}{'+' if found.capped else ''}"
            self.put(scene, thing, pairs, text)
        return text


def tabs(scene: Scene, thing: Object, views: Sequence[Saved], pairs: Pairs, counts: Counts) -> tuple[Tab, ...]:
    """Return the tabs, the one that is shown marked, with the counts that are known."""
    made = views_of(scene, thing, "list")
    current = chosen(pairs)
    first = usual(views)
    packs = [(view.name, scene.label(view), given(view)) for view in made] or [(ALL, scene.say("list.all"), [])]
    here = current if current and current != ALL else packs[0][0]
    told = []
    for at, (name, label, asks) in enumerate(packs):
        plain = at == 0 and first is None and not asks
        href = links.list_of(thing.name, [] if plain else [*asks, ("view", name)])
        told.append(Tab(name=name, label=label, href=href, pairs=asks, current=name == here,
                        count=counts.of(scene, thing, asks) or ""))
    for each in views:
        name, same = f"~{each.id}", sorted(kept(pairs)) == sorted(each.pairs)
        told.append(Tab(name=name, pairs=each.pairs, label=each.name,
                        href=links.list_of(thing.name, [*each.pairs, ("view", name)]),
                        current=name == here, count=counts.of(scene, thing, each.pairs) or "",
                        shared=each.shared or not each.own, changed=name == here and not same, lost=each.lost))
    return tuple(told)


def chosen(pairs: Pairs) -> str:
    """Return the name of the view the address is in, "" for none."""
    return next((text for name, text in pairs if name == "view"), "")


def given(view: View) -> Pairs:
    """Return the conditions a view begins with, as parameters of the list."""
    return [(str(name), str(text)) for name, text in view.body.get("conditions", {}).items()]


def opened(scene: Scene, thing: Object, views: Sequence[Saved], pairs: Pairs) -> Pairs:
    """Return the parameters of the list: an address that says nothing opens the usual view."""
    if [pair for pair in pairs if pair[0] != "done"]:
        return pairs
    first = usual(views)
    if first is not None:
        return [*first.pairs, ("view", f"~{first.id}"), *pairs]
    made = views_of(scene, thing, "list")
    return [*given(made[0]), *pairs] if made else pairs


def _filters(pairs: Pairs) -> Pairs:
    left = {"sort", "fields", "view", "done", "limit", "cursor"}
    return [pair for pair in pairs if pair[0] not in left and not pair[0].startswith("_")]


def _key(scene: Scene, thing: Object, pairs: Pairs) -> Hashable:
    actor = scene.context.actor
    return scene.context.catalog.number, thing.name, actor.policy.fingerprint, actor.id, tuple(sorted(_filters(pairs)))
