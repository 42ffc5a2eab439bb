"""Plain scalars: the core of YAML 1.2 and nothing else, so `no`, `on`, `12:30`, `0755` and `2024-01-01` stay text."""

import re
from decimal import Decimal

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_NUMBER = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\Z")
_BEYOND = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")
_FIRST = frozenset("0123456789+-.")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
DIGITS = 18


def scalar(text: str) -> str | int | float | bool | None:
    """Return the value of a plain scalar; raise ValueError for a number that cannot be kept exactly."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST:
        return text
    if _INTEGER.match(text):
        return integer(text)
    if _BEYOND.match(text):
        raise ValueError(f"{text} is no number")
    if _NUMBER.match(text):
        return fraction(text)
    return text


def integer(text: str) -> int:
    """Return a whole number of at most 18 digits; raise ValueError beyond."""
    if len(text.lstrip("+-")) > DIGITS:
        raise ValueError(f"a number of more than {DIGITS} digits")
    return int(text)


def fraction(text: str) -> float:
    """Return a number whose shortest text is the same number; raise ValueError when digits would be lost."""
    if len(text) > 40:
        raise ValueError(f"a number of more than {DIGITS} digits")
    value = float(text)
    if value in {float("inf"), float("-inf")} or Decimal(repr(value)) != Decimal(text):
        raise ValueError(f"{text} cannot be kept exactly")
    return value


def forbidden(text: str) -> str | None:
    """Return the first character no text may hold, described, or None."""
    found = _FORBIDDEN.search(text)
    return f"the character U+{ord(found.group()):04X}" if found else None
