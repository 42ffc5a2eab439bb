"""Due times as cron writes them, in a company's time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dougong.catalog.cron import CronError, cron
from dougong.expressions.workdays import Calendar

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def dues(text: str, start: str, count: int, zone: ZoneInfo) -> list[str]:
    moment, found = datetime.fromisoformat(start).replace(tzinfo=zone).astimezone(UTC), []
    for _ in range(count):
        following = cron(text).after(moment, zone)
        assert following is not None
        assert following > moment
        moment = following
        found.append(f"{moment.astimezone(zone):%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(("text", "start", "expected"), [
    ("0 8 * * 1-5", "2026-11-20T08:00", ["11-23 08:00", "11-24 08:00"]),             # Friday, then Monday
    ("*/20 9,17 * * *", "2026-11-20T09:30", ["11-20 09:40", "11-20 17:00", "11-20 17:20"]),
    ("0 0 1 * *", "2026-12-01T00:00", ["01-01 00:00"]),
    ("0 0 13 * 5", "2026-11-10T00:00", ["11-13 00:00", "11-20 00:00"]),              # the 13th, and every Friday
    ("30 6 * * 7", "2026-11-20T00:00", ["11-22 06:30"]),                             # Sunday by either number
    ("0 0 29 2 *", "2026-11-20T00:00", ["02-29 00:00"]),
])
def test_due_times(text: str, start: str, expected: list[str]) -> None:
    assert dues(text, start, len(expected), SHANGHAI) == expected


def test_a_change_of_the_clock_neither_drops_nor_doubles_a_due_time() -> None:
    assert dues("30 2 * * *", "2026-03-28T12:00", 2, BERLIN) == ["03-29 03:30", "03-30 02:30"]
    assert dues("30 2 * * *", "2026-10-24T12:00", 2, BERLIN) == ["10-25 02:30", "10-26 02:30"]


def test_working_days_only() -> None:
    calendar = Calendar(frozenset({1, 2, 3, 4, 5}), frozenset({date(2026, 10, 1), date(2026, 10, 2)}),
                        frozenset({date(2026, 10, 4)}))
    wednesday = datetime(2026, 9, 30, 8, 0, tzinfo=SHANGHAI).astimezone(UTC)
    assert cron("0 8 * * workday").after(wednesday, SHANGHAI, calendar) == datetime(2026, 10, 4, 0, 0, tzinfo=UTC)
    assert dues("0 8 1-3 * workday", "2026-10-01T09:00", 2, SHANGHAI) == ["10-02 08:00", "11-02 08:00"]


@pytest.mark.parametrize("text", ["", "0 8 * *", "60 * * * *", "0 24 * * *", "0 0 0 * *", "0 0 * 13 *", "0 0 * * 8",
                                  "a * * * *", "0 workday * * *", "0 8 * * workdays",
                                  "5-1 * * * *", "*/0 * * * *", "1,, * * * *", "-1 * * * *"])
def test_what_is_no_schedule(text: str) -> None:
    with pytest.raises(CronError):
        cron(text)


def test_a_day_that_never_comes() -> None:
    assert cron("0 0 30 2 *").after(datetime(2026, 1, 1, tzinfo=UTC), SHANGHAI) is None
    assert cron("0 0 29 2 *").after(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=1), SHANGHAI) is not None
