"""Days, moments and times: typing and showing, by hand. Today is Tuesday 29 July 2025."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from dougong.fields.base import Spec
from dougong.fields.refusals import Unclear
from dougong.fields.registry import types_by_key

TYPES = types_by_key()
SPEC = Spec(name="f")
TODAY = date(2025, 7, 29)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(("typed", "iso"), [
    ("2025-07-29", "2025-07-29"), ("2025-7-9", "2025-07-09"), ("2025/7/29", "2025-07-29"), ("2025.7.29", "2025-07-29"),
    ("2025年7月29日", "2025-07-29"), ("20250729", "2025-07-29"), ("7-29", "2025-07-29"), ("7/9", "2025-07-09"),
    ("0729", "2025-07-29"), ("7月29日", "2025-07-29"), ("7月29号", "2025-07-29"), ("１２－３１", "2025-12-31"),
    ("29 Jul 2025", "2025-07-29"), ("29 july", "2025-07-29"),
    ("Jul 29, 2025", "2025-07-29"), ("1 Dec. 2024", "2024-12-01"),
    ("今天", "2025-07-29"), ("明天", "2025-07-30"),
    ("后天", "2025-07-31"), ("後天", "2025-07-31"), ("昨天", "2025-07-28"),
    ("tomorrow", "2025-07-30"), ("+7", "2025-08-05"), ("-29", "2025-06-30"), ("＋１", "2025-07-30"),
])
def test_typed_days(typed: str, iso: str) -> None:
    assert TYPES["date"].parse(SPEC, typed, TODAY) == iso


@pytest.mark.parametrize(("typed", "code"), [
    ("2025-02-30", "date_none"), ("0230", "date_none"), ("13-01", "date_none"), ("31 Jun 2025", "date_none"),
    ("someday", "date"), ("29 Abc 2025", "date"), ("1", "date"), ("+99999999", "date"), ("1/2/3/4", "date"),
    ("x" * 5000, "date"),
])
def test_days_that_are_none(typed: str, code: str) -> None:
    with pytest.raises(Unclear) as refused:
        TYPES["date"].parse(SPEC, typed, TODAY)
    assert refused.value.code == code


def test_the_missing_day_is_named() -> None:
    with pytest.raises(Unclear) as refused:
        TYPES["date"].parse(SPEC, "2-30", TODAY)
    assert refused.value.params == {"year": 2025, "month": 2, "day": 30}


def test_without_a_today_a_day_must_name_its_year() -> None:
    for typed in ("7-29", "明天", "+7"):
        with pytest.raises(Unclear, match="date"):
            TYPES["date"].parse(SPEC, typed)
    assert TYPES["date"].parse(SPEC, "2025-7-29") == "2025-07-29"


def test_the_calendar_ends_at_9999() -> None:
    with pytest.raises(Unclear, match="date"):
        TYPES["date"].parse(SPEC, "+1", date(9999, 12, 31))


def test_shown_days() -> None:
    shown = {language: TYPES["date"].show(SPEC, TODAY, language) for language in ("zh-Hans", "zh-Hant", "en")}
    assert shown == {"zh-Hans": "2025-07-29", "zh-Hant": "2025-07-29", "en": "29 Jul 2025"}


@pytest.mark.parametrize(("typed", "form"), [
    ("2025-07-29T14:30", "2025-07-29T06:30:00Z"),              # what a native input sends: Shanghai is 8 hours ahead
    ("2025-07-29T14:30:15.25", "2025-07-29T06:30:15.250000Z"), ("7-29 14:30", "2025-07-29T06:30:00Z"),
    ("明天 9:00", "2025-07-30T01:00:00Z"), ("0729 9点30", "2025-07-29T01:30:00Z"),
    ("2025-07-29", "2025-07-28T16:00:00Z"),
    ("29 Jul 2025 14:30", "2025-07-29T06:30:00Z"), ("2025-07-29T14:30:00Z", "2025-07-29T14:30:00Z"),
    ("2025-07-29T14:30:00-05:00", "2025-07-29T19:30:00Z"),
])
def test_typed_moments_are_in_the_zone_of_the_company(typed: str, form: str) -> None:
    assert TYPES["moment"].parse(SPEC, typed, TODAY, SHANGHAI) == form


@pytest.mark.parametrize("typed", ["14:30", "7-29 25:00", "later", "9999-12-31T23:59:59-14:00", "2025-02-30T00:00:00Z"])
def test_moments_that_are_none(typed: str) -> None:
    with pytest.raises(Unclear):
        TYPES["moment"].parse(SPEC, typed, TODAY, SHANGHAI)


def test_a_moment_is_shown_and_edited_in_the_zone() -> None:
    value = datetime(2025, 7, 29, 6, 5, tzinfo=UTC)
    assert TYPES["moment"].show(SPEC, value, "zh-Hans", SHANGHAI) == "2025-07-29 14:05"
    assert TYPES["moment"].show(SPEC, value, "en", SHANGHAI) == "29 Jul 2025 14:05"
    assert TYPES["moment"].edit(SPEC, value, SHANGHAI) == "2025-07-29T14:05:00"


@pytest.mark.parametrize(("sent", "back"), [
    ("2025-07-29T14:30:00+08:00", "2025-07-29T06:30:00Z"), ("2025-07-29t14:30:00z", "2025-07-29T14:30:00Z"),
    ("2025-07-29 14:30:00Z", "2025-07-29T14:30:00Z"), ("2025-07-29T14:30:00.5Z", "2025-07-29T14:30:00.500000Z"),
    ("2025-07-29T14:30:00.123456789Z", "2025-07-29T14:30:00.123456Z"),
    ("2025-07-29T00:00:00-00:00", "2025-07-29T00:00:00Z"),
])
def test_moments_sent_come_back_in_utc(sent: str, back: str) -> None:
    kind = TYPES["moment"]
    to_json = kind.to_json(SPEC)
    assert to_json is not None
    assert to_json(kind.wire(SPEC).deserialize(sent)) == back


def test_what_postgresql_gives_in_its_own_zone_is_a_moment_in_utc() -> None:
    result = TYPES["moment"].result(SPEC, "postgresql")
    assert result is not None
    got = result(datetime(2025, 7, 29, 14, 5, tzinfo=timezone(timedelta(hours=8))))
    assert (got, got.tzinfo) == (datetime(2025, 7, 29, 6, 5, tzinfo=UTC), UTC)


@pytest.mark.parametrize(("typed", "form"), [("9:30", "09:30:00"), ("0930", "09:30:00"), ("14点30分", "14:30:00"),
                                             ("9", "09:00:00"), ("９：０５", "09:05:00"), ("23:59:59", "23:59:59")])
def test_typed_times(typed: str, form: str) -> None:
    assert TYPES["time"].parse(SPEC, typed) == form


@pytest.mark.parametrize("typed", ["24:00", "9:60", "noon", "930", "99"])
def test_times_that_are_none(typed: str) -> None:
    with pytest.raises(Unclear, match="time"):
        TYPES["time"].parse(SPEC, typed)


def test_shown_times_name_seconds_only_where_there_are_any() -> None:
    load = TYPES["time"].wire(SPEC).deserialize
    assert TYPES["time"].show(SPEC, load("14:30"), "en") == "14:30"
    assert TYPES["time"].show(SPEC, load("14:30:05"), "en") == "14:30:05"
