"""Dates and moments; what would leave the years 1 to 9999, and no day of the calendar, is null."""

from calendar import monthrange
from datetime import date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeVar

from dougong.expressions.arithmetic import Number, whole

DAYS = 3_652_059                # between the first and the last date there is, plus one
MONTHS = 200_000
_HOUR = Decimal(3_600_000_000)  # in microseconds
_HOURS = Context(prec=60, rounding=ROUND_HALF_UP)
MICROSECOND = timedelta(microseconds=1)
Instant = TypeVar("Instant", date, datetime)


def shift(day: Instant, span: timedelta) -> Instant | None:
    """Return the date or moment so many days later."""
    try:
        return day + span
    except OverflowError:
        return None


def days(count: Number) -> timedelta:
    """Return so many whole days; parts of a day are cut off."""
    return timedelta(days=whole(count, DAYS))


def day_count(left: date, right: date) -> int:
    """Return the days from `right` to `left`."""
    return (left - right).days


def made(year: Number, month: Number, day: Number) -> date | None:
    """Return the date, None when the calendar has no such day."""
    try:
        return date(whole(year, DAYS), whole(month, DAYS), whole(day, DAYS))
    except ValueError:
        return None


def date_of(moment: datetime, zone: tzinfo) -> date | None:
    """Return the date of a moment in the company's time zone."""
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        return None


def weekday(day: date) -> int:
    """Return 1 for Monday to 7 for Sunday."""
    return day.isoweekday()


def add_months(day: date, months: Number) -> date | None:
    """Return the same day so many months later, or the last day of that month when it is shorter."""
    count = day.year * 12 + day.month - 1 + whole(months, MONTHS)
    year, month = count // 12, count % 12 + 1
    if not 1 <= year <= 9999:
        return None
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_start(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def hours_between(later: datetime, earlier: datetime) -> Decimal:
    """Return the hours from `earlier` to `later`, rounded half-up to 12 places."""
    return _HOURS.quantize(_HOURS.divide(Decimal((later - earlier) // MICROSECOND), _HOUR), Decimal(1).scaleb(-12))
