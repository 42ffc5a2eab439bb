"""Whole numbers as texts: read from addresses, forms, files and cookies, where what is none is nothing, never an
error."""

from typing import Final

#: Digits of the longest number a database surely holds.
DIGITS: Final = 18
#: Digits of what is taken for a number although none can hold it: who reads on says that it is too large.
OVERLONG: Final = 38


def whole_number(text: str, digits: int = DIGITS) -> int | None:
    """Return the number a text of at most so many `digits` writes, None where it writes none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
