"""The working calendars of companies, as the objects of the compulsory pack `system` say them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from dougong.expressions.workdays import USUAL, Calendar
from dougong.records.plans import Plans
from dougong.store.query.paths import Source
from dougong.store.statements.reads import Selected, live

#: The object whose records are calendars, that of their holidays and extra working days, and the field of a company
#: that names its calendar.
CALENDARS: Final = "working_calendar"
DAYS: Final = "calendar_day"
FIELD: Final = "calendar"
_WEEK: Final = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}

Row = Mapping[str, Any]


def reads(plans: Plans) -> list[Selected]:
    """Return what reads every calendar, and every day of one; nothing where there are no such objects."""
    objects = plans.catalog.objects
    if not {CALENDARS, DAYS} <= objects.keys():
        return []
    week, days = (Source(plans.ground, objects[name]) for name in (CALENDARS, DAYS))
    return [live(week, [("id",), ("week",)]),
            live(days, [("parent",), ("date_from",), ("date_to",), ("works",)])]


def calendars(weeks: Iterable[Row], days: Iterable[Row]) -> dict[int, Calendar]:
    """Return the calendars by id, of what `reads` gives."""
    found: dict[int, dict[str, set[date]]] = {}
    for row in days:
        found.setdefault(row["parent"], {"off": set(), "on": set()})[row["works"]].update(_span(row))
    return {row["id"]: Calendar(frozenset(_WEEK[day] for day in row["week"] or ()),
                                **{key: frozenset(said) for key, said in found.get(row["id"], {}).items()})
            for row in weeks}


def of_company(company: Row, known: Mapping[int, Calendar]) -> Calendar:
    """Return the calendar of a company; the usual week where it names none that is there."""
    return known.get(company.get(FIELD) or 0, USUAL)


def _span(row: Row) -> Iterator[date]:
    first, last = row["date_from"], row["date_to"] or row["date_from"]
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)
