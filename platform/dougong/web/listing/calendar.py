"""The calendar: the records of a month or a week on their days, in the company's time zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind
from dougong.records import reading
from dougong.records.lists.query import LONGEST, Filter, query_of
from dougong.records.named import heading
from dougong.web import links
from dougong.web.cell import cell
from dougong.web.known import value_of
from dougong.web.listing.asked import conditions
from dougong.web.listing.filters import Pairs
from dougong.web.listing.frame import Frame
from dougong.web.listing.kinds import Shown
from dougong.web.listing.layout import title_fields, toned
from dougong.web.pointed import with_titles
from dougong.web.scene import Scene
from dougong.web.shell import Pick

WEEK = 7
#: Entries of a day in a month, and in a week.
MOST = {"month": 4, "week": 40}
PLACE = ("_month", "_week")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record on its day; `at` is its time of day, "" for dates."""

    text: str
    href: str
    at: str
    hover: str
    tone: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day: its number, whether it is today and within the month, its entries, how many more there are."""

    iso: str
    number: str
    name: str
    today: bool
    outside: bool
    entries: tuple[Entry, ...]
    rest: str = ""
    rest_href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPage(Frame):
    """Everything the calendar's template shows."""

    span: str
    span_label: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[Day, ...], ...]
    before: str
    after: str
    now: str
    spans: tuple[Pick, ...]
    ways: tuple[Pick, ...]
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Span:
    """The days on screen: a month with the weeks it lies in, or a week; `first` is the day it is named after."""

    kind: str
    first: date

    @property
    def start(self) -> date:
        """Return the Monday it begins with."""
        return self.first - timedelta(days=self.first.weekday())

    @property
    def weeks(self) -> int:
        """Return how many weeks are shown."""
        if self.kind == "week":
            return 1
        last = (self.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return (last - self.start).days // WEEK + 1

    def moved(self, step: int) -> "Span":
        """Return the span before (-1) or after (1)."""
        if self.kind == "week":
            return Span("week", self.first + timedelta(days=WEEK * step))
        return Span("month", (self.first + timedelta(days=-1 if step < 0 else 31)).replace(day=1))

    @property
    def pair(self) -> tuple[str, str]:
        """Return the parameter of the address that says it."""
        return ("_month", f"{self.first:%Y-%m}") if self.kind == "month" else ("_week", self.first.isoformat())


def span_of(pairs: Pairs, today: date) -> Span:
    """Return the days the address asks for; the month of today when it says none, or none there is."""
    said = dict(pairs)
    try:
        if "_week" in said:
            day = date.fromisoformat(said["_week"])
            return Span("week", day - timedelta(days=day.weekday()))
        day = date.fromisoformat(f"{said.get('_month', '')}-01") if "_month" in said else today.replace(day=1)
    except (ValueError, OverflowError):
        day = today.replace(day=1)
    return Span("month", min(max(day, date(1900, 1, 1)), date(2900, 1, 1)))


def weeks(scene: Scene, thing: Object, pairs: Pairs, shown: Shown,
          span: Span) -> tuple[tuple[tuple[Day, ...], ...], bool]:
    """Return the days with their records, and whether there are more than could be looked at."""
    records, more = _records(scene, thing, pairs, shown, span)
    days: dict[date, list[Entry]] = {}
    for record in records:
        value = value_of(shown.by, record[shown.by.name])
        local = value.astimezone(scene.zone) if isinstance(value, datetime) else value
        day = local.date() if isinstance(local, datetime) else local
        days.setdefault(day, []).append(_entry(scene, thing, shown, record, local))
    made = [[_day(scene, thing, pairs, shown, span, span.start + timedelta(days=WEEK * week + at), days)
             for at in range(WEEK)] for week in range(span.weeks)]
    return tuple(map(tuple, made)), more


def bounds(field: Field, first: date, until: date, scene: Scene) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the conditions that a record lies from the first day on and before the day `until`."""
    if field.type.kind is Kind.MOMENT:
        texts = [datetime.combine(day, time(), scene.zone).isoformat() for day in (first, until)]
    else:
        texts = [first.isoformat(), until.isoformat()]
    return (f"{field.name}[gte]", texts[0]), (f"{field.name}[lt]", texts[1])


def _records(scene: Scene, thing: Object, pairs: Pairs, shown: Shown,
             span: Span) -> tuple[Sequence[Mapping[str, Any]], bool]:
    left = {"sort", "fields", "cursor", "limit", "count", "titles"}
    query = query_of(scene.context, thing, [pair for pair in conditions(pairs) if pair[0] not in left])
    until = span.start + timedelta(days=WEEK * span.weeks)
    within = tuple(Filter(name.partition("[")[0], name.partition("[")[2].removesuffix("]"), text)
                   for name, text in bounds(shown.by, span.start, until, scene))
    names = dict.fromkeys(("id", "title", shown.by.name, *(field.name for field in shown.facts)))
    found = reading.select(scene.context, replace(
        query, filters=(*query.filters, *within), sort=(shown.by.name,), limit=LONGEST, titles=True,
        fields=tuple(names)))
    return with_titles(scene, shown.facts, found.rows), found.next is not None


def _entry(scene: Scene, thing: Object, shown: Shown, record: Mapping[str, Any], at: Any) -> Entry:
    title = heading(record)
    facts = [cell(scene, field, record) for field in shown.facts]
    whom = [each.text for each, field in zip(facts, shown.facts, strict=True) if field.type.kind is Kind.LINK]
    text = whom[0] or title if whom and title_fields(thing) == ("number",) else title      # a number alone tells nobody
    tone = next((cell(scene, field, record).tone for field in shown.facts if toned(field)), "blue")
    return Entry(text, links.record(thing.name, record["id"]), f"{at:%H:%M}" if isinstance(at, datetime) else "",
                 " · ".join(filter(None, [title, *(each.text for each in facts)])), tone)


def _day(scene: Scene, thing: Object, pairs: Pairs, shown: Shown, span: Span, day: date,  # noqa: PLR0913, PLR0917
         days: Mapping[date, list[Entry]]) -> Day:
    entries = days.get(day, [])
    most = MOST[span.kind]
    own = [pair for pair in pairs if pair[0] not in {"_as", "_by", "done", *PLACE}]
    only = bounds(shown.by, day, day + timedelta(days=1), scene)
    name = f"{day:%a %d %b}" if scene.lang == "en" else f"{day.month} 月 {day.day} 日"
    rest = max(len(entries) - most, 0)
    return Day(day.isoformat(), str(day.day), name, day == scene.context.today,
               span.kind == "month" and day.month != span.first.month, tuple(entries[:most]),
               scene.say("calendar.rest", n=rest) if rest else "", links.list_of(thing.name, [*own, *only]))
