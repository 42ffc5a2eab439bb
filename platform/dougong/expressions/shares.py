"""Shares of an amount by the cumulative method: what all lines up to one are due, less what those before were due, so
that the shares add up to the amount and no line is more than a rounding off."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from dougong.expressions.arithmetic import Number, add, portion, rounded, subtract
from dougong.expressions.env import Env
from dougong.expressions.tree import Share

Run = Callable[[Env], Any]
_NOTHING = Decimal(0)


def share(node: Share, whole: Run, weight: Run) -> Run:
    """Return what gives a line its share; null where there is no amount, or no line."""
    places = node.places

    def shared(env: Env) -> Decimal | None:
        rows = beside(env)
        amount = whole(env)
        if env.parent is None or amount is None or not rows:
            return None
        weights = [weight(env.parent.row(row)) or 0 for row in rows]
        return cumulative(amount, weights, next(at for at, row in enumerate(rows) if row is env.values), places)
    return shared


def beside(env: Env) -> Sequence[Any]:
    """Return the lines of the owner among which the row at hand stands, none for a record of its own."""
    groups = () if env.parent is None else env.parent.lines.values()
    return next((rows for rows in groups if any(row is env.values for row in rows)), ())


def cumulative(amount: Number, weights: Sequence[Number], at: int, places: int) -> Decimal:
    """Return the share of the line in place `at`; without any weight the last line takes it all."""
    before = among = _NOTHING
    for place, weight in enumerate(weights):
        if place == at:
            before = among
        among = add(among, weight)
    if not among:
        return rounded(amount, places) if at == len(weights) - 1 else _NOTHING
    upto = add(before, weights[at])
    return subtract(portion(amount, upto, among, places), portion(amount, before, among, places))
