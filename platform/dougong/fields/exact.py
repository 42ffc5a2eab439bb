"""Exact decimals: 18 digits in all, NUMERIC on PostgreSQL, scaled 64-bit integers on SQLite (libraries.md 1.3)."""

import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Numeric

from dougong.fields.refusals import Unclear
from dougong.fields.stored import Stored

DIGITS = 18
#: Units in the last binary place by which one step of floating arithmetic may miss.
NOISE = 2
_TOO_BIG = 10**DIGITS
_TEXT = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
#: prec bounds the result's digits, so that a value of 19 digits is an InvalidOperation and not a wrong number.
_STRICT = Context(prec=DIGITS, traps=[Inexact, InvalidOperation])
_ROUNDING = Context(prec=DIGITS, rounding=ROUND_HALF_UP, traps=[InvalidOperation])


@cache
def step(places: int) -> Decimal:
    """Return the smallest number with so many places: 0.01 for 2."""
    return Decimal(1).scaleb(-places)


@cache
def column(places: int) -> Stored:
    """Return the column type of exact numbers with so many places."""
    return Stored(Numeric(DIGITS, places), BigInteger(), scale(places), unscale(places))


@cache
def scale(places: int) -> Callable[[Decimal], int]:
    """Return what turns a number into SQLite's integer: 12.30 into 1230 for 2 places."""
    def scaled(value: Decimal) -> int:
        return int(value.scaleb(places))
    return scaled


@cache
def unscale(places: int) -> Callable[[int], Decimal]:
    """Return what turns SQLite's integer back into a number with exactly so many places."""
    def unscaled(stored: int) -> Decimal:
        return Decimal(stored).scaleb(-places)
    return unscaled


def text(value: Decimal) -> str:
    """Return the JSON form: all places, never an exponent."""
    return f"{value:f}"


@cache
def reader(places: int) -> Callable[[Any], Decimal]:
    """Return what reads the JSON form: a text, a whole number, or a float through its shortest text.

    It raises Unclear: "number", "out_of_range", or "places" when there are more places than are stored.
    """
    unit = step(places)

    def read(sent: Any) -> Decimal:
        try:
            value = _STRICT.quantize(_decimal(sent), unit)
        except Inexact:
            value = _meant(sent, unit)
        except InvalidOperation:
            raise Unclear("out_of_range", digits=DIGITS - places) from None
        return value or unit - unit       # there is no minus zero
    return read


@cache
def rounder(places: int) -> Callable[[Any], Decimal]:
    """Return what rounds a computed number half-up to so many places (correctness.md 4.2.1); "out_of_range" else."""
    unit = step(places)

    def rounded(value: Any) -> Decimal:
        try:
            return _ROUNDING.quantize(Decimal(value), unit) or unit - unit
        except InvalidOperation:
            raise Unclear("out_of_range", digits=DIGITS - places) from None
    return rounded


def _meant(sent: Any, unit: Decimal) -> Decimal:
    """Return the number a float was meant to be: 0.1 + 0.2 is sent as 0.30000000000000004 and means 0.3.

    That holds where the float misses the number by no more than its own last binary digits; else it has too many
    places, as any text has.
    """
    if isinstance(sent, float):
        near = _ROUNDING.quantize(Decimal(repr(sent)), unit)
        if abs(float(near) - sent) <= NOISE * math.ulp(sent):
            return near
    raise Unclear("places", places=-int(unit.as_tuple().exponent))


def _decimal(sent: Any) -> Decimal:
    """Return the number sent. Shape and length are looked at first: Decimal("1e10000000") is slow poison later."""
    if isinstance(sent, str):
        if _TEXT.fullmatch(sent):
            return Decimal(sent)
    elif isinstance(sent, int) and not isinstance(sent, bool):
        if -_TOO_BIG < sent < _TOO_BIG:
            return Decimal(sent)
        raise InvalidOperation
    elif isinstance(sent, float) and sent - sent == 0:        # neither NaN nor infinite
        return Decimal(repr(sent))
    raise Unclear("number")
