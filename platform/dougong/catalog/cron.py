"""Due times as cron writes them: minute, hour, day of the month, month, day of the week, in a time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from dougong.expressions.workdays import USUAL, Calendar

#: Least and most of each part, in the order they are written; Sunday is 0 and 7.
_BOUNDS: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
#: In the place of a weekday: those on which the company works.
WORKDAY: Final = "workday"
#: Days looked ahead for a due time: the 29th of February on a given weekday comes once in 28 years, or 40.
_AHEAD: Final = 366 * 41


class CronError(ValueError):
    """A text that names no due times."""


@dataclass(frozen=True, slots=True)
class Cron:
    """The due times of a schedule. Of days, one that is named either way counts, where both ways name some; of
    `working` ones, only those on which there is work."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool
    working: bool = False

    def after(self, moment: datetime, zone: tzinfo, calendar: Calendar = USUAL) -> datetime | None:
        """Return the first due time after a moment, in UTC; None where there is none. A time a change of the clock
        leaves out comes as much later, one it repeats comes once."""
        first = moment.astimezone(zone).date() - timedelta(days=1)
        for ahead in range(_AHEAD):
            day = first + timedelta(days=ahead)
            if self._names(day) and (not self.working or calendar.works(day)):
                for due in self._of(day, zone):
                    if due > moment:
                        return due
        return None

    def _names(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        by_day, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return by_day or by_weekday if self.either else by_day and by_weekday

    def _of(self, day: date, zone: tzinfo) -> Iterator[datetime]:
        for hour in self.hours:
            for minute in self.minutes:
                yield datetime.combine(day, time(hour, minute), zone).astimezone(UTC)


def cron(text: str) -> Cron:
    """Return the due times a text names; raises CronError."""
    parts = text.split()
    if len(parts) != len(_BOUNDS):
        raise CronError("five parts: minute hour day month weekday, as in 0 8 * * 1-5")
    working = parts[4] == WORKDAY
    if working:
        parts[4] = "*"
    minutes, hours, days, months, weekdays = (_part(part, *bounds) for part, bounds in zip(parts, _BOUNDS, strict=True))
    return Cron(tuple(sorted(minutes)), tuple(sorted(hours)), days, months, frozenset(each % 7 for each in weekdays),
                parts[2] != "*" and parts[4] != "*", working)


def _part(text: str, least: int, most: int) -> frozenset[int]:
    found: set[int] = set()
    for piece in text.split(","):
        span, _, step = piece.partition("/")
        low, _, high = span.partition("-")
        if span == "*":
            low, high = str(least), str(most)
        elif step and not high:
            high = str(most)
        numbers = [low, high or low, step or "1"]
        if not all(each.isascii() and each.isdigit() and len(each) < 4 for each in numbers):
            raise CronError(f"'{piece}' is no number, range or step")
        start, end, by = map(int, numbers)
        if not least <= start <= end <= most or by < 1:
            raise CronError(f"'{piece}' lies outside of {least}-{most}")
        found.update(range(start, end + 1, by))
    return frozenset(found)
