"""JSON with positions: the standard parser reads, a scan of the tokens tells where each value stands."""

import json
import re
from typing import Any, NoReturn

from dougong.catalog.reading.document import Positions, step_of
from dougong.catalog.reading.scalars import forbidden, fraction, integer
from dougong.catalog.reading.scan import DEPTH, NODES, ScanError, Scanned

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)


def scan_json(text: str) -> Scanned:
    """Return what `text` says; raise ScanError when it is not strict JSON or not safe."""
    _bounds(text)
    try:
        data = json.loads(text, parse_constant=_no_constant, parse_int=_whole, parse_float=_exact)
    except json.JSONDecodeError as error:
        raise ScanError(error.lineno, error.colno, "M101", error.msg) from None
    except ValueError as error:
        raise ScanError(*_find(text, str(error)), "M104", f"{error} is not a number that can be kept exactly") from None
    values, keys, faults = _positions(text)
    return Scanned(data, Positions(values, keys), tuple(faults))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _whole(text: str) -> int:
    try:
        return integer(text)
    except ValueError:
        raise ValueError(text) from None


def _exact(text: str) -> float:
    try:
        return fraction(text)
    except ValueError:
        raise ValueError(text) from None


def _find(text: str, token: str) -> tuple[int, int]:
    for found in _TOKEN.finditer(text):
        if found.group() == token:
            return _place(text, found.start())
    return 1, 1


def _bounds(text: str) -> None:
    """Raise ScanError for what is too deep or too much, before the parser meets it."""
    depth = nodes = 0
    for found in _TOKEN.finditer(text):
        token = found.group()
        if token in "{[":
            depth += 1
        elif token in "}]":
            depth -= 1
        elif token not in ":,":
            nodes += 1
        if depth > DEPTH:
            raise ScanError(*_place(text, found.start()), "M404", f"more than {DEPTH} levels")
        if nodes > NODES:
            raise ScanError(*_place(text, found.start()), "M405", f"more than {NODES:,} values")


def _positions(text: str) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]], list[ScanError]]:
    """Return where values and keys stand, and the keys written twice; `text` is known to be JSON."""
    values: dict[str, tuple[int, int]] = {}
    keys: dict[str, tuple[int, int]] = {}
    faults: list[ScanError] = []
    stack: list[list[Any]] = []          # [pointer, "{" or "[", index, pending key]
    tokens = list(_TOKEN.finditer(text))
    for number, found in enumerate(tokens):
        token, place = found.group(), _place(text, found.start())
        if token in "}]":
            stack.pop()
            continue
        if token in ":,":
            continue
        if token[0] == '"' and (bad := forbidden(json.loads(token))):
            raise ScanError(*place, "M102", f"the text holds {bad}")
        if stack and stack[-1][1] == "{" and number + 1 < len(tokens) and tokens[number + 1].group() == ":":
            stack[-1][3] = pointer = f"{stack[-1][0]}/{step_of(json.loads(token))}"
            if pointer in keys:
                faults.append(ScanError(*place, "M103", f"key {token} is already written in line {keys[pointer][0]}"))
            keys.setdefault(pointer, place)
            continue
        here = _pointer(stack)
        values.setdefault(here, place)
        if token in "{[":
            stack.append([here, token, 0, ""])
    return values, keys, faults


def _pointer(stack: list[list[Any]]) -> str:
    if not stack:
        return ""
    top = stack[-1]
    if top[1] == "{":
        return str(top[3])
    top[2] += 1
    return f"{top[0]}/{top[2] - 1}"


def _place(text: str, offset: int) -> tuple[int, int]:
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1
