"""Functions that expressions call, registered on each SQLite connection: the very functions the closures call, with
values in SQLite's form (a number is an integer or a decimal text, a date an ISO text, a moment microseconds)."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date, timedelta, tzinfo
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from dougong.expressions import arithmetic, dates, rows
from dougong.expressions.functions import BUILTIN, Function
from dougong.fields.exact import DIGITS
from dougong.kernel.kinds import Kind
from dougong.store.expression.values import EPOCH, micros

Call = Callable[..., Any]
_ODD = frozenset({"min", "max", "coalesce", "text", "len", "concat", "number"})
_LARGEST = 2**63 - 1


def register(connection: sqlite3.Connection) -> None:
    """Register the functions on `connection`; all are deterministic, all give null for null."""
    for name, (count, call) in FUNCTIONS.items():
        connection.create_function(f"dg_{name}", count, call, deterministic=True)
    for name, finish in _AGGREGATES.items():
        connection.create_aggregate(f"dg_{name}", 1, type(name, (_Gathered,), {"ending": staticmethod(finish)}))


def decoded(kind: Kind) -> Call:
    """Return what turns SQLite's form into a value of `kind`."""
    return _DECODE.get(kind, _as_is)


def _as_is(value: Any) -> Any:
    return value


def _number(value: Any) -> Decimal | int:
    return value if isinstance(value, int) else Decimal(value)


def _shown(value: Decimal | int) -> str | int:
    return value if isinstance(value, int) and abs(value) <= _LARGEST else str(value)


def _moment(value: int) -> Any:
    return EPOCH + timedelta(microseconds=value)


def _zone(name: str) -> tzinfo:
    return ZoneInfo(name)


_DECODE: Mapping[Kind, Call] = {
    Kind.NUMBER: _number, Kind.DATE: date.fromisoformat, Kind.MOMENT: _moment, Kind.OPAQUE: _zone, Kind.FLAG: bool,
    Kind.SPAN: lambda value: timedelta(days=value),
}
_ENCODE: Mapping[Kind, Call] = {
    Kind.NUMBER: _shown, Kind.DATE: date.isoformat, Kind.MOMENT: micros, Kind.FLAG: int,
    Kind.SPAN: lambda value: value.days,
}


def _wrapped(python: Call, takes: tuple[Kind, ...], gives: Kind) -> Call:
    """Return `python` in SQLite's forms; null gives null."""
    decode = [decoded(kind) for kind in takes]
    encode: Call = _ENCODE.get(gives, _as_is)

    def call(*args: Any) -> Any:
        if None in args:
            return None
        found = python(*[form(arg) for form, arg in zip(decode, args, strict=False)])
        return None if found is None else encode(found)
    return call


def _builtin(function: Function) -> tuple[int, Call]:
    kinds = tuple(arg.kinds[0] for arg in map(function.arg, range(len(function.args))) if arg)
    if function.zoned:
        kinds = (*kinds, Kind.OPAQUE)
    gives = function.returns if isinstance(function.returns, Kind) else kinds[0]
    return -1 if function.least() < len(function.args) else len(kinds), _wrapped(function.python, kinds, gives)


def _compare(one: Decimal | int, other: Decimal | int) -> int:
    return (one > other) - (one < other)


def _extreme(choose: Call, *values: Any) -> Any:
    return None if None in values else _shown(choose(map(_number, values)))


def _scaled(value: Decimal | int, places: int, rounding: str) -> int:
    """Return the number as a column with so many places holds it: the next integer up or down, or, when only exactly
    that one will do, an integer no column holds; what is too large for a column becomes the largest integer."""
    exact = Decimal(value).scaleb(places, arithmetic.WIDE)
    near = int(exact.to_integral_value(ROUND_CEILING if rounding == "up" else ROUND_FLOOR))
    if rounding == "exact" and near != exact:
        return -_LARGEST - 1
    return max(min(near, _LARGEST), -_LARGEST)


def _fit(value: float | None) -> float | None:
    """Return what a column of numbers holds, 18 digits; raises OverflowError for more, which PostgreSQL's columns do by
    themselves."""
    if value is not None and abs(value) >= 10**DIGITS:
        raise OverflowError
    return value


def _unscaled(value: int, places: int) -> str:
    return str(Decimal(value).scaleb(-places))


def _has(members: str, item: Any) -> bool:
    return item in json.loads(members)


class _Gathered:
    """An aggregate that keeps the numbers it is given, nulls left out."""

    ending: Call

    def __init__(self) -> None:
        self.values: list[Decimal | int] = []

    def step(self, value: Any) -> None:
        if value is not None:
            self.values.append(_number(value))

    def finalize(self) -> Any:
        found = self.ending(self.values)
        return None if found is None else _shown(found)


_AGGREGATES: Mapping[str, Call] = {"sum": rows.total, "avg": rows.average}
_PAIR = (Kind.NUMBER, Kind.NUMBER)

#: name: how many arguments (-1: any), function.
FUNCTIONS: Mapping[str, tuple[int, Call]] = {
    **{name: _builtin(function) for name, function in BUILTIN.items()
       if function.sql == "store" and not function.bound and name not in _ODD},
    "add": (2, _wrapped(arithmetic.add, _PAIR, Kind.NUMBER)),
    "subtract": (2, _wrapped(arithmetic.subtract, _PAIR, Kind.NUMBER)),
    "multiply": (2, _wrapped(arithmetic.multiply, _PAIR, Kind.NUMBER)),
    "divide": (2, _wrapped(arithmetic.divide, _PAIR, Kind.NUMBER)),
    "negate": (1, _wrapped(arithmetic.negate, _PAIR, Kind.NUMBER)),
    "compare": (2, _wrapped(_compare, _PAIR, Kind.FLAG)),
    "min": (-1, partial(_extreme, min)),
    "max": (-1, partial(_extreme, max)),
    "text": (1, _wrapped(arithmetic.plain, _PAIR, Kind.TEXT)),
    "parse": (1, _wrapped(BUILTIN["number"].python, (Kind.TEXT,), Kind.NUMBER)),
    "day_count": (2, _wrapped(dates.day_count, (Kind.DATE, Kind.DATE), Kind.NUMBER)),
    "shift_date": (2, _wrapped(dates.shift, (Kind.DATE, Kind.SPAN), Kind.DATE)),
    "shift_moment": (2, _wrapped(dates.shift, (Kind.MOMENT, Kind.SPAN), Kind.MOMENT)),
    "scaled": (3, _wrapped(_scaled, (Kind.NUMBER, Kind.TEXT, Kind.TEXT), Kind.TEXT)),
    "unscaled": (2, _wrapped(_unscaled, (Kind.TEXT, Kind.TEXT), Kind.TEXT)),
    "fit": (1, _fit),
    "has": (2, lambda members, item: None if item is None else int(_has(members or "[]", item))),
}
