"""Tables of records: heads, rows, and which cell goes where on a phone's card."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final

from markupsafe import Markup

from dougong.catalog.model import Field, Object
from dougong.kernel.errors import NOTHING
from dougong.kernel.kinds import Kind
from dougong.records.cache import Recent
from dougong.records.named import heading
from dougong.web import links
from dougong.web.cell import Cell, drawer, itself
from dougong.web.listing.groups import Head
from dougong.web.listing.layout import title_fields, toned
from dougong.web.markup import joined, marks, named, td, tds, th, tr
from dougong.web.pointed import WIDGET
from dougong.web.scene import Scene

#: Layouts of lists of which rows are kept drawn, and rows kept of one: some 1,500 bytes each.
LAYOUTS: Final = 48
MOST_ROWS: Final = 200
_DRAWN: Final = Recent(LAYOUTS)

Drawing = Callable[[Mapping[str, Any]], Markup]


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column; `sorted` is "ascending", "descending" or ""."""

    name: str
    label: str
    numeric: bool = False
    sort_href: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, drawn; in lists with the head of the group it begins."""

    drawn: Markup
    head: Head | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows are drawn: their columns, the place of each on a phone's card, which may be changed in place, and
    whether there is a box to tick each by."""

    fields: tuple[Field, ...]
    cards: Mapping[str, str]
    edits: frozenset[str] = frozenset()
    picks: bool = False

    @property
    def marked(self) -> tuple[tuple[str, str], ...]:
        """Return of each column its place on a card and the field to change in it, "" where there is none."""
        return tuple((self.cards.get(field.name, ""), field.name if field.name in self.edits else "")
                     for field in self.fields)


def rows_of(scene: Scene, thing: Object, layout: Layout, records: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Return rows whose first cell is the link to the record."""
    drawn = _drawn_before(scene, thing, layout)
    named = tuple({"id", "title", "parent", *(field.name for field in layout.fields)})
    draw = cache(partial(_drawing, scene, thing, layout))     # most often nothing is to be drawn
    return tuple(Row(_again(drawn, named, record, draw)) for record in records)


def cards_of(thing: Object, fields: Sequence[Field]) -> Mapping[str, str]:
    """Return the place of each column on a phone card (ui.md 7): whom it is with (else its title) and figure, number
    and date, state and mark."""
    titles = title_fields(thing)
    title = next((field.name for field in fields if field.name in titles), fields[0].name if fields else "")
    whom = next((field.name for field in fields if _leads(field) and field.needed), "")
    places: dict[str, str] = {whom: "title", title: "meta"} if title == "number" and whom else {title: "title"}
    line = thing.parent is not None
    wanted = (("when", lambda field: line and field.type.widget == "phone"),
              ("figure", lambda field: line and field.type.totalled and "currency" in field.type.options),
              ("figure", lambda field: field.type.totalled), ("when", lambda field: line and field.type.totalled),
              ("figure", lambda field: field.type.kind is Kind.NUMBER and field.type.align == "right"),
              ("when", lambda field: field.type.kind in {Kind.DATE, Kind.MOMENT}),
              ("state", lambda field: toned(field) and not field.derived), ("state", toned),
              ("mark", toned),
              ("meta", lambda field: (field.type.kind is Kind.TEXT or _leads(field)) and not toned(field)))
    words = ("when", lambda field: field.type.kind is Kind.TEXT and not field.type.choices(field))
    for place, fits in (*wanted, words):
        if place in places.values():
            continue
        found = next((field.name for field in fields if field.name not in places and fits(field)), None)
        if found is not None:
            places[found] = place
    return places


def _leads(field: Field) -> bool:
    return field.type.kind is Kind.LINK or field.type.widget == WIDGET


def heads(scene: Scene, fields: Iterable[Field]) -> tuple[Column, ...]:
    """Return plain heads, without sorting."""
    return tuple(Column(field.name, scene.label(field), field.type.align == "right") for field in fields)


def line_rows(scene: Scene, fields: Sequence[Field], records: Iterable[Mapping[str, Any]],
              cards: Mapping[str, str]) -> tuple[Row, ...]:
    """Return the rows of lines, which have no page of their own."""
    draws = [drawer(scene, field, partial(th if at == 0 else td, card=cards.get(field.name, "")))
             for at, field in enumerate(fields)]
    return tuple(Row(tr(joined([draw(record) for draw in draws]), "")) for record in records)


def row_of(href: str, cells: Sequence[Cell]) -> Row:
    """Return a row of cells made one by one."""
    return Row(tr(joined([th(cells[0]), *map(td, cells[1:])]), href))


def _again(drawn: dict[Any, Markup], named: Sequence[str], record: Mapping[str, Any],
           draw: Callable[[], Drawing]) -> Markup:
    """Return a row as it was drawn for a record that says the same of what is `named` and of the titles beside it."""
    key = (*map(record.get, named), *record.get("_titles", NOTHING).items())
    try:
        return drawn[key]
    except KeyError:
        made = drawn[key] = draw()(record)
        return made
    except TypeError:          # several values
        return draw()(record)


def _drawn_before(scene: Scene, thing: Object, layout: Layout) -> dict[Any, Markup]:
    """Return the rows drawn of a layout for people who read the same language: most come back to the same records."""
    context, fields = scene.context, layout.fields
    key = (context.catalog.number, thing.name, tuple(map(id, fields)), scene.lang, scene.zone, context.today.year,
           layout.marked, layout.picks)
    held, drawn = _DRAWN.get(key, lambda: (fields, {}))
    if any(one is not other for one, other in zip(held, fields, strict=True)) or len(drawn) > MOST_ROWS:
        drawn = {}             # the id of a field that is gone, or enough of it
        _DRAWN.put(key, (fields, drawn))
    found: dict[Any, Markup] = drawn
    return found


def _drawing(scene: Scene, thing: Object, layout: Layout) -> Drawing:
    """Return what draws a row."""
    fields, marked, beside = layout.fields, layout.marked, {field.name for field in layout.fields}
    first = drawer(scene, fields[0], itself, short=True, alike="itself")
    rest = [drawer(scene, field, tds(card, edit), short=True, alike=(card, edit), told=beside)
            for field, (card, edit) in zip(fields[1:], marked[1:], strict=True)]

    def draw(record: Mapping[str, Any]) -> Markup:
        href, title = _page(thing, record), heading(record)
        cells = joined([_head(first(record), href, title, marked[0]), *[each(record) for each in rest]])
        return tr(cells, href, str(record["id"]), scene.say("bulk.tick", what=title) if layout.picks else "")
    return draw


def _head(made: Cell, href: str, title: str, marked: tuple[str, str]) -> str:
    """Return the first cell, which names the row; the title where its field is blank."""
    text = made.text or title
    if made.moment or made.unit:
        return th(made._replace(text=text, kind="text", href=href, hover=text), *marked)
    return named(text, href, marks(*marked))


def _page(thing: Object, record: Mapping[str, Any]) -> str:
    """A line is seen on the page of its owner."""
    if thing.parent is None:
        return links.record(thing.name, record["id"])
    return links.record(thing.parent, record["parent"]) if record.get("parent") else ""
