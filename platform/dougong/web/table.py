"""Tables of records: heads, rows, and which cell goes where on a phone's card."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind
from dougong.web import links
from dougong.web.cell import Cell, drawer, itself
from dougong.web.groups import Head
from dougong.web.layout import title_fields, toned
from dougong.web.markup import joined, marks, named, td, tds, th, tr
from dougong.web.scene import Scene
from dougong.web.words import Words


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
    """One row: where it leads and its cells, drawn; in lists the record it is, and the head of the group it begins."""

    href: str
    cells: Markup
    id: str = ""
    version: str = ""
    head: Head | None = None
    label: str = ""


def rows_of(scene: Scene, thing: Object, fields: Sequence[Field], records: Iterable[Mapping[str, Any]],
            cards: Mapping[str, str], edits: frozenset[str] = frozenset()) -> tuple[Row, ...]:
    """Return rows whose first cell is the link to the record; `cards` places columns on phone cards, `edits` names
    those that may be changed in place."""
    beside = {field.name for field in fields}
    marked = [(cards.get(field.name, ""), field.name if field.name in edits else "") for field in fields]
    first = drawer(scene, fields[0], itself, short=True, alike="itself")
    rest = [drawer(scene, field, tds(card, edit), short=True, alike=(card, edit), told=beside)
            for field, (card, edit) in zip(fields[1:], marked[1:], strict=True)]
    return tuple(_row(thing, first, marked[0], rest, record) for record in records)


def cards_of(thing: Object, fields: Sequence[Field]) -> Mapping[str, str]:
    """Return the place of each column on a phone card (ui.md 7): whom it is with (else its title) and figure, number
    and date, state and mark."""
    titles = title_fields(thing)
    title = next((field.name for field in fields if field.name in titles), fields[0].name if fields else "")
    whom = next((field.name for field in fields if field.type.kind is Kind.LINK and field.needed), "")
    places: dict[str, str] = {whom: "title", title: "meta"} if title == "number" and whom else {title: "title"}
    line = thing.parent is not None
    wanted = (("when", lambda field: line and field.type.widget == "phone"),
              ("figure", lambda field: line and field.type.totalled and "currency" in field.type.options),
              ("figure", lambda field: field.type.totalled), ("when", lambda field: line and field.type.totalled),
              ("figure", lambda field: field.type.kind is Kind.NUMBER and field.type.align == "right"),
              ("when", lambda field: field.type.kind in {Kind.DATE, Kind.MOMENT}),
              ("state", lambda field: toned(field) and not field.derived), ("state", toned),
              ("mark", toned),
              ("meta", lambda field: field.type.kind in {Kind.TEXT, Kind.LINK} and not toned(field)))
    words = ("when", lambda field: field.type.kind is Kind.TEXT and not field.type.choices(field))
    for place, fits in (*wanted, words):
        if place in places.values():
            continue
        found = next((field.name for field in fields if field.name not in places and fits(field)), None)
        if found is not None:
            places[found] = place
    return places


def heads(scene: Scene, fields: Iterable[Field]) -> tuple[Column, ...]:
    """Return plain heads, without sorting."""
    return tuple(Column(field.name, scene.label(field), field.type.align == "right") for field in fields)


def line_rows(scene: Scene, fields: Sequence[Field], records: Iterable[Mapping[str, Any]],
              cards: Mapping[str, str]) -> tuple[Row, ...]:
    """Return the rows of lines, which have no page of their own."""
    draws = [drawer(scene, field, partial(th if at == 0 else td, card=cards.get(field.name, "")))
             for at, field in enumerate(fields)]
    return tuple(Row("", joined([draw(record) for draw in draws])) for record in records)


def row_of(href: str, cells: Sequence[Cell]) -> Row:
    """Return a row of cells made one by one."""
    return Row(href, joined([th(cells[0]), *map(td, cells[1:])]))


def row(each: Row, picks: bool, say: Words) -> Markup:  # noqa: FBT001 - as templates call it
    """Return the markup of a row, with a box to tick it by where it `picks`."""
    return tr(each.cells, each.href, each.id, say("bulk.tick", what=each.label) if picks else "")


def _row(thing: Object, first: Callable[[Mapping[str, Any]], Cell], marked: tuple[str, str],
         rest: Sequence[Callable[[Mapping[str, Any]], str]], record: Mapping[str, Any]) -> Row:
    href, title = _page(thing, record), str(record.get("title") or f"#{record['id']}")
    made = first(record)
    text = made.text or title
    if made.moment or made.unit:
        head = th(made._replace(text=text, kind="text", href=href, hover=text), *marked)
    else:
        head = named(text, href, marks(*marked))
    cells = joined([head, *[draw(record) for draw in rest]])
    return Row(href, cells, str(record["id"]), str(record.get("version", "")), label=title)


def _page(thing: Object, record: Mapping[str, Any]) -> str:
    """A line is seen on the page of its owner."""
    if thing.parent is None:
        return links.record(thing.name, record["id"])
    return links.record(thing.parent, record["parent"]) if record.get("parent") else ""


