"""The arithmetic a second time, by fractions: what the reference computes with, to be held against the first."""

from decimal import Decimal
from fractions import Fraction

from dougong.expressions.errors import ExpressionOverflow

DIGITS = 28
PLACES = 12


def quotient(left: Fraction, right: Fraction) -> Decimal | None:
    """Return left / right half-up to 12 places and then to 28 digits; None for a zero divisor."""
    return fitted(stepped(left / right, PLACES)) if right else None


def fitted(value: Fraction) -> Decimal:
    """Return the number half-up to 28 digits; raise ExpressionOverflow from 10^28 on."""
    whole = abs(value)
    places = DIGITS - 1
    while whole >= 10 ** (DIGITS - places):
        places -= 1
        if places < 0:
            raise ExpressionOverflow
    while whole and whole * 10**places < 10 ** (DIGITS - 1):
        places += 1
    found = stepped(value, places)
    if abs(found) >= 10**DIGITS:
        raise ExpressionOverflow
    return decimal(found, places)


def stepped(value: Fraction, places: int) -> Fraction:
    """Return the number rounded half-up, away from zero, to so many places."""
    units = (abs(value) * 10**places * 2 + 1) // 2
    return Fraction(units if value >= 0 else -units, 10**places)


def decimal(value: Fraction, places: int) -> Decimal:
    """Return a fraction that has so many places as a Decimal, without zeros at its end."""
    units = int(value * 10**places)
    while places > 0 and units % 10 == 0:
        units, places = units // 10, places - 1
    return Decimal((int(units < 0), tuple(map(int, str(abs(units)))), -places))
