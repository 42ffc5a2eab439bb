"""The board: a column per option of a choice, a card per record, what each column holds and adds up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dougong.catalog.model import Object
from dougong.kernel.labels import words as label
from dougong.records import reading
from dougong.records.lists.query import Filter, Query, query_of
from dougong.records.lists.summary import Asked, Group, summary
from dougong.web import links
from dougong.web.listing.asked import conditions
from dougong.web.listing.board_card import Card, card
from dougong.web.listing.filters import Pairs
from dougong.web.listing.frame import Frame
from dougong.web.listing.kinds import Shown
from dougong.web.listing.lateness import since
from dougong.web.listing.taking import sums
from dougong.web.pointed import with_titles
from dougong.web.scene import Scene
from dougong.web.shell import Pick

#: Cards of a column; the others are one click away.
CARDS = 20
#: Parameters that say how rows are shown, not which.
SHOWING = frozenset({"sort", "fields", "cursor", "limit", "count", "titles"})


@dataclass(frozen=True, slots=True)
class Lane:
    """A column: the option, its cards, how many records, what they add up to, its share of the largest in percent, and
    the percentage that belongs to it."""

    value: str
    label: str
    count: int = 0
    sums: tuple[str, ...] = ()
    share: int = 0
    cards: tuple[Card, ...] = ()
    percent: str = ""
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
    held = {value: _records(scene, thing, pairs, shown, value) for value, _ in options if (value or None) in groups}
    came = since(scene, thing, shown.late, [record["id"] for each in held.values() for record in each]
                 ) if shown.late is not None else {}
    found: list[Lane] = []
    for value, named in options:
        cards = tuple(card(scene, thing, shown, record, came.get(record["id"])) for record in held.get(value, ()))
        lane = Lane(value, named, cards=cards, rest_href=_only(thing, pairs, shown, value))
        group = groups.get(value or None)
        found.append(lane if group is None else _told(scene, lane, shown, group, most))
    return tuple(found)


def _groups(scene: Scene, thing: Object, pairs: Pairs, shown: Shown) -> Mapping[Any, Group]:
    of = ("count()", *([f"sum({shown.sum.name})"] if shown.sum else []),
          *([f"avg({shown.percent.name})"] if shown.percent else []))
    query = query_of(scene.context, thing, [pair for pair in conditions(pairs) if pair[0] not in SHOWING])
    found = summary(scene.context, Asked(query=query, by=(shown.by.name,), of=of))
    return {group.by[shown.by.name]: group for group in found.groups}


def _told(scene: Scene, lane: Lane, shown: Shown, group: Group, most: float) -> Lane:
    """Return a column with what its head tells: how many records, what they add up to, their percentage."""
    takes = {**({shown.sum.name: "sum"} if shown.sum else {}), **({shown.percent.name: "avg"} if shown.percent else {})}
    told = sums(scene, [field for field in (shown.sum, shown.percent) if field is not None], takes, group.of)
    percent = told[-1].lines[0] if shown.percent and told[-1].lines else ""
    count = int(group.of["count()"])
    rest = max(count - len(lane.cards), 0)
    return replace(lane, count=count, sums=told[0].lines if shown.sum else (), percent=percent,
                   share=round(100 * _weight(shown, group) / most) if most else 0,
                   rest=scene.say("board.rest", n=f"{rest:,}") if rest else "")


def _only(thing: Object, pairs: Pairs, shown: Shown, value: str) -> str:
    """Return the address of the list of one column's records."""
    own = [pair for pair in pairs if pair[0] not in {"_as", "_by", "done", shown.by.name}]
    return links.list_of(thing.name, [*own, (shown.by.name, value) if value else (f"{shown.by.name}[null]", "true")])


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
    told = (*shown.facts, *(shown.late.fields if shown.late is not None else ()))
    names = dict.fromkeys(("id", "title", "version", "owner", *(field.name for field in told)))
    asked: Query = replace(query, filters=(*query.filters, only), sort=query.sort or thing.order, limit=CARDS,
                           titles=True, fields=tuple(name for name in names if scene.column(thing, name) is not None))
    return with_titles(scene, shown.facts, reading.select(scene.context, asked).rows)
