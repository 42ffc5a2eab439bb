"""Where in a JSON text the first thing stands that we do not take; asked only once something is known to be wrong."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong.api.fraction import fraction, whole
from dougong.kernel.errors import NOTHING

DEEPEST = 20
QUOTED = 40
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_ESCAPED = re.compile(r'\\(u[0-9a-fA-F]{4}|.)', re.DOTALL)
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_CONSTANTS = frozenset({"NaN", "Infinity", "-Infinity"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What was not taken: a JSON pointer, a code of kernel/messages and what fills its slots."""

    pointer: str
    code: str
    params: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(slots=True)
class _Level:
    """One open object or array."""

    pointer: str
    is_object: bool
    index: int = -1
    key: str | None = None             # the member whose value comes next
    seen: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token with the pointer of the value it is or names; `repeated` for a name its object has had before."""

    pointer: str
    token: str
    depth: int
    repeated: bool = False


def first_fault(text: str) -> Fault:
    """Return the first fault of a text the parser did not take for another reason than its syntax."""
    for piece in _walk(text):
        found = _judge(piece)
        if found is not None:
            return Fault(piece.pointer, *found)
    return Fault("", "request")


def has_unfit_text(text: str) -> bool:
    """Return whether an escape in the JSON text makes NUL or half of a surrogate pair."""
    found = _ESCAPED.findall(text)
    if not any(each[1:].lower().startswith(("d", "0000")) for each in found if len(each) == 5):
        return False
    return any(_is_unfit(token) for token in _TOKEN.findall(text) if token[0] == '"')


def _judge(piece: _Piece) -> tuple[str, Mapping[str, Any]] | None:
    token = piece.token
    if piece.depth > DEEPEST:
        return "json_deep", {"max": DEEPEST}
    if piece.repeated:
        return "json_duplicate", {"name": quote(json.loads(token))}
    if token[0] == '"':
        return ("control", NOTHING) if _is_unfit(token) else None
    if token in _CONSTANTS or (token[0] in "-0123456789" and not _is_number(token)):
        return "json_number", {"value": token[:QUOTED]}
    return None


def _walk(text: str) -> Iterator[_Piece]:
    """Yield the tokens in order; those between a syntax error and the end are never reached by a caller that stops."""
    levels: list[_Level] = []
    for found in _TOKEN.finditer(text):
        token, top = found.group(), levels[-1] if levels else None
        if token in ",:":
            continue
        if token in "}]":
            if levels:
                levels.pop()
        elif top is not None and top.is_object and top.key is None and token[0] == '"':
            yield _name(top, token, len(levels))
        else:
            pointer = _next(top)
            if token in "{[":
                levels.append(_Level(pointer, token == "{"))
            yield _Piece(pointer, token, len(levels))


def _name(top: _Level, token: str, depth: int) -> _Piece:
    """Note the name of a member; names count as equal when they mean the same, however they are escaped."""
    name = json.loads(token)
    top.key = step(name)
    repeated = name in top.seen
    top.seen.add(name)
    return _Piece(f"{top.pointer}/{top.key}", token, depth, repeated)


def _next(top: _Level | None) -> str:
    """Return the pointer of the value that comes now."""
    if top is None:
        return ""
    if top.is_object:
        key, top.key = top.key, None
        return f"{top.pointer}/{key}"
    top.index += 1
    return f"{top.pointer}/{top.index}"


def step(name: str) -> str:
    """Return the name of a member as a step of a JSON pointer (RFC 6901), cut to what is worth quoting."""
    return quote(name).replace("~", "~0").replace("/", "~1")


def quote(name: str) -> str:
    """Return the beginning of what was sent, fit to stand in a message."""
    return _UNFIT.sub("?", name)[:QUOTED]


def _is_unfit(token: str) -> bool:
    return bool(_UNFIT.search(json.loads(token)))


def _is_number(token: str) -> bool:
    try:
        whole(token) if token.lstrip("-").isdigit() else fraction(token)
    except ValueError:
        return False
    return True
