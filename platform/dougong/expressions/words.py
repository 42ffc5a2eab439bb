"""Text: letters are code points, lower and upper know A to Z only, blanks include the full-width space."""

import re
from datetime import date, time
from decimal import Decimal

from dougong.expressions.arithmetic import Number, plain, whole

BLANK = "\t\n\v\f\r \u00a0\u3000"
LONGEST = 1_000_000             # characters replace() may make; what would be longer is null
SMALL = "abcdefghijklmnopqrstuvwxyz"
NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,12})?")
_LOWER = str.maketrans(SMALL.upper(), SMALL)
_UPPER = str.maketrans(SMALL, SMALL.upper())


def lower(text: str) -> str:
    """Return the text with A to Z in small letters."""
    return text.translate(_LOWER)


def upper(text: str) -> str:
    """Return the text with a to z in capitals."""
    return text.translate(_UPPER)


def trim(text: str) -> str:
    """Return the text without blanks at both ends."""
    return text.strip(BLANK)


def concat(*parts: str | None) -> str:
    """Return the texts joined; nulls are left out."""
    return "".join([part for part in parts if part is not None])


def contains(text: str, part: str) -> bool:
    """Return whether `part` occurs in the text."""
    return part in text


def left(text: str, count: Number) -> str:
    """Return the first so many characters."""
    return text[: max(whole(count, LONGEST), 0)]


def right(text: str, count: Number) -> str:
    """Return the last so many characters."""
    size = max(whole(count, LONGEST), 0)
    return text[-size:] if size else ""


def middle(text: str, start: Number, count: Number) -> str:
    """Return so many characters from position `start`, which counts from 1."""
    first = max(whole(start, LONGEST), 1) - 1
    return text[first : first + max(whole(count, LONGEST), 0)]


def replace(text: str, old: str, new: str) -> str | None:
    """Return the text with each `old` replaced; an empty `old` is nowhere. None when it could grow too long."""
    if len(text) * max(len(new), 1) > LONGEST:
        return None
    return text.replace(old, new) if old else text


def as_text(value: Decimal | int | str | bool | date | time) -> str:  # noqa: FBT001 - any value may be shown
    """Return numbers without zeros at their end, dates and times in ISO form, flags as true and false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | int):
        return plain(value)
    if isinstance(value, time):
        return value.isoformat("seconds")
    return value.isoformat() if isinstance(value, date) else value


def as_number(text: str) -> Decimal | None:
    """Return the number the text shows (at most 18 digits, a point and 12), None when it shows none."""
    found = NUMBER.fullmatch(trim(text))
    return Decimal(found.group()) if found else None
