"""What expressions mean, by hand: nulls, exact division, rounding; closures and the reference say the same."""

from decimal import Decimal
from typing import Any

import pytest

from dougong.expressions import reference
from dougong.expressions.check import check
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.expressions.parse import parse
from tests.unit.expressions.world import SCOPE

BLANK: dict[str, Any] = {"n2": None, "p2": None, "t": None, "d": None, "f": None}


def answers(text: str, **values: Any) -> set[Any]:
    """What each evaluator says; one answer when they agree."""
    checked, env = check(parse(text), SCOPE), Env({**BLANK, **values})
    return {closure(checked)(env), reference.value(checked, env)}


@pytest.mark.parametrize("operator", ["==", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize(("left", "right"), [
    ("n2", "5"), ("5", "n2"), ("n2", "p2"), ("t", "'a'"), ("d", "date(2026, 1, 1)")])
def test_comparison_with_null_is_false_whichever_way_it_is_asked(left: str, operator: str, right: str) -> None:
    assert answers(f"{left} {operator} {right}") == {False}


@pytest.mark.parametrize("text", ["n2 in (1, 2)", "n2 not in (1, 2)", "t not in ('a', 'b')", "contains(t, 'a')", "f"])
def test_null_is_in_no_list_and_out_of_none(text: str) -> None:
    assert answers(text) == {False}


@pytest.mark.parametrize("text", ["n2 + 1", "1 - n2", "n2 * 0", "n2 / 2", "2 / n2", "-n2", "abs(n2)"])
def test_null_in_arithmetic_is_null(text: str) -> None:
    assert answers(text) == {None}


@pytest.mark.parametrize(("text", "value"), [
    ("1 / 3", "0.333333333333"), ("2 / 3", "0.666666666667"), ("-2 / 3", "-0.666666666667"),
    ("1 / 8", "0.125"), ("10 / 4", "2.5"),
    ("0.000000000001 / 2", "0.000000000001"), ("-0.000000000001 / 2", "-0.000000000001"),    # half goes away from 0
    ("0.000000000005 / 2", "0.000000000003"),
    ("0.1 + 0.2", "0.3"), ("round(2.5)", "3"), ("round(-2.5)", "-3"), ("round(1.005, 2)", "1.01"),
    ("mod(-7, 3)", "-1"), ("floor(-0.5)", "-1"), ("ceil(-0.5)", "0"),
])
def test_one_arithmetic(text: str, value: str) -> None:
    assert answers(text) == {Decimal(value)}


@pytest.mark.parametrize("text", ["1 / 0", "n2 / p2", "mod(1, 0)"])
def test_division_by_zero_is_null(text: str) -> None:
    assert answers(text, n2=Decimal(1), p2=Decimal(0)) == {None}
