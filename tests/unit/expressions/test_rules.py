"""The rules of design 4, each by an example worked out by hand; closure and reference must both keep it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dougong.expressions import reference
from dougong.expressions.check import check
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionOverflow
from dougong.expressions.functions import BUILTIN, Function, registry
from dougong.expressions.parse import parse
from dougong.kernel.kinds import Kind
from tests.unit.expressions.world import LINE, RECORD, SCOPE, LineScope

D = Decimal
NOTHING: dict[str, Any] = dict.fromkeys(RECORD)
LINES = [dict.fromkeys(LINE) | line for line in (
    {"a": D("10.00"), "f": False, "x": D("0.1"), "t": "b"},
    {"a": D("2.50"), "f": True, "x": D("0.2"), "t": "a"},
    {"a": None, "f": None, "x": D("0.3"), "t": None},
)]
ENV = Env(
    values=NOTHING | {"n0": D(7), "i0": 3, "n2": D("2.50"), "p2": D("-0.01"), "wide": D("0.1"), "t": "采购单", "u": "",
                      "o": "red", "f": True, "d": date(2024, 1, 31), "e": date(2024, 3, 1), "c": time(8, 30),
                      "m": datetime(2024, 2, 29, 20, tzinfo=UTC), "k": datetime(2024, 2, 29, 18, 30, tzinfo=UTC),
                      "cust": 5, "s": ("a", "b")},
    old=NOTHING | {"n2": D("2.00")}, linked={"cust.level": "A", "cust.limit": D("100.00"), "cust.boss.name": "李"},
    lines={"lines": LINES}, me={"id": 9, "emp": 4, "name": "Li", "emp.unit": 2}, today=date(2024, 2, 29),
    now=datetime(2024, 2, 29, 12, tzinfo=UTC), settings={"rate": D("0.13"), "credit.word": "net"},
    roles=frozenset({"boss"}), zone=ZoneInfo("Asia/Shanghai"),
)


def answer(text: str, env: Env = ENV) -> Any:
    found = closure(check(parse(text), SCOPE))(env)
    assert found == reference.evaluate(text, SCOPE, env)
    return found


@pytest.mark.parametrize(("text", "expected"), [
    ("0.1 + 0.2", D("0.3")),
    ("n2 * i0", D("7.50")),
    ("1 / 3", D("0.333333333333")),
    ("2 / 3", D("0.666666666667")),
    ("-2 / 3", D("-0.666666666667")),
    ("0.0000000000005 * 1 / 1", D("0.000000000001")),       # half-up, not half-even
    ("-0.0000000000005 / 1", D("-0.000000000001")),
    ("n0 / 0", None),
    ("n6 + 1", None),
    ("-n6", None),
    ("9999999999999999999999999999 - 1", D("9999999999999999999999999998")),
    ("0.1 * 0.1234567890123456789012345678", D("0.01234567890123456789012345678")),
    ("0.3 * 0.3333333333333333333333333335", D("0.1000000000000000000000000001")),    # 29 digits come to 28, half-up
    ("d + days(30)", date(2024, 3, 1)),
    ("d - days(31)", date(2023, 12, 31)),
    ("days(1) + d", date(2024, 2, 1)),
    ("e - d", 30),
    ("today() - d", 29),
    ("m + days(1)", datetime(2024, 3, 1, 20, tzinfo=UTC)),
    ("d + days(5000000)", None),                              # after the year 9999
    ("days(1) - days(3)", timedelta(days=-2)),
    ("days(1.9)", timedelta(days=1)),
])
def test_arithmetic(text: str, expected: object) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize("text", ["9999999999999999999999999999 + 1", "n0 * 9999999999999999999999999999",
                                  "-9999999999999999999999999999 - 1", "9999999999999999999999999999 / 0.1"])
def test_beyond_28_digits_is_an_error_and_no_wrong_number(text: str) -> None:
    checked = check(parse(text), SCOPE)
    with pytest.raises(ExpressionOverflow):
        closure(checked)(ENV)
    with pytest.raises(ExpressionOverflow):
        reference.value(checked, ENV)


@pytest.mark.parametrize(("text", "expected"), [
    ("n6 == 1", False), ("n6 != 1", False), ("n6 < 1", False), ("not n6 < 1", True), ("1 > n6", False),
    ("n6 == n6", False), ("n6 is None", True), ("n2 is None", False), ("n2 is not None", True),
    ("g", False), ("not g", True), ("g and f", False), ("g or f", True), ("f == g", False), ("None or f", True),
    ("n6 in (1, 2)", False), ("n6 not in (1, 2)", False), ("n2 in (2.5, 3)", True), ("n2 not in (3, 4)", True),
    ("'a' in s", True), ("'c' in s", False), ("'c' not in s", True), ("1 in r", False), ("1 not in r", True),
    ("s is None", False), ("r is None", True), ("None in s", False), ("None not in s", False),
    ("1 < n2 <= 2.5", True), ("1 < n2 < 2.5", False), ("t == '采购单'", True), ("'Z' < 'a'", True),
    ("'采' < '𠮷'", True),
    ("d >= '2024-01-31'", True), ("c < '12:00'", True), ("m > '2024-02-29T19:59:59Z'", True), ("cust == 5", True),
    ("cust in (4, 5)", True), ("o == 'red'", True), ("me == 9", True), ("me.emp == 4", True),
    ("me.emp.unit == 2", True),
    ("role('boss')", True), ("role('clerk')", False), ("contains(t, None)", False), ("j is None", True),
])
def test_conditions_are_true_or_false_never_null(text: str, expected: bool) -> None:
    assert answer(text) is expected


@pytest.mark.parametrize(("text", "expected"), [
    ("sum(lines.a)", D("12.50")), ("sum(lines.a, not f)", D("10.00")), ("sum(lines.a, a > 100)", 0),
    ("count(lines)", 3), ("count(lines.a)", 2), ("count(lines, f)", 1), ("avg(lines.a)", D("6.25")),
    ("avg(lines.x)", D("0.2")), ("min(lines.a)", D("2.50")), ("max(lines.t)", "b"), ("max(lines.d)", None),
    ("avg(lines.a, a > 100)", None), ("any(lines)", True), ("any(lines.f)", True), ("any(lines, a > 10)", False),
    ("all(lines.f)", False), ("all(lines, x < 1)", True), ("all(lines.f, a < 5)", True), ("all(lines, a > 0)", False),
    ("all(lines.f, a > 100)", True), ("sum(lines.a, a > parent.n2)", D("10.00")),
    ("sum(lines.a, parent.cust.level == 'A')", D("12.50")),
])
def test_aggregates(text: str, expected: object) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("abs(p2)", D("0.01")), ("round(2.5)", 3), ("round(-2.5)", -3), ("round(1.005, 2)", D("1.01")), ("floor(-0.5)", -1),
    ("ceil(-0.5)", 0), ("mod(-7, 3)", -1), ("mod(7, 0)", None), ("min(n0, i0, n2)", D("2.50")), ("max(n0, n6)", None),
    ("max('a', t)", "采购单"), ("coalesce(n6, n2)", D("2.50")), ("coalesce(None, n6)", None),
    ("number(' 12.50 ')", D("12.5")),
    ("number('12,5')", None), ("number('١')", None), ("text(12.50)", "12.5"), ("text(1e3)", "1000"),
    ("text(0 * p2)", "0"),
    ("text(d)", "2024-01-31"), ("text(c)", "08:30:00"), ("text(f)", "true"), ("len(t)", 3), ("len('𠮷')", 1),
    ("len(s)", 2),
    ("len(r)", 0), ("lower('ABÉ')", "abÉ"), ("upper('abé')", "ABé"), ("trim('\\u3000 a b ')", "a b"),
    ("concat(t, None, '-1')", "采购单-1"), ("contains(t, '购')", True), ("contains(t, '')", True),
    ("starts_with(t, '采')", True), ("ends_with(t, '采')", False), ("left(t, 2)", "采购"), ("left(t, -1)", ""),
    ("right(t, 1)", "单"), ("right(t, 0)", ""), ("mid(t, 2, 1)", "购"), ("mid(t, 0, 2)", "采购"),
    ("replace('a-b-c', '-', '')", "abc"), ("replace('ab', '', 'x')", "ab"), ("date(2024, 2, 29)", date(2024, 2, 29)),
    ("date(2023, 2, 29)", None), ("date_of(m)", date(2024, 3, 1)), ("year(d)", 2024), ("month(d)", 1), ("day(d)", 31),
    ("weekday(date(2024, 2, 26))", 1), ("weekday(date(2024, 3, 3))", 7), ("add_months(d, 1)", date(2024, 2, 29)),
    ("add_months(d, -2)", date(2023, 11, 30)), ("add_months(date(9999, 12, 1), 1)", None),
    ("month_start(today())", date(2024, 2, 1)), ("month_end(today())", date(2024, 2, 29)),
    ("hours_between(m, k)", D("1.5")),
    ("today()", date(2024, 2, 29)), ("now()", datetime(2024, 2, 29, 12, tzinfo=UTC)), ("setting('rate') * 100", 13),
    ("setting('credit.word')", "net"), ("setting('from')", None), ("days(n0)", timedelta(days=7)),
    ("today() + workdays(1)", date(2024, 3, 1)),
    ("role('boss')", True),
])
def test_functions(text: str, expected: object) -> None:
    assert answer(text) == expected


def test_every_function_has_an_example_above() -> None:
    examples = " ".join(case[0] for mark in test_functions.pytestmark for case in mark.args[1])
    assert [name for name in BUILTIN if f"{name}(" not in examples] == []


@pytest.mark.parametrize(("text", "expected"), [
    ("old.n2 < n2", True), ("old.n6 is None", True), ("cust.level", "A"), ("cust.boss.name", "李"),
    ("n2 if g else n0", 7),
    ("n2 if f else None", D("2.50")),
])
def test_paths_and_choice(text: str, expected: object) -> None:
    assert answer(text) == expected


def test_a_new_record_has_no_old_values() -> None:
    assert answer("old.n2 is None", Env(values=NOTHING)) is True


def test_a_line_reads_its_owner_live_and_through_its_links() -> None:
    values = {"n2": D(1)}
    line = Env(values={"a": D(5)}, parent=Env(values=values, linked={"cust.level": "A"}))
    run = closure(check(parse("a > parent.n2 and parent.cust.level == 'A'"), LineScope()))
    assert run(line) is True
    values["n2"] = D(6)
    assert run(line) is False


def test_a_record_whose_link_is_called_parent_reads_it_as_a_link() -> None:
    run = closure(check(parse("parent.t"), LineScope()))
    assert run(Env(linked={"parent.t": "root"})) == "root"


def test_a_plugin_adds_a_function_as_a_value() -> None:
    double = Function("double", (Kind.NUMBER,), Kind.NUMBER, lambda x: x + x, None, "Twice the number.")
    functions = registry([*BUILTIN.values(), double])
    assert closure(check(parse("double(n2)"), SCOPE, functions))(ENV) == 5
    assert closure(check(parse("double(n6)"), SCOPE, functions))(ENV) is None
    assert reference.evaluate("double(n2)", SCOPE, ENV, functions) == 5


def test_two_functions_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="abs"):
        registry([*BUILTIN.values(), Function("abs", (Kind.NUMBER,), Kind.NUMBER, abs)])


def test_evaluation_changes_nothing_it_is_given() -> None:
    before = {name: dict(line) for name, line in enumerate(LINES)}, dict(ENV.values)
    answer("sum(lines.a) + n2")
    assert ({name: dict(line) for name, line in enumerate(LINES)}, dict(ENV.values)) == before
