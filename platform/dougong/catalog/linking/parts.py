"""Texts with fields in braces: titles ("{number} {name}") and number patterns ("PO{doc_date:%Y%m}-{seq:4}")."""

import re
from typing import Any

_PART = re.compile(r"\{([^{}]*)\}|([{}])")
_FIELD = re.compile(r"([a-z][a-z0-9_]*)(?::([^{}]*))?\Z")
#: What of a date may go into a number: year, month, day, and the week of the year.
_FORMAT = re.compile(r"(%[YymdV]|[-./])+\Z")
SEQUENCE = "seq"


class PatternError(ValueError):
    """A text with braces that do not say what they should."""


def title_parts(text: str) -> tuple[Any, ...]:
    """Return literal texts and ("field", name); raise PatternError."""
    parts = []
    for part in _split(text):
        if isinstance(part, tuple) and part[1] is not None:
            raise PatternError(f"{{{part[0]}:{part[1]}}}: a title takes no format")
        parts.append(("field", part[0]) if isinstance(part, tuple) else part)
    return tuple(parts)


def title_text(parts: tuple[Any, ...]) -> str:
    """Return the text `title_parts` was given."""
    return "".join(part if isinstance(part, str) else f"{{{part[1]}}}" for part in parts)


def number_parts(text: str) -> tuple[Any, ...]:
    """Return literal texts, ("field", name, format or "") and ("seq", width); raise PatternError."""
    parts: list[Any] = []
    for part in _split(text):
        if isinstance(part, str):
            parts.append(part)
        elif part[0] == SEQUENCE:
            parts.append(("seq", _width(part[1])))
        else:
            if part[1] is not None and not _FORMAT.match(part[1]):
                raise PatternError(f"{{{part[0]}:{part[1]}}}: a format is made of %Y %y %m %d %V and - . /")
            parts.append(("field", part[0], part[1] or ""))
    if sum(1 for part in parts if part[0] == "seq" and isinstance(part, tuple)) != 1:
        raise PatternError("the counter {seq:4} has to stand in it once")
    return tuple(parts)


def _width(text: str | None) -> int:
    if text is None:
        return 1
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 12:
        raise PatternError(f"{{seq:{text}}}: the width is a number from 1 to 12")
    return int(text)


def _split(text: str) -> list[Any]:
    """Return literal texts and (name, format or None)."""
    parts: list[Any] = []
    done = 0
    for found in _PART.finditer(text):
        if found.start() > done:
            parts.append(text[done:found.start()])
        done = found.end()
        inner = _FIELD.match(found.group(1) or "") if found.group(2) is None else None
        if inner is None:
            raise PatternError(f"{found.group()} is not a field in braces")
        parts.append((inner.group(1), inner.group(2)))
    if done < len(text):
        parts.append(text[done:])
    return parts
