"""JSON numbers with a fraction or an exponent: a float that still knows the text it came from."""

import re
from decimal import Decimal
from typing import Self

#: A number longer than this is no amount of anything (safety.md R6).
MOST_DIGITS = 40
_LARGEST = 10.0**MOST_DIGITS
_NOT_ZERO = re.compile("[1-9]")


class Exact(float):
    """A float whose `repr` is the literal as sent, so that Decimal(repr(x)) is the number the client wrote.

    Decimal fields read floats that way (fields/exact.py), so 12345678901234567.89 arrives unharmed, though no float
    is that number. Every other reader sees an ordinary float. Only numbers a float would change become one of these.
    """

    __slots__ = ("_text",)
    _text: str

    def __new__(cls, text: str) -> Self:
        """Return the number `text` says."""
        made = super().__new__(cls, text)
        made._text = text
        return made

    def __repr__(self) -> str:
        return self._text

    def is_integer(self) -> bool:
        """Return false: what is whole has become an int, though this float may have lost its fraction."""
        return False


def whole(text: str) -> int:
    """Return the integer `text` says; raises ValueError beyond 40 digits."""
    if len(text) > MOST_DIGITS and _digits(text) > MOST_DIGITS:
        raise ValueError(text)
    return int(text)


def fraction(text: str) -> float | int:
    """Return the number `text` says, exactly: an int when it is whole (7.0, 1e3), for JSON makes no difference.

    Raises ValueError beyond 40 digits or the range of a float (1e999).
    """
    value = float(text)
    if len(text) > MOST_DIGITS and _digits(text) > MOST_DIGITS:
        raise ValueError(text)
    if value - value != 0 or (value == 0 and _NOT_ZERO.search(text.lower().partition("e")[0])):
        raise ValueError(text)
    if value.is_integer() and abs(value) < _LARGEST:
        written = Decimal(text)
        if written == written.to_integral_value():
            return int(written)
    return value if repr(value) == text or Decimal(repr(value)) == Decimal(text) else Exact(text)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text.lower().partition("e")[0]))
