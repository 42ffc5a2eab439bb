"""What the palette and the search page find: records, lists and actions, with what was typed marked in their words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dougong.catalog.model import Object
from dougong.fields.collation import fold, search_key, spelling
from dougong.records.search.everywhere import Hit as Record
from dougong.web import links
from dougong.web.action import create
from dougong.web.cell import Cell, cell
from dougong.web.listing.layout import toned
from dougong.web.match import Mark, marked
from dougong.web.scene import Scene
from dougong.web.shell import Entry


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; `words` and `note` are its words in parts, those that were typed marked; `state` is a chip."""

    href: str
    icon: str
    words: tuple[Mark, ...]
    note: tuple[Mark, ...] = ()
    state: Cell | None = None


@dataclass(frozen=True, slots=True)
class HitGroup:
    """Hits of one kind; `count` says how many there are in all, `more` leads to them."""

    name: str
    label: str
    hits: tuple[Hit, ...]
    count: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What was asked and found; `listbox` says that a script walks the hits by arrow keys, `kinds` are the objects
    something was found of."""

    q: str
    groups: tuple[HitGroup, ...]
    none: str
    listbox: bool = False
    count: str = ""
    kinds: tuple[Entry, ...] = ()


def record_hits(scene: Scene, thing: Object, records: Sequence[Record], rows: Mapping[int, Mapping[str, Any]],
                q: str) -> tuple[Hit, ...]:
    """Return records of one object that were found; `rows` hold their states."""
    states = [each for each in scene.fields(thing) if toned(each)][:1]
    return tuple(Hit(links.record(thing.name, each.id), thing.icon, marked(each.title or f"#{each.id}", q),
                     marked(_number(each), q), _state(scene, states, rows.get(each.id, {}))) for each in records)


def lists(scene: Scene, things: Iterable[Object], q: str) -> tuple[Hit, ...]:
    """Return the lists whose name holds what was typed, by pinyin too; what it names exactly comes first."""
    named = ((scene.plural(thing), links.list_of(thing.name), thing.icon) for thing in things)
    return _fitting(named, q)


def actions(scene: Scene, things: Iterable[Object], q: str) -> tuple[Hit, ...]:
    """Return what one may do whose words hold what was typed."""
    made = (create(scene, thing.name) for thing in things)
    own = (scene.say("notice.title"), links.NOTICES, "bell")
    return _fitting((own, *((act.label, act.href, act.icon) for act in made if act)), q)


def fits(said: str, q: str) -> bool:
    """Return whether words are found by what was typed: as written, by pinyin or its initials."""
    low = fold(q)
    return low in fold(said) or low in search_key(said)


def is_exact(said: str, q: str) -> bool:
    """Return whether what was typed is the whole name: as written, its pinyin or its initials (商机 by sj)."""
    typed, read = fold(q).replace(" ", ""), spelling(fold(said))
    return bool(typed) and typed in {fold(said).replace(" ", ""), read.full, *read.initials}


def said_by(hit: Hit) -> str:
    """Return the words of a hit."""
    return "".join(each.text for each in hit.words)


def _fitting(named: Iterable[tuple[str, str, str]], q: str) -> tuple[Hit, ...]:
    return tuple(Hit(href, icon, marked(said, q)) for said, href, icon in named if fits(said, q))


def _number(record: Record) -> str:
    """Return the number, unless the title says it."""
    return "" if record.number is None or record.number in record.title else record.number


def _state(scene: Scene, fields: Sequence[Any], row: Mapping[str, Any]) -> Cell | None:
    return next((cell(scene, field, row) for field in fields if row.get(field.name) is not None), None)
