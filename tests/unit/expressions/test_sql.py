"""What an index can serve stays bare, what is negated stays true to null, and numbers stay exact."""

import sqlite3
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import select

from dougong.expressions.check import check
from dougong.expressions.env import Env
from dougong.expressions.functions import BUILTIN, Function, registry
from dougong.expressions.parse import parse
from dougong.fields.base import Dialect
from dougong.kernel.kinds import Kind
from dougong.store.expression.bounds import bounds, parameters
from dougong.store.expression.functions import register
from dougong.store.expression.translator import predicate, translate
from dougong.store.sql import compile
from tests.unit.expressions.world import COLUMNS, RECORD, RECORDS, SCOPE, create

ENV = Env(me={"emp": 4, "limit": Decimal("2.495")}, today=date(2024, 2, 29), now=datetime(2024, 2, 29, tzinfo=UTC))
SERVED = (
    ("n2 > 12.5", "n2"), ("12.5 >= n2", "n2"), ("n2 == 2.5", "n2"), ("i0 >= 2.5", "i0"), ("n2 <= me.limit", "n2"),
    ("t == 'a'", "t"), ("t in ('a', 'b')", "t"), ("cust == me.emp", "cust"), ("d >= today() - days(30)", "d"),
    ("d == '2024-02-29' and n2 is not None", "d"), ("m < now() + days(1)", "m"), ("c == '08:30'", "c"),
    ("i0 == me.limit", "i0"), ("1 < n2 < 5", "n2"),
)


def where(text: str, dialect: Dialect, *, strict: bool = False) -> tuple[str, list[object]]:
    checked = check(parse(text), SCOPE)
    condition = (translate if strict else predicate)(checked, dialect, COLUMNS)
    statement = compile(select(RECORDS.c.id).where(condition), dialect)
    return statement.sql, list(statement.values(parameters(checked, ENV, dialect)))


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(("text", "name"), SERVED)
def test_sqlite_uses_the_index_of_the_column(text: str, name: str, strict: bool) -> None:
    connection = sqlite3.connect(":memory:")
    register(connection)
    connection.execute(create("record", RECORD, "sqlite"))
    connection.execute(f"create index the_index on record ({name})")
    sql, values = where(text, "sqlite", strict=strict)
    plan = " ".join(row[3] for row in connection.execute(f"explain query plan {sql}", values))
    connection.close()
    assert f"the_index ({name}" in plan


@pytest.fixture(scope="module")
def indexed(postgres_url: str) -> psycopg.Connection:
    with psycopg.connect(postgres_url) as connection:
        connection.execute(create("record", RECORD, "postgresql").replace("table record", "temporary table record"))
        for name in sorted({name for _, name in SERVED}):
            connection.execute(f"create index on record ({name})")
        connection.execute("set enable_seqscan = off")
        yield connection
        connection.rollback()


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(("text", "name"), SERVED)
def test_postgresql_uses_the_index_of_the_column(indexed: psycopg.Connection, text: str, name: str,
                                                 strict: bool) -> None:
    sql, values = where(text, "postgresql", strict=strict)
    plan = [row[0] for row in psycopg.RawCursor(indexed).execute(f"explain {sql}", values)]
    assert any("Index Cond" in line and name in line for line in plan), plan


@pytest.mark.parametrize(("text", "sql"), [
    ("n2 > 12.5", "record.n2 > ?"), ("t == 'a' and n0 < 3", "record.t = ?) and (record.n0 < ?"),
])
def test_on_sqlite_the_constant_is_scaled_and_not_the_column(text: str, sql: str) -> None:
    written, values = where(text, "sqlite")
    assert sql in written.lower()
    assert values in ([1250], ["a", 3])


@pytest.mark.parametrize(("text", "bound"), [
    ("n2 < 1.005", 101), ("n2 <= 1.005", 100), ("n2 > 1.005", 100), ("n2 >= 1.005", 101), ("n2 == 1.5", 150),
    ("n2 > -1.005", -101), ("n2 < 99999999999999999999", 2**63 - 1),
])
def test_a_constant_between_two_stored_values_bounds_the_same_rows(text: str, bound: int) -> None:
    assert where(text, "sqlite")[1] == [bound]


def test_parameters_are_named_and_in_the_drivers_form() -> None:
    checked = check(parse("cust == me.emp and d < today() and n2 < me.limit and m < now() and role('boss')"), SCOPE)
    assert parameters(checked, ENV, "sqlite") == {
        "me__emp": 4, "today": "2024-02-29", "me__limit": "2.495", "now": 1709164800000000, "role__boss": 0}
    assert parameters(checked, ENV, "postgresql") == {
        "me__emp": 4, "today": date(2024, 2, 29), "me__limit": Decimal("2.495"), "now": ENV.now, "role__boss": False}
    assert [bound.name for bound in bounds(checked)] == ["me__emp", "today", "me__limit", "now", "role__boss"]


@pytest.mark.parametrize("text", ["wide * 99999999999999999999 * 99999999999", "9999999999999999999999999999 + i0"])
def test_an_overflow_is_an_error_of_the_database(text: str, indexed: psycopg.Connection) -> None:
    checked = check(parse(text), SCOPE)
    connection = sqlite3.connect(":memory:")
    register(connection)
    connection.execute(create("record", RECORD, "sqlite"))
    connection.execute("insert into record (wide, i0) values (100000000000000000, 1)")
    statement = compile(select(translate(checked, "sqlite", COLUMNS)).select_from(RECORDS), "sqlite")
    with pytest.raises(sqlite3.OperationalError):
        connection.execute(statement.sql, statement.values({})).fetchall()
    connection.close()
    statement = compile(select(translate(checked, "postgresql", COLUMNS)).select_from(RECORDS), "postgresql")
    with indexed.transaction(force_rollback=True):
        indexed.execute("insert into record (wide, i0) values (1, 1)")
        with pytest.raises(psycopg.errors.NumericValueOutOfRange):
            psycopg.RawCursor(indexed).execute(statement.sql, statement.values({}))


def test_a_plugins_function_brings_its_sql() -> None:
    double = Function("double", (Kind.NUMBER,), Kind.NUMBER, lambda x: x + x,
                      {"sqlite": "dg_add({0}, {0})", "postgresql": "({0} * 2)"}, "Twice the number.")
    checked = check(parse("double(n2) > 1"), SCOPE, registry([*BUILTIN.values(), double]))
    assert "(record.n2 * 2)" in compile(select(predicate(checked, "postgresql", COLUMNS)), "postgresql").sql
    assert "dg_add(" in compile(select(predicate(checked, "sqlite", COLUMNS)), "sqlite").sql
