"""Rows that only become JSON: what PostgreSQL writes is the JSON form, or is made it without a value between."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dougong.fields.base import FieldType, Spec, chain
from dougong.fields.registry import types_by_key
from dougong.store.database import Database
from dougong.store.sql import Statement

TYPES = types_by_key()
NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, places=3, allow_nan=False)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=365 * 8000)).map(datetime(1000, 1, 1, tzinfo=UTC).__add__)


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[Database]:
    """The server's own database: nothing is kept there."""
    opened = Database.open(postgres_url)
    yield opened
    opened.close()


def both(database: Database, type_: FieldType, column: str, value: object) -> tuple[object, object]:
    """Return the JSON form of a value that was stored, by way of the value and by way of the text."""
    spec = Spec(name="f", options={"places": 3} if type_.key == "decimal" else {})
    made = chain(type_.result(spec, "postgresql"), type_.to_json(spec))
    straight = type_.written(spec)
    sql = f"select $1::{column}"
    with database.read() as session:
        ((read,),) = session.rows(Statement(sql, ("value",)), (value,))
        ((text,),) = session.rows(Statement(sql, ("value",), texts=True), (value,))
    return (made(read) if made else read), (straight(text) if straight else text)


@settings(max_examples=60, deadline=None)
@given(number=NUMBERS, day=st.dates(), moment=MOMENTS)
def test_texts_are_the_json_forms(postgres: Database, number: Decimal, day: date, moment: datetime) -> None:
    short = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    for key, column, value in (("decimal", "numeric(18,3)", number), ("date", "date", day),
                               ("moment", "timestamptz", moment), ("moment", "timestamptz", short)):
        by_value, by_text = both(postgres, TYPES[key], column, value)
        assert by_text == by_value


def test_a_moment_has_six_digits_of_a_second_or_none(postgres: Database) -> None:
    at = datetime(2025, 7, 29, 14, 5, 6, tzinfo=UTC)
    assert both(postgres, TYPES["moment"], "timestamptz", at)[1] == "2025-07-29T14:05:06Z"
    assert both(postgres, TYPES["moment"], "timestamptz", at + timedelta(milliseconds=120))[1] == \
        "2025-07-29T14:05:06.120000Z"


def test_one_text_of_sql_is_read_both_ways_on_one_link(postgres: Database) -> None:
    sql = "select 1.50::numeric(18,2)"
    with postgres.read() as session:
        for _ in range(2):
            assert session.rows(Statement(sql)) == [(Decimal("1.50"),)]
            assert session.rows(Statement(sql, texts=True)) == [("1.50",)]
