"""Statements: compiled once, values by name or in order, texts that never change with the values."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import IntEnum

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, bindparam, select

from dougong.fields.base import Dialect
from dougong.store.drivers.encoding import encode
from dougong.store.errors import Overflow
from dougong.store.naming import LONGEST, joining, name_of
from dougong.store.snapshot import moment
from dougong.store.sql import compile

T = Table("t", MetaData(), Column("id", BigInteger), Column("user", Text))


@pytest.mark.parametrize(("dialect", "text"), [
    ("sqlite", 'SELECT t.user \nFROM t \nWHERE t.id = ? AND t.user = ?'),
    ("postgresql", 'SELECT t."user" \nFROM t \nWHERE t.id = $1::BIGINT AND t."user" = $2::VARCHAR'),
])
def test_a_statement_is_the_drivers_text(dialect: Dialect, text: str) -> None:
    made = compile(select(T.c.user).where(T.c.id == bindparam("id"), T.c.user == bindparam("user")), dialect)
    assert (made.sql, made.names) == (text, ("id", "user"))
    assert list(made.values({"user": "u", "id": 1})) == [1, "u"]
    assert list(made.values((1, "u"))) == [1, "u"]


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_name_may_stand_twice(dialect: Dialect) -> None:
    id_ = bindparam("id", type_=BigInteger)
    made = compile(select(T.c.id).where((T.c.id == id_) | (T.c.id > id_)), dialect)
    assert made.names == (("id", "id") if dialect == "sqlite" else ("id",))


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_constants_travel_with_the_statement_and_names_must_be_given(dialect: Dialect) -> None:
    made = compile(select(T.c.id).where(T.c.user == "云", T.c.id == bindparam("id")), dialect)
    assert sorted(map(str, made.values({"id": 5}))) == ["5", "云"]
    with pytest.raises(KeyError, match="id"):
        made.values({})


def test_a_list_of_unknown_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one parameter"):
        compile(select(T.c.id).where(T.c.id.in_([1, 2])), "sqlite")


def test_values_in_the_wire_form_of_postgresql() -> None:
    class Level(IntEnum):
        HIGH = 3

    assert encode(["a", 5, True, False, None, Decimal("-0.10"), date(2024, 2, 29), time(9, 30), Level.HIGH,
                   datetime(2024, 1, 1, 12, tzinfo=UTC), b"\x00\xff", [1, None], ('a"', "b\\")]) == [
        b"a", b"5", b"t", b"f", None, b"-0.10", b"2024-02-29", b"09:30:00", b"3",
        b"2024-01-01T12:00:00+00:00", b"\\x00ff", b"{1,null}", b'{"a\\"","b\\\\"}']


@pytest.mark.parametrize(("values", "expected"), [
    (["null", None, "", "云 {x},", 'say "a"', "c:\\new"], '{"null",null,"","云 {x},","say \\"a\\"","c:\\\\new"}'),
    (["two\nlines", "tab\t", None], '{"two\nlines","tab\t",NULL}'),
    ([2**70, -1], "{1180591620717411303424,-1}"),
    ([Decimal("1.50"), date(2024, 2, 29)], '{"1.50","2024-02-29"}'),
])
def test_an_array_keeps_what_stands_in_texts(values: list[object], expected: str) -> None:
    (written,) = encode([values]) or []
    assert written == expected.encode()


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_the_database_cannot_hold_is_an_overflow(text: str) -> None:
    with pytest.raises(Overflow):
        encode([text])


def test_a_moment_on_sqlite_is_microseconds() -> None:
    at = datetime(2001, 9, 9, 1, 46, 40, 7, tzinfo=UTC)         # 10^9 seconds since 1970, and 7 microseconds
    assert moment("sqlite", at) == 1_000_000_000_000_007
    assert moment("postgresql", at) is at


def test_long_names_are_cut_the_same_way_each_time_and_stay_apart() -> None:
    long, longer = "a" * 60, "a" * 61
    assert len(name_of("uq", long, "b")) == LONGEST
    assert name_of("uq", long, "b") == name_of("uq", long, "b")
    assert name_of("uq", long, "b") != name_of("uq", longer, "b")
    assert name_of("uq", "box", "same") == "uq_box_same"
    assert joining("box", "tags") == "box__tags"
    assert len(joining("a" * 48, "b" * 48)) == LONGEST
    assert joining("a" * 48, "b" * 48) != joining("a" * 48, "b" * 47)
