"""Whole numbers: read from addresses, forms and cookies, where what is none is nothing, never an error; and counts."""

from typing import Final

#: Digits of the longest number a database surely holds.
DIGITS: Final = 18


def whole_number(text: str, digits: int = DIGITS) -> int | None:
    """Return the number a text of at most so many `digits` writes, None where it writes none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def counted(number: int, most: int) -> str:
    """Return a count as people read it: "1,204"; "10,000+" where counting ended above `most`."""
    return f"{most:,}+" if number > most else f"{number:,}"
