"""Periods counted from today: Wednesday, 31 December 2025, and days around it."""

from datetime import date

import pytest

from dougong.fields.periods import PERIODS

WEDNESDAY = date(2025, 12, 31)


@pytest.mark.parametrize(("name", "first", "last"), [
    ("today", "2025-12-31", "2025-12-31"), ("yesterday", "2025-12-30", "2025-12-30"),
    ("tomorrow", "2026-01-01", "2026-01-01"), ("this_week", "2025-12-29", "2026-01-04"),
    ("last_week", "2025-12-22", "2025-12-28"), ("next_week", "2026-01-05", "2026-01-11"),
    ("this_month", "2025-12-01", "2025-12-31"), ("last_month", "2025-11-01", "2025-11-30"),
    ("next_month", "2026-01-01", "2026-01-31"), ("this_quarter", "2025-10-01", "2025-12-31"),
    ("last_quarter", "2025-07-01", "2025-09-30"), ("this_year", "2025-01-01", "2025-12-31"),
    ("last_year", "2024-01-01", "2024-12-31"), ("last_7_days", "2025-12-25", "2025-12-31"),
    ("last_30_days", "2025-12-02", "2025-12-31"), ("last_90_days", "2025-10-03", "2025-12-31"),
    ("next_7_days", "2025-12-31", "2026-01-06"), ("next_30_days", "2025-12-31", "2026-01-29")])
def test_a_period_has_its_first_and_its_last_day(name: str, first: str, last: str) -> None:
    begins, after = PERIODS[name](WEDNESDAY)
    assert (begins.isoformat(), date.fromordinal(after.toordinal() - 1).isoformat()) == (first, last)


def test_every_period_is_tried() -> None:
    tried = test_a_period_has_its_first_and_its_last_day.pytestmark[0].args[1]
    assert {name for name, _, _ in tried} == set(PERIODS)
