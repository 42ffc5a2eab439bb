"""Python values as PostgreSQL's text format; the server infers the types, so one plan serves every value."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import orjson

from dougong.store.errors import Overflow


def encode(values: Sequence[Any]) -> list[bytes | None] | None:
    """Return the values as the wire wants them; lists become arrays, JSON must come as text.

    Raises Overflow for a text the database cannot hold (NUL, lone surrogates).
    """
    if not values:
        return None
    forms = _FORMS
    return [None if value is None else (forms.get(type(value)) or _form(value))(value) for value in values]


def _form(value: object) -> Callable[[Any], bytes]:
    """Return the form of a subclass's value (an IntEnum, a marked-up text)."""
    return next(form for kind, form in _FORMS.items() if isinstance(value, kind))


def _text(value: str) -> bytes:
    try:
        encoded = value.encode()
    except UnicodeEncodeError:
        raise Overflow("text with a lone surrogate") from None
    if b"\0" in encoded:
        raise Overflow("text with NUL")
    return encoded


def _decimal(value: Decimal) -> bytes:
    return str(value).encode()


def _iso(value: date | datetime | time) -> bytes:
    return value.isoformat().encode()


def _array(value: Sequence[Any]) -> bytes:
    """Return an array's text: in other brackets what JSON, made much faster, has for it, unless that escapes more than
    quotes and backslashes."""
    if _AS_JSON.issuperset(map(type, value)):
        with suppress(TypeError):                  # a number beyond 64 bits, a lone surrogate
            written = orjson.dumps(value, default=str)
            if b"\\" not in written or not _escapes_more(written):
                return b"{" + written[1:-1] + b"}"
    return b"{" + b",".join(map(_element, value)) + b"}"


def _escapes_more(written: bytes) -> bool:
    """Return whether JSON escapes more than quotes and backslashes; looking takes a third of taking those out."""
    return bool(_PERHAPS.search(written)) and b"\\" in written.replace(b"\\\\", b"").replace(b'\\"', b"")


def _element(value: object) -> bytes:
    if value is None:
        return b"NULL"
    encoded = (_FORMS.get(type(value)) or _form(value))(value)
    return encoded if type(value) in _PLAIN else b'"' + encoded.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


_PERHAPS = re.compile(rb'\\[^"\\]')
_AS_JSON = frozenset({str, int, bool, Decimal, date, datetime, type(None)})
_PLAIN = frozenset({int, bool, Decimal, list, tuple})

_FORMS: Mapping[type, Callable[[Any], bytes]] = {
    str: _text,
    bool: lambda value: b"t" if value else b"f",
    int: lambda value: b"%d" % value,
    Decimal: _decimal,
    datetime: _iso,
    date: _iso,
    time: _iso,
    float: lambda value: repr(value).encode(),
    bytes: lambda value: b"\\x" + value.hex().encode(),
    list: _array,
    tuple: _array,
}
