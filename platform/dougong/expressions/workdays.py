"""Working days: on which days a company works, and spans counted in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final, TypeVar

from dougong.expressions.arithmetic import Number, whole

Instant = TypeVar("Instant", date, datetime)

#: Under what name the calendar of a company stands among what holds there; no expression can name it.
CALENDAR: Final = "calendar"
#: Working days a span counts at most; about twenty years.
MOST: Final = 5_000
#: Days looked at for one span: a calendar in which nobody ever works gives no day.
AHEAD: Final = 4 * MOST
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """On which days there is work: on those of the `week` (1 is Monday), but not on those that are `off`; and on those
    that are `on`, whatever else is said of them."""

    week: frozenset[int]
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def works(self, day: date) -> bool:
        """Return whether there is work on a day."""
        return day in self.on or (day.isoweekday() in self.week and day not in self.off)

    def after(self, day: date, count: int) -> date | None:
        """Return the working day so many working days after a day (before it, where negative), the day itself for 0;
        None beyond the calendar, and where there is no such day."""
        if not count:
            return day
        left = abs(count)
        for found in _walk(day, DAY if count > 0 else -DAY):
            left -= self.works(found)
            if not left:
                return found
        return None

    def latest(self, day: date, count: int) -> date | None:
        """Return the last day of which `after(it, count)` is no later than `day`; None where there is none."""
        begin = self.after(day, -count - 1) if count else None
        if begin is None:
            return None if count else day
        for ahead in _walk(begin, DAY):
            reached = self.after(ahead, count)
            if reached is None:
                return None
            if reached > day:
                return ahead - DAY
        return None


#: Where a company has said nothing.
USUAL: Final = Calendar(frozenset({1, 2, 3, 4, 5}))


@dataclass(frozen=True, slots=True)
class Workdays:
    """So many working days of a calendar, to add to or take from a date, or a moment, whose time of day in `zone` is
    kept."""

    count: int
    calendar: Calendar
    zone: tzinfo

    def __add__(self, day: Instant) -> Instant | None:
        return self.__radd__(day)

    def __neg__(self) -> "Workdays":
        return Workdays(-self.count, self.calendar, self.zone)

    def __radd__(self, day: Instant) -> Instant | None:
        if not isinstance(day, datetime):
            return self.calendar.after(day, self.count)
        here = day.astimezone(self.zone)
        found = self.calendar.after(here.date(), self.count)
        return None if found is None else datetime.combine(found, here.time(), self.zone).astimezone(UTC)

    def __rsub__(self, day: Instant) -> Instant | None:
        return (-self).__radd__(day)


def workdays(count: Number, calendar: Calendar, zone: tzinfo) -> Workdays:
    """Return so many working days; parts of a day are cut off."""
    return Workdays(whole(count, MOST), calendar, zone)


def calendar_of(settings: Mapping[str, Any]) -> Calendar:
    """Return the calendar among what holds for a company."""
    found: Calendar = settings.get(CALENDAR, USUAL)
    return found


def _walk(day: date, step: timedelta) -> Iterator[date]:
    """Yield the days after a day, or before it, as far as there are any."""
    for _ in range(AHEAD):
        try:
            day += step
        except OverflowError:
            return
        yield day
