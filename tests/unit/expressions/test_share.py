"""What falls to a line: shares add up to what is shared, by either evaluator."""

import random
from decimal import Decimal

import pytest

from dougong.expressions.check import check
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError
from dougong.expressions.parse import parse
from dougong.expressions.reference import value
from dougong.expressions.scope import Symbol
from dougong.kernel.kinds import Kind


class Line:
    """The names of a line: a weight, its number, and the amount of its owner."""

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        known = {("weight",), ("line_no",), ("parent", "amount")}
        return Symbol(path, Kind.NUMBER, places=2) if path in known else None

    def rows(self, _name: str) -> None:
        return None

    def names(self) -> list[str]:
        return ["weight", "line_no"]


class Record(Line):
    """The names of a record of its own."""

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        return super().symbol(path) if path != ("line_no",) else None


def shares(amount: object, weights: list[object], text: str = "share(parent.amount, weight)") -> list[Decimal | None]:
    """Return what falls to each line; the reference says the same."""
    checked = check(parse(text), Line())
    rows = [{"weight": weight} for weight in weights]
    owner = Env(values={"amount": amount}, lines={"lines": rows})
    found = [closure(checked)(owner.row(row)) for row in rows]
    assert found == [value(checked, owner.row(row)) for row in rows]
    return found


def decimals(*texts: str) -> list[object]:
    return [Decimal(text) for text in texts]


@pytest.mark.req("PC10")
def test_a_discount_is_shared_to_the_last_cent() -> None:
    """10.00 off 33.33, 33.33 and 33.34: 3.333, 6.666 and 10 are due, so 3.33, 3.34 and 3.33."""
    assert shares(Decimal(10), decimals("33.33", "33.33", "33.34")) == decimals("3.33", "3.34", "3.33")


@pytest.mark.req("PS15")
def test_freight_is_shared_by_amount() -> None:
    assert shares(Decimal(300), decimals("1000", "2000")) == decimals("100.00", "200.00")
    assert shares(Decimal(100), decimals("1", "1", "1")) == decimals("33.33", "33.34", "33.33")
    whole = "share(parent.amount, weight, 0)"
    assert shares(Decimal(100), decimals("1", "1", "1"), whole) == decimals("33", "34", "33")


def test_what_weighs_nothing_gets_nothing_and_without_weights_the_last_line_gets_it_all() -> None:
    assert shares(Decimal("0.05"), [Decimal(1), None, Decimal(1), Decimal(0)]) == decimals("0.03", "0", "0.02", "0")
    assert shares(Decimal("0.05"), [Decimal(0), None]) == decimals("0", "0.05")
    assert shares(None, decimals("1", "2")) == [None, None]
    assert shares(Decimal(-10), decimals("33.33", "33.33", "33.34")) == decimals("-3.33", "-3.34", "-3.33")


def test_shares_add_up_whatever_the_weights() -> None:
    chance = random.Random(7)
    for _ in range(300):
        weights = [Decimal(chance.randint(0, 10**6)) / 100 for _ in range(chance.randint(1, 9))]
        amount = Decimal(chance.randint(-10**8, 10**8)) / 100
        found = shares(amount, list(weights))
        assert sum(each or 0 for each in found) == amount
        if total := sum(weights):
            exact = [amount * weight / total for weight in weights]
            assert all(abs((each or 0) - right) < Decimal("0.0101") for each, right in zip(found, exact, strict=True))


@pytest.mark.parametrize(("text", "scope", "code"), [
    ("share(parent.amount)", Line(), "arguments"), ("share(parent.amount, weight, 2, 2)", Line(), "arguments"),
    ("share(parent.amount, 'a')", Line(), "kind"), ("share(parent.amount, weight, 13)", Line(), "literal"),
    ("share(parent.amount, weight, line_no)", Line(), "literal"), ("share(weight, weight)", Record(), "kind")])
def test_what_cannot_be_shared_is_refused(text: str, scope: Line, code: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        check(parse(text), scope)
    assert refused.value.code == code
