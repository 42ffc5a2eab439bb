"""One value as people read it, for a table cell or beside a label: ready text, and how it is drawn."""

from collections.abc import Callable, Container, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple, TypeVar

from dougong.catalog.model import Field
from dougong.fields.any_link import AnyLink
from dougong.kernel.errors import NOTHING
from dougong.kernel.kinds import Kind
from dougong.records.cache import Recent
from dougong.web import links
from dougong.web.known import Known, known, value_of
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


class Cell(NamedTuple):
    """A value ready to draw. `kind` is text, chip, chips, links, picture or tick; `card` is its place on a phone
    card. A page has hundreds: frozen dataclasses take three times as long to make."""

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
    parts: tuple[Part, ...] = ()

    @property
    def plain(self) -> bool:
        """Return whether its text is all there is to draw."""
        return self.kind == "text" and not (self.href or self.moment or self.unit)


#: Columns whose cells are kept drawn, and cells kept of one: some 200 bytes each.
COLUMNS: Final = 192
MOST_DRAWN: Final = 256
_DRAWN: Final = Recent(COLUMNS)

BLANK = Cell()
BLANK_NUMBER = Cell(numeric=True)


Made = TypeVar("Made")


def cell(scene: Scene, field: Field, row: Mapping[str, Any], *, short: bool = False) -> Cell:
    """Return the value of `field` in a record's JSON form; `short` leaves out the current year, as lists do."""
    return drawer(scene, field, itself, short=short)(row)


def drawer(scene: Scene, field: Field, finish: Callable[[Cell], Made], *,
           short: bool = False, alike: Hashable = None,
           told: Container[str] = ()) -> Callable[[Mapping[str, Any]], Made]:
    """Return what makes of a record's JSON form the finished cell of a column. What a cell says follows from the value
    and, for a link or an amount with a unit, from the title the reader gave: each such pair is drawn once, for the
    next requests too where `alike` says what is equal for columns whose `finish` does the same. A unit among those
    `told` in a column of their own is not told again."""
    name, seen = field.name, known(field)
    again = bool(seen.unit) and seen.unit in told
    if again:
        seen = replace(seen, unit="", told_by="")
    told_by = seen.told_by
    blank = finish(BLANK_NUMBER if seen.numeric else BLANK)
    drawn: dict[Any, Made] = {} if alike is None else _drawn_before(scene, field, (short, alike, again))

    def draw(row: Mapping[str, Any]) -> Made:
        sent = row.get(name)
        if sent is None or sent in ("", []):
            return blank
        key = (sent, title_of(row, told_by)) if told_by else sent
        try:
            return drawn[key]
        except KeyError:
            made = drawn[key] = finish(_cell(scene, seen, row, sent, short=short))
            return made
        except TypeError:          # several values
            return finish(_cell(scene, seen, row, sent, short=short))
    return draw


def _drawn_before(scene: Scene, field: Field, alike: Hashable) -> dict[Any, Any]:
    """Return what was drawn of a column for people who read the same language: most come back to the same rows."""
    key = (id(field), scene.lang, scene.zone, scene.context.today.year, alike)
    held, drawn = _DRAWN.get(key, lambda: (field, {}))
    if held is not field or len(drawn) > MOST_DRAWN:        # the id of a field that is gone, or enough of it
        drawn = {}
        _DRAWN.put(key, (field, drawn))
    found: dict[Any, Any] = drawn
    return found


def _cell(scene: Scene, seen: Known, row: Mapping[str, Any], sent: Any, *, short: bool) -> Cell:
    field, numeric = seen.field, seen.numeric
    value = sent if seen.as_sent else value_of(field, sent)
    if isinstance(value, AnyLink) or seen.linked:
        return _linked(scene, field, row, value)
    if seen.options:
        return _chosen(scene, seen, value)
    text = shown(scene, field, value)
    if field.type.kind is Kind.FLAG:
        return Cell(text=text, kind="tick") if value else Cell(text=text)
    if isinstance(value, datetime | date):
        return _dated(scene, value, text, short=short)
    href = _outside(field.type.widget, str(row.get(field.name)))
    return Cell(text=text, numeric=numeric, zero=numeric and value == 0, href=href, outside=bool(href),
                hover=_long(text), unit=title_of(row, seen.unit) if seen.unit else "")


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
    titles = row.get("_titles", NOTHING).get(name, "")
    if isinstance(titles, str):
        return titles
    if isinstance(titles, Mapping):
        return str(titles.get(str(key), titles.get(key, "")))
    return str(titles or "")


def _linked(scene: Scene, field: Field, row: Mapping[str, Any], value: Any) -> Cell:
    targets = field.type.targets(field)
    if isinstance(value, tuple | list):
        parts = tuple(_part(scene, targets[0], each, title_of(row, field.name, each))
                      for each in value if isinstance(each, int))
        return Cell(kind="links", parts=parts, text=" · ".join(part.text for part in parts))
    named = title_of(row, field.name)
    if isinstance(value, AnyLink):
        thing = scene.context.catalog.objects.get(value.object)
        if thing is None or not named:
            return Cell(text=unseen(scene))
        return Cell(text=named, href=links.record(value.object, value.id) if isinstance(value.id, int) else "",
                    hover=f"{scene.label(thing)} · {named}")
    if not isinstance(value, int):
        return Cell(text=named or shown(scene, field, value))
    if field.type.widget in FILES:
        found = named or shown(scene, field, value)
        return Cell(text=found, kind="picture" if field.type.widget == "image" else "text", hover=_long(found),
                    href=links.file(value, found, inline=True))
    return Cell(text=named, href=links.record(targets[0], value), hover=_long(named)) if named else Cell(
        text=unseen(scene))


def _part(scene: Scene, target: str, id: int, named: str) -> Part:
    return Part(named, links.record(target, id)) if named else Part(unseen(scene))


def unseen(scene: Scene) -> str:
    """Return the word in the place of a record that is hidden or no longer there: one for both, which tells
    neither."""
    return scene.say("link.unseen")


def _chosen(scene: Scene, seen: Known, value: Any) -> Cell:
    field, options = seen.field, seen.options     # a dot marks what it is itself, not what follows from the rest
    several = value if isinstance(value, tuple | list) else (value,)
    parts = tuple(Part(field.type.show(field, each if several is not value else (each,), scene.lang),
                       tone=(options[each].tone if each in options else "") or "gray",
                       dot=bool(each in options and options[each].tone) and not field.derived) for each in several)
    if several is value:
        return Cell(kind="chips", parts=parts, text=" ".join(part.text for part in parts))
    only = parts[0]
    return Cell(kind="chip" if seen.toned else "text", text=only.text, tone=only.tone, dot=only.dot)


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


def _long(text: str) -> str:
    return text if len(text) > 16 else ""


def itself(made: Cell) -> Cell:
    """Return the cell: what `drawer` finishes with where nobody draws it."""
    return made
