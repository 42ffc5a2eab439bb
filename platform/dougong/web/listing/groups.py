"""Groups of a list and its sums: the heads of groups with their subtotals, and the sum of the whole filter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind
from dougong.records.lists.summary import STEPS, Group, groups_by
from dougong.web.cell import cell
from dougong.web.known import value_of
from dougong.web.listing.taking import Sum, Taking, sums
from dougong.web.scene import Scene
from dougong.web.tone import initials, tone_of

#: Groups whose subtotals are told; a list in more groups is told their names alone.
MOST_GROUPS = 500
#: Rows up to which a page adds up its whole filter at once; beyond, it is asked for apart.
SUMMED_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a group: its value, how many records it has, and per column its subtotal."""

    label: str
    count: str
    totals: tuple[Sum, ...]
    initials: str = ""
    tone: str = ""

    @property
    def room(self) -> int:
        """Return how many columns the name may take: those before the first that has a subtotal."""
        return room(self.totals)


@dataclass(frozen=True, slots=True)
class Totals:
    """The sum row: how many records, and per column its sum; `href` asks for what is not added up yet."""

    label: str
    totals: tuple[Sum, ...]
    href: str = ""
    rows: str = ""

    @property
    def room(self) -> int:
        """Return how many columns the words may take."""
        return room(self.totals)


@dataclass(frozen=True, slots=True)
class Grouping:
    """How a list is grouped: as the address says it, the field, and the part of the calendar of a date."""

    said: str
    path: str
    field: Field
    step: str = ""

    @property
    def order(self) -> tuple[str, ...]:
        """Return what sorts rows so that a group stands together: dates from the latest on, two records of one title
        apart."""
        if self.step:
            return (f"-{self.path}",)
        return (self.path, f"{self.path}.id") if self.field.type.kind is Kind.LINK else (self.path,)

    def key(self, scene: Scene, record: Mapping[str, Any]) -> Any:
        """Return the value of a record's group, as a summary gives it."""
        sent = record.get(self.path)
        return part(self.step, value_of(self.field, sent), scene) if self.step and sent is not None else sent


def room(totals: Sequence[Sum]) -> int:
    """Return how many columns stand before the first with a sum, one at least."""
    first = next((at for at, each in enumerate(totals) if each.lines), len(totals))
    return max(first, 1)


def grouping(scene: Scene, thing: Object, said: str) -> Grouping | None:
    """Return how the list is grouped, None where what is said is no grouping for this person."""
    step, _, rest = said.removesuffix(")").partition("(")
    path = rest if said.endswith(")") else said
    field = scene.column(thing, path) if path else None
    if field is None or not groups_by(field):
        return None
    dated = field.type.kind in {Kind.DATE, Kind.MOMENT}
    if said.endswith(")"):
        return Grouping(said, path, field, step) if step in STEPS and dated else None
    return Grouping(said, path, field)


def groupable(fields: Iterable[Field]) -> tuple[tuple[str, Field], ...]:
    """Return what the list may be grouped by: links, choices, flags, and dates by month."""
    found = []
    for field in fields:
        if not groups_by(field):
            continue
        if field.type.kind in {Kind.DATE, Kind.MOMENT}:
            found.append((f"month({field.name})", field))
        elif field.type.kind in {Kind.LINK, Kind.FLAG} or field.type.choices(field):
            found.append((field.name, field))
    return tuple(found)


def part(step: str, value: date | datetime, scene: Scene) -> str:
    """Return the part of the calendar a date lies in, as a summary writes it."""
    day = value.astimezone(scene.zone).date() if isinstance(value, datetime) else value
    texts = {"year": f"{day.year:04}", "quarter": f"{day.year:04}-Q{(day.month + 2) // 3}",
             "month": f"{day.year:04}-{day.month:02}", "day": day.isoformat()}
    return texts.get(step) or date.fromordinal(day.toordinal() - day.weekday()).isoformat()


def head(scene: Scene, by: Grouping, value: Any, record: Mapping[str, Any],  # noqa: PLR0913, PLR0917
         fields: Sequence[Field], takes: Taking, group: Group | None) -> Head:
    """Return the head of the group a record begins; without a summary of it only its name."""
    text = _named(scene, by, value, record)
    person = by.field.type.widget == "user" or "user" in by.field.type.targets(by.field)
    count = scene.say("list.count", n=f"{group.of['count()']:,}") if group else ""
    return Head(text, count, sums(scene, fields, takes, group.of if group else {}),
                initials(text) if person and value is not None else "", tone_of(value) if person and value else "")


def _named(scene: Scene, by: Grouping, value: Any, record: Mapping[str, Any]) -> str:
    if value is None:
        return scene.say("list.group_none", field=scene.label(by.field))
    if by.step:
        return str(value)
    return cell(scene, by.field, record).text or str(value)
