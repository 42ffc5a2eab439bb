"""What belongs to a record besides its own fields: who points here, what happened, what plugins add."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from dougong.catalog.model import Object
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import words as label
from dougong.records import reading
from dougong.records.lists.query import Filter, Query
from dougong.records.lists.tally import MOST, tally
from dougong.spi import Panel
from dougong.web import links
from dougong.web.cell import Cell
from dougong.web.listing.layout import columns, view_of
from dougong.web.listing.table import Layout, cards_of, heads, rows_of
from dougong.web.pointed import with_titles
from dougong.web.record.page import Box, Fact, Related, RelatedRows
from dougong.web.scene import Scene

#: Rows of the open tab; the full list is one click away.
SHOWN = 10
#: Tabs that stand in the open; the others are behind one that says there are more.
OPEN = 8
#: Relations that are counted; an object everything points to (a person, a currency) has dozens.
COUNTED = 40
#: What says who wrote a record is no relation of it.
STAMPS = frozenset({"owner", "created_by", "updated_by", "archived_by", "parent"})


def related(scene: Scene, thing: Object, number: int, chosen: str) -> tuple[tuple[Related, ...], RelatedRows]:
    """Return the tabs, and the rows of the tab `chosen` ("object.field"), else of the first.

    Documents that are there come first, then what else is there, then what is not; in the order of the menu.
    """
    pairs = _referrers(scene, thing)
    if not pairs:
        return (), RelatedRows()
    counts = tally(scene.context, [Query(object=pair[0].name, fields=("id",), limit=1,
                                         filters=(_pointing(scene, thing, number, pair),)) for pair in pairs[:COUNTED]])
    ranked = sorted(zip_longest(pairs, counts), key=lambda each: not each[1])
    current = next((pair for pair in pairs if f"{pair[0].name}.{pair[1]}" == chosen), ranked[0][0])
    tabs = tuple(replace(_tab(scene, thing, number, pair, count, alone=_alone(pairs, pair)), current=pair is current)
                 for pair, count in ranked)
    return _opened(tabs), _rows(scene, _pointing(scene, thing, number, current), *current)


def _opened(tabs: tuple[Related, ...]) -> tuple[Related, ...]:
    """Return the tabs with those that stand in the open first, the current one among them; a single one is not
    folded away."""
    if len(tabs) <= OPEN + 1:
        return tabs
    at = next(at for at, tab in enumerate(tabs) if tab.current)
    if at >= OPEN:
        tabs = (*tabs[:OPEN - 1], tabs[at], *tabs[OPEN - 1:at], *tabs[at + 1:])
    return (*tabs[:OPEN], *(replace(tab, folded=True) for tab in tabs[OPEN:]))


def boxes(scene: Scene, thing: Object, record: Mapping[str, Any], panels: Sequence[Panel]) -> tuple[Box, ...]:
    """Return what plugins show about a record; a panel without lines is absent."""
    made = ((panel, panel.lines(scene.context, thing, record)) for panel in panels if panel.applies(thing))
    return tuple(Box(panel.name, label(panel.label, scene.lang), tuple(
        Fact(line.label, Cell(text=line.text, href=links.record(*line.record) if line.record else ""))
        for line in lines)) for panel, lines in made if lines)


def _referrers(scene: Scene, thing: Object) -> list[tuple[Object, str]]:
    """Return what may point here, each group in the order of the menu: documents made to, what else was made to, what
    the menu does not lead to (their lines, most of them), then what people may file under anything. Where a posting
    notes its source it points anywhere and is no relation of it."""
    order = {entry.object: at for at, entry in enumerate(each for group in scene.context.catalog.menu
                                                         for each in group.entries)}
    found, open_ended = [], []
    for name, field in scene.context.catalog.referrers.get(thing.name, ()):
        other = scene.context.catalog.objects[name]
        known = scene.field(other, field)
        asked = scene.context.actor.policy.field(other, field, "use")         # some may be read in some records only
        if field not in STAMPS and known is not None and asked is not None and known.type.storage == "columns" \
                and "eq" in known.type.operators and scene.may(other, "read"):
            if known.type.targets(known):
                found.append((other, field))
            elif known.readonly is not True and other.access == "user":
                open_ended.append((other, field))
    return [*sorted(found, key=lambda pair: _place(order, pair[0])),
            *sorted(open_ended, key=lambda pair: _place(order, pair[0]))]


def _place(order: Mapping[str, int], other: Object) -> tuple[bool, bool, int]:
    """Return where an object stands among others: first what the menu leads to, documents with lines before all."""
    listed = other.name in order
    lines = any(field.type.storage == "lines" for field in other.fields.values())
    return not listed, not lines, order.get(other.name, 0)


def _alone(pairs: Sequence[tuple[Object, str]], pair: tuple[Object, str]) -> bool:
    return sum(other.name == pair[0].name for other, _ in pairs) == 1


def _tab(scene: Scene, thing: Object, number: int, pair: tuple[Object, str], count: int | None, *,
         alone: bool) -> Related:
    other, field = pair
    known = scene.field(other, field)
    named = scene.plural(other) if alone or known is None else scene.say(
        "record.related_by", what=scene.plural(other), field=scene.label(known))
    href = links.record(thing.name, number, [("related", f"{other.name}.{field}")])
    said = "" if count is None else f"{MOST}+" if count > MOST else str(count)
    return Related(named, said, f"{href}#related")


def _pointing(scene: Scene, thing: Object, number: int, pair: tuple[Object, str]) -> Filter:
    """Return the condition that a record points here; an any-link names the object as well."""
    known = scene.field(*pair)
    single = known is not None and known.type.kind is Kind.LINK
    return Filter(pair[1], "eq", str(number) if single else f"{thing.name} {number}")


def _rows(scene: Scene, pointing: Filter, other: Object, field: str) -> RelatedRows:
    fields = tuple(each for each in columns(scene, other, view_of(scene, other, "list")) if each.name != field)[:6]
    wanted = ("id", "title", *(["parent"] if other.parent else []), *(each.name for each in fields))
    asked = Query(object=other.name, filters=(pointing,), sort=other.order,
                  fields=tuple(dict.fromkeys(wanted)), titles=True, limit=SHOWN)
    found = reading.select(scene.context, asked)
    everything = links.list_of(other.name, [(field, pointing.value)]) if found.next else ""
    rows = with_titles(scene, fields, found.rows)
    return RelatedRows(scene.plural(other), heads(scene, fields),
                       rows_of(scene, other, Layout(fields, cards_of(other, fields)), rows), everything,
                       scene.say("record.related_none", what=scene.inside(scene.plural(other))))


