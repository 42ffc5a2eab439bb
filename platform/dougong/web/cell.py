"""One value as people read it, for a table cell or beside a label: ready text, and how it is drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from dougong.catalog.model import Field
from dougong.fields.any_link import AnyLink
from dougong.fields.base import Option
from dougong.fields.refusals import Unclear
from dougong.kernel.kinds import Kind
from dougong.web import links
from dougong.web.scene import Scene

#: Widgets of fields that hold a file, which is shown itself instead of its record.
FILES = frozenset({"file", "image"})
#: What an address may begin with before a click on it is offered (anything else stays text).
SCHEMES = {"email": "mailto:", "phone": "tel:"}


@dataclass(frozen=True, slots=True)
class Part:
    """One of several values of a field."""

    text: str
    href: str = ""
    tone: str = "gray"
    dot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value ready to draw. `kind` is text, chip, chips, links, picture or tick; `card` is its place on a phone card,
    `edit` the field to change in place."""

    text: str = ""
    kind: str = "text"
    href: str = ""
    outside: bool = False
    tone: str = "gray"
    dot: bool = False
    moment: str = ""
    hover: str = ""
    unit: str = ""
    numeric: bool = False
    zero: bool = False
    card: str = ""
    edit: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def plain(self) -> bool:
        """Return whether its text is all there is to draw."""
        return self.kind == "text" and not (self.href or self.moment or self.unit)


BLANK = Cell()


#: Makes the cell of a record's JSON form.
Draw = Callable[[Mapping[str, Any]], Cell]


def cell(scene: Scene, field: Field, row: Mapping[str, Any], *, short: bool = False) -> Cell:
    """Return the value of `field` in a record's JSON form; `short` leaves out the current year, as lists do."""
    return drawer(scene, field, short=short)(row)


def drawer(scene: Scene, field: Field, *, short: bool = False, card: str = "", edit: str = "") -> Draw:
    """Return what draws the cells of a column: what does not depend on the record is looked up once, and of values
    that say all there is to say, each is drawn once."""
    name, numeric = field.name, field.type.align == "right"
    blank = replace(BLANK, numeric=numeric, card=card, edit=edit)
    linked = bool(field.type.targets(field)) and field.type.storage != "lines"
    alone = not linked and not _names_unit(field)
    options = {option.name: option for option in field.type.choices(field)}
    drawn: dict[Any, Cell] = {}

    def draw(row: Mapping[str, Any]) -> Cell:
        sent = row.get(name)
        if sent is None or (not sent and isinstance(sent, str | list)):
            return blank
        known = alone and isinstance(sent, str | int)
        if known and sent in drawn:
            return drawn[sent]
        value = value_of(field, sent)
        made = replace(_cell(scene, field, row, value, options, linked=linked, short=short), card=card, edit=edit)
        if known:
            drawn[sent] = made
        return made
    return draw


def _cell(scene: Scene, field: Field, row: Mapping[str, Any], value: Any,  # noqa: PLR0913 - what a column knows
          options: Mapping[str, Option], *, linked: bool, short: bool) -> Cell:
    if isinstance(value, AnyLink) or linked:
        return _linked(scene, field, row, value)
    if options:
        return _chosen(scene, field, value, options)
    text, numeric = shown(scene, field, value), field.type.align == "right"
    if field.type.kind is Kind.FLAG:
        return Cell(text=text, kind="tick") if value else Cell(text=text)
    if isinstance(value, datetime | date):
        return _dated(scene, value, text, short=short)
    href = _outside(field.type.widget, str(row.get(field.name)))
    return Cell(text=text, numeric=numeric, zero=numeric and value == 0, href=href, outside=bool(href),
                hover=_long(text), unit=_unit(field, row))


def value_of(field: Field, sent: Any) -> Any:
    """Return the Python value of a JSON form; what no longer fits its definition stays as it was sent."""
    try:
        return field.type.read(field, sent)
    except Unclear:
        return sent


def moment(sent: Any) -> datetime:
    """Return a moment of a record's JSON form, which a reader may leave for the serialiser to write as text."""
    return sent if isinstance(sent, datetime) else datetime.fromisoformat(sent)


def shown(scene: Scene, field: Field, value: Any) -> str:
    """Return a value as text for people, as its field type shows it."""
    try:
        return field.type.show(field, value, scene.lang, scene.zone)
    except (TypeError, ValueError, AttributeError, KeyError):
        return str(value)          # a value from before its definition changed still shows as something


def title_of(row: Mapping[str, Any], name: str, key: Any = None) -> str:
    """Return the title of the record a link points to, "" where the reader gave none."""
    titles = row.get("_titles", {}).get(name, "")
    if isinstance(titles, Mapping):
        return str(titles.get(str(key), titles.get(key, "")))
    return str(titles or "")


def _linked(scene: Scene, field: Field, row: Mapping[str, Any], value: Any) -> Cell:
    targets = field.type.targets(field)
    if isinstance(value, tuple | list):
        parts = tuple(Part(title_of(row, field.name, each) or f"#{each}", links.record(targets[0], each))
                      for each in value if isinstance(each, int))
        return Cell(kind="links", parts=parts, text=" · ".join(part.text for part in parts))
    if isinstance(value, AnyLink):
        thing = scene.context.catalog.objects.get(value.object)
        named = title_of(row, field.name) or (
            f"{scene.label(thing)} #{value.id}" if thing else shown(scene, field, value))
        known = thing is not None and isinstance(value.id, int)
        return Cell(text=named, href=f"/o/{value.object}/{value.id}" if known else "")
    if not isinstance(value, int):
        return Cell(text=title_of(row, field.name) or shown(scene, field, value))
    found = title_of(row, field.name) or shown(scene, field, value)
    if field.type.widget in FILES:
        return Cell(text=found, kind="picture" if field.type.widget == "image" else "text", hover=_long(found),
                    href=links.file(value, found, inline=True))
    return Cell(text=found, href=links.record(targets[0], value), hover=_long(found))


def _chosen(scene: Scene, field: Field, value: Any, options: Mapping[str, Option]) -> Cell:
    several = value if isinstance(value, tuple | list) else (value,)
    parts = tuple(Part(field.type.show(field, each if several is not value else (each,), scene.lang),
                       tone=(options[each].tone if each in options else "") or "gray",
                       dot=bool(each in options and options[each].tone)) for each in several)
    if several is value:
        return Cell(kind="chips", parts=parts, text=" ".join(part.text for part in parts))
    only = parts[0]
    toned = any(option.tone for option in options.values())
    return Cell(kind="chip" if toned else "text", text=only.text, tone=only.tone, dot=only.dot)


def _dated(scene: Scene, value: date | datetime, text: str, *, short: bool) -> Cell:
    local = value.astimezone(scene.zone) if isinstance(value, datetime) else value
    cut = text
    if short and local.year == scene.context.today.year:
        cut = text.replace(f" {local.year}", "") if scene.lang == "en" else text.removeprefix(f"{local.year}-")
    return Cell(text=cut, moment=local.isoformat(), hover=local.isoformat(" ") if isinstance(local, datetime) else text)


def _outside(widget: str, text: str) -> str:
    if widget in SCHEMES:
        return SCHEMES[widget] + "".join(text.split())
    return text if widget == "url" and text.startswith("https://") else ""


def _unit(field: Field, row: Mapping[str, Any]) -> str:
    named = _names_unit(field)
    return title_of(row, named) if named else ""


def _names_unit(field: Field) -> str:
    return str(field.options.get("unit") or field.options.get("currency") or "")


def _long(text: str) -> str:
    return text if len(text) > 16 else ""
