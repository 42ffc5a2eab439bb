"""Periods counted from today: this month, the last 30 days; a week begins on Monday."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

#: A period of days: the first one, and the one after the last.
Days = tuple[date, date]


def _days(before: int, after: int) -> Callable[[date], Days]:
    """Return the days from so many before today until so many after it, without that one."""
    return lambda today: (today + timedelta(days=-before), today + timedelta(days=after))


def _week(away: int) -> Callable[[date], Days]:
    return lambda today: ((first := today + timedelta(days=7 * away - today.weekday())), first + timedelta(days=7))


def _months(many: int, away: int) -> Callable[[date], Days]:
    """Return the period of `many` months (3: a quarter) `away` from that of today."""
    def found(today: date) -> Days:
        first = (today.year * 12 + today.month - 1) // many * many + away * many
        return _first(first), _first(first + many)
    return found


def _first(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


PERIODS: Final[Mapping[str, Callable[[date], Days]]] = MappingProxyType({
    "today": _days(0, 1), "yesterday": _days(1, 0), "tomorrow": _days(-1, 2),
    "this_week": _week(0), "last_week": _week(-1), "next_week": _week(1),
    "this_month": _months(1, 0), "last_month": _months(1, -1), "next_month": _months(1, 1),
    "this_quarter": _months(3, 0), "last_quarter": _months(3, -1),
    "this_year": _months(12, 0), "last_year": _months(12, -1),
    "last_7_days": _days(6, 1), "last_30_days": _days(29, 1), "last_90_days": _days(89, 1),
    "next_7_days": _days(0, 7), "next_30_days": _days(0, 30)})
