"""Working days: a week, holidays, and weekends that are worked; spans counted in them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dougong.expressions import reference
from dougong.expressions.check import check
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError
from dougong.expressions.parse import parse
from dougong.expressions.workdays import CALENDAR, USUAL, Calendar
from tests.unit.expressions.world import SCOPE

WEEK = frozenset({1, 2, 3, 4, 5})
#: The holidays of October 2026, from a Thursday to a Wednesday; the Saturday after them is worked.
OCTOBER = Calendar(WEEK, frozenset(date(2026, 10, day) for day in range(1, 8)), frozenset({date(2026, 10, 10)}))
ENV = Env(today=date(2026, 9, 30), now=datetime(2026, 9, 30, 23, 30, tzinfo=UTC), settings={CALENDAR: OCTOBER},
          zone=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(("day", "count", "expected"), [
    ("2026-09-30", 1, "2026-10-08"), ("2026-09-30", 3, "2026-10-10"), ("2026-09-30", 4, "2026-10-12"),
    ("2026-10-03", 1, "2026-10-08"), ("2026-10-12", -1, "2026-10-10"), ("2026-10-12", -4, "2026-09-30"),
    ("2026-10-05", 0, "2026-10-05"), ("2026-10-05", -1, "2026-09-30"),
])
def test_so_many_working_days(day: str, count: int, expected: str) -> None:
    assert OCTOBER.after(date.fromisoformat(day), count) == date.fromisoformat(expected)


@pytest.mark.parametrize("count", [-4, -1, 0, 1, 4])
def test_the_latest_day_that_leads_no_further(count: int) -> None:
    """Held against all days there are: what passes as deadlines neither passes twice nor is left out."""
    days = [date(2026, 9, 1) + timedelta(days=each) for each in range(80)]
    for day in days[20:50]:
        assert OCTOBER.latest(day, count) == max(each for each in days if (OCTOBER.after(each, count) or day) <= day)


def test_who_never_works_has_no_such_day() -> None:
    never = Calendar(frozenset())
    assert never.after(date(2026, 10, 1), 1) is None
    assert never.latest(date(2026, 10, 1), 1) is None
    assert USUAL.after(date(9999, 12, 31), 1) is None


@pytest.mark.parametrize(("text", "expected"), [
    ("today() + workdays(3)", date(2026, 10, 10)), ("workdays(1) + today()", date(2026, 10, 8)),
    ("today() - workdays(1)", date(2026, 9, 29)), ("today() + -workdays(1)", date(2026, 9, 29)),
    ("now() + workdays(1)", datetime(2026, 10, 7, 23, 30, tzinfo=UTC)),       # from 1 to 8 October, 07:30 here
    ("today() + workdays(None)", None), ("today() + workdays(1.9)", date(2026, 10, 8)),
    ("(today() + workdays(1) if f else today()) is None", False),
])
def test_expressions_reckon_in_working_days(text: str, expected: object) -> None:
    checked = check(parse(text), SCOPE)
    assert closure(checked)(ENV) == expected
    assert reference.value(checked, ENV) == expected


@pytest.mark.parametrize("text", ["workdays(1) + days(1)", "workdays(1) < workdays(2)", "workdays(1) == days(1)",
                                  "days(1) if f else workdays(1)", "n2 + workdays(1)"])
def test_working_days_are_no_days(text: str) -> None:
    with pytest.raises(ExpressionError):
        check(parse(text), SCOPE)
