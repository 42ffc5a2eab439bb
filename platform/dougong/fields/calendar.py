"""Days as people type them: 7-29, 0729, 2025年7月29日, 29 Jul 2025, 明天, +7 (ui.md 12)."""

import re
from datetime import date, timedelta

from dougong.fields.refusals import Unclear
from dougong.fields.typed import plain

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORDS = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "後天": 2,
    "大后天": 3, "大後天": 3, "yesterday": -1, "today": 0, "tomorrow": 1,
}
_SHAPES = tuple(map(re.compile, (
    r"(?P<y>[0-9]{4})[-/.年 ](?P<m>[0-9]{1,2})[-/.月 ](?P<d>[0-9]{1,2})日?",
    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
    r"(?P<m>[0-9]{1,2})[-/.月 ](?P<d>[0-9]{1,2})[日号號]?",
    r"(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
    r"(?P<d>[0-9]{1,2})[ -]?(?P<word>[a-z]{3,9})\.?(?:[ ,-]*(?P<y>[0-9]{4}))?",
    r"(?P<word>[a-z]{3,9})\.? ?(?P<d>[0-9]{1,2})(?:[ ,]+(?P<y>[0-9]{4}))?",
)))
_AWAY = re.compile(r"[-+][0-9]{1,5}")
_MONTH_WORDS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}


def day(text: str, today: date | None) -> date | None:
    """Return the day typed, None for blank; what names no year lies in the year of `today`.

    Raises Unclear: "date", or "date_none" for a day the calendar does not have.
    """
    tidy = plain(text[:60]).lower()
    if not tidy:
        return None
    if today is not None and (away := _away(tidy)) is not None:
        return _shift(today, away)
    found = next(filter(None, (shape.fullmatch(tidy) for shape in _SHAPES)), None)
    if found is None:
        raise Unclear("date")
    parts = found.groupdict()
    given = parts.get("y")
    year = int(given) if given else _year(today)
    return existing(year, _month(parts), int(parts["d"]))


def existing(year: int, month: int, number: int) -> date:
    """Return that day; raises Unclear "date_none" where the calendar has none."""
    try:
        return date(year, month, number)
    except ValueError:
        raise Unclear("date_none", year=year, month=month, day=number) from None


def english(value: date) -> str:
    """Return a day as 29 Jul 2025."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def _away(tidy: str) -> int | None:
    return int(tidy) if _AWAY.fullmatch(tidy) else _WORDS.get(tidy)


def _shift(today: date, days: int) -> date:
    try:
        return today + timedelta(days)
    except OverflowError:
        raise Unclear("date") from None


def _year(today: date | None) -> int:
    if today is None:
        raise Unclear("date")
    return today.year


def _month(parts: dict[str, str | None]) -> int:
    word = parts.get("word")
    if word is None:
        return int(parts["m"] or 0)
    if word[:3] not in _MONTH_WORDS:
        raise Unclear("date")
    return _MONTH_WORDS[word[:3]]
