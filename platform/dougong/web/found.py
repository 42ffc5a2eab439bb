"""What the palette and the search page find: records by name, number and pinyin, lists and actions by their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Object
from dougong.fields.collation import search_key
from dougong.web import links
from dougong.web.action import create
from dougong.web.match import cut
from dougong.web.scene import Scene


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; `match` is the part of its words that was typed."""

    href: str
    icon: str
    before: str
    match: str = ""
    after: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class HitGroup:
    """Hits of one kind."""

    name: str
    label: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What was asked and found; `listbox` says that a script walks the hits by arrow keys."""

    q: str
    groups: tuple[HitGroup, ...]
    none: str
    listbox: bool = False


def record_hits(scene: Scene, thing: Object, records: Sequence[Mapping[str, Any]], q: str) -> HitGroup:
    """Return records of one object that were found."""
    hits = tuple(Hit(links.record(thing.name, record["id"]), thing.icon,
                     *cut(str(record.get("title") or f"#{record['id']}"), q), note=str(record.get("number") or ""))
                 for record in records)
    return HitGroup(thing.name, scene.plural(thing), hits)


def lists(scene: Scene, things: Sequence[Object], q: str) -> HitGroup:
    """Return the lists whose name holds what was typed, by pinyin too."""
    named = ((thing, scene.plural(thing)) for thing in things)
    return HitGroup("lists-", scene.say("palette.lists"), tuple(
        Hit(links.list_of(thing.name), thing.icon, *cut(words, q)) for thing, words in named if fits(words, q)))


def actions(scene: Scene, things: Sequence[Object], q: str) -> HitGroup:
    """Return what one may do whose words hold what was typed."""
    made = (create(scene, thing.name) for thing in things)
    return HitGroup("actions-", scene.say("palette.actions"), tuple(
        Hit(act.href, act.icon, *cut(act.label, q)) for act in made if act and fits(act.label, q)))


def fits(words: str, q: str) -> bool:
    """Return whether words are found by what was typed: as written, by pinyin or its initials."""
    low = q.strip().casefold()
    return low in words.casefold() or low in search_key(words)
