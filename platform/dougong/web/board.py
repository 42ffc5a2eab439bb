"""The board: a column per option of a choice, a card per record, what each column holds and adds up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.kernel.labels import words as label
from dougong.records import reading
from dougong.records.named import heading
from dougong.records.query import Filter, Query, query_of
from dougong.records.summary import Asked, Group, summary
from dougong.web import links
from dougong.web.cell import Cell, cell
from dougong.web.filters import Pairs
from dougong.web.kinds import Shown
from dougong.web.listing.asked import conditions
from dougong.web.listing.frame import Frame
from dougong.web.pointed import with_titles
from dougong.web.scene import Scene
from dougong.web.shell import Pick
from dougong.web.taking import sums
from dougong.web.tone import initials, tone_of

#: Cards of a column; the others are one click away.
CARDS = 20
#: Parameters that say how rows are shown, not which.
SHOWING = frozenset({"sort", "fields", "cursor", "limit", "count", "titles"})


@dataclass(frozen=True, slots=True)
class Card:
    """A record on the board; `facts` are its values in words, `owner` who keeps it."""

    id: str
    version: str
    title: str
    href: str
    facts: tuple[Cell, ...]
    move: str = ""
    owner: str = ""
    initials: str = ""
    tone: str = "gray"


@dataclass(frozen=True, slots=True)
class Lane:
    """A column: the option, its cards, how many records, what they add up to, its share of the largest in percent."""

    value: str
    label: str
    count: str
    sums: tuple[str, ...]
    share: int
    cards: tuple[Card, ...]
    rest: str = ""
    rest_href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage(Frame):
    """Everything the board's template shows; `field` is what moving a card changes, "" for who may not."""

    lanes: tuple[Lane, ...]
    field: str
    label: str
    ways: tuple[Pick, ...]
    adds: str


def lanes(scene: Scene, thing: Object, pairs: Pairs, shown: Shown) -> tuple[Lane, ...]:
    """Return the columns of a board, the blank one only where something is blank."""
    groups = _groups(scene, thing, pairs, shown)
    options = [(option.name, label(option.label, scene.lang) or option.name)
               for option in shown.by.type.choices(shown.by)]
    if None in groups:
        options.insert(0, ("", scene.say("list.group_none", field=scene.label(shown.by))))
    most = max((_weight(shown, group) for group in groups.values()), default=0)
    return tuple(_lane(scene, thing, pairs, shown, option, groups.get(option[0] or None), most) for option in options)


def _groups(scene: Scene, thing: Object, pairs: Pairs, shown: Shown) -> Mapping[Any, Group]:
    of = ("count()", *([f"sum({shown.sum.name})"] if shown.sum else []))
    query = query_of(scene.context, thing, [pair for pair in conditions(pairs) if pair[0] not in SHOWING])
    found = summary(scene.context, Asked(query=query, by=(shown.by.name,), of=of))
    return {group.by[shown.by.name]: group for group in found.groups}


def _lane(scene: Scene, thing: Object, pairs: Pairs, shown: Shown, option: tuple[str, str],  # noqa: PLR0913, PLR0917
          group: Group | None, most: float) -> Lane:
    value, named = option
    records = _records(scene, thing, pairs, shown, value) if group is not None else []
    count = int(group.of["count()"]) if group is not None else 0
    by = (shown.sum,) if shown.sum is not None else ()
    total = [line for each in sums(scene, by, {field.name: "sum" for field in by}, group.of) for line in each.lines
             ] if group is not None else []
    rest = max(count - len(records), 0)
    own = [pair for pair in pairs if pair[0] not in {"_as", "_by", "done", shown.by.name}]
    only = (f"{shown.by.name}[null]", "true") if not value else (shown.by.name, value)
    return Lane(value, named, f"{count:,}", tuple(total), round(100 * _weight(shown, group) / most) if most else 0,
                tuple(_card(scene, thing, shown.facts, record) for record in records),
                scene.say("board.rest", n=f"{rest:,}") if rest else "", links.list_of(thing.name, [*own, only]))


def _weight(shown: Shown, group: Group | None) -> float:
    """Return what the bar of a column measures: its sum, where there is one in one currency, else its records."""
    if group is None:
        return 0
    value = group.of.get(f"sum({shown.sum.name})") if shown.sum else None
    if isinstance(value, tuple):
        value = value[0].value if len(value) == 1 else None
    return max(float(value), 0) if value is not None else float(group.of["count()"])


def _records(scene: Scene, thing: Object, pairs: Pairs, shown: Shown, value: str) -> Sequence[Mapping[str, Any]]:
    query = query_of(scene.context, thing, [pair for pair in conditions(pairs) if pair[0] not in SHOWING - {"sort"}])
    only = Filter(shown.by.name, "eq", value) if value else Filter(shown.by.name, "null", "true")
    names = dict.fromkeys(("id", "title", "version", "owner", *(field.name for field in shown.facts)))
    asked: Query = replace(query, filters=(*query.filters, only), sort=query.sort or thing.order, limit=CARDS,
                           titles=True, fields=tuple(name for name in names if scene.column(thing, name) is not None))
    return with_titles(scene, shown.facts, reading.select(scene.context, asked).rows)


def _card(scene: Scene, thing: Object, fields: Sequence[Field], record: Mapping[str, Any]) -> Card:
    owner = str(record.get("_titles", {}).get("owner", ""))
    facts = tuple(found for field in fields if (found := cell(scene, field, record, short=True)).text)
    return Card(str(record["id"]), str(record.get("version", "")), heading(record),
                links.record(thing.name, record["id"]), facts, links.act(thing.name, record["id"], "move"), owner,
                initials(owner) if owner else "", tone_of(int(record["owner"])) if record.get("owner") else "gray")
