"""Calls: which function, which kinds, which lines."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from dougong.expressions.coerce import a, united, wanted
from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError, suggestion
from dougong.expressions.functions import AGGREGATES, SHARE, Arg, Function
from dougong.expressions.names import Place, resolved
from dougong.expressions.scope import Symbol
from dougong.expressions.tree import Aggregate, Apply, Bound, Call, Constant, Name, Node, Share
from dougong.expressions.workdays import CALENDAR, calendar_of
from dougong.kernel.kinds import Kind

Check = Callable[[Node, Place], Node]

_LITERAL = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_TAKES: Mapping[str, tuple[Kind, ...]] = {
    "sum": (Kind.NUMBER,), "avg": (Kind.NUMBER,), "any": (Kind.FLAG,), "all": (Kind.FLAG,),
    "min": (Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.MOMENT, Kind.TIME),
    "max": (Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.MOMENT, Kind.TIME),
}
_GIVES: Mapping[str, Kind] = {"sum": Kind.NUMBER, "avg": Kind.NUMBER, "count": Kind.NUMBER, "any": Kind.FLAG,
                              "all": Kind.FLAG}


def call(node: Call, place: Place, functions: Mapping[str, Function], check: Check) -> Node:
    """Return the call with typed arguments; raise ExpressionError for what the function does not take."""
    if node.name in AGGREGATES and (found := _aggregate(node, place, check)):
        return found
    if node.name == SHARE:
        return _share(node, place, check)
    function = functions.get(node.name)
    if function is None:
        if node.name in AGGREGATES:
            raise ExpressionError("aggregate", f"{node.name} takes lines", node.column, "write sum(lines.amount)")
        raise ExpressionError("unknown", f"there is no function {node.name}", node.column,
                              suggestion(node.name, [*functions, *AGGREGATES]))
    if not function.least() <= len(node.args) or (node.args and function.arg(len(node.args) - 1) is None):
        raise ExpressionError("arguments", f"{node.name} takes {_count(function)}", node.column)
    args = tuple(_argument(function.name, function.arg(i), check(arg, place)) for i, arg in enumerate(node.args))
    if function.bound:
        return _bound(function, args, place, node.column)
    return _apply(function, args, place, node.column)


def _share(node: Call, place: Place, check: Check) -> Node:
    if len(node.args) not in (2, 3):
        raise ExpressionError("arguments", f"{SHARE} takes 2 or 3 values", node.column)
    if place.rows or place.scope.symbol(("line_no",)) is None:
        raise ExpressionError("kind", f"{SHARE} is what falls to a line", node.column, "write it in the lines")
    whole, weight = (wanted(check(arg, place), Kind.NUMBER) for arg in node.args[:2])
    places = check(node.args[2], place) if len(node.args) > 2 else None
    if places is not None:
        _places(places)
    count = int(places.value) if isinstance(places, Constant) and isinstance(places.value, Decimal) else 2
    return Share(whole, weight, count, column=node.column, kind=Kind.NUMBER)


def _apply(function: Function, args: tuple[Node, ...], place: Place, column: int) -> Node:
    kind = function.returns
    if not isinstance(kind, Kind):
        args, kind = _same(args)
    if function.dated:
        place.notes.uses.add(CALENDAR)
        args = (*args, Bound(CALENDAR, lambda env: calendar_of(env.settings), column=column, kind=Kind.OPAQUE))  # type: ignore[arg-type, return-value]
    if function.zoned:
        args = (*args, Bound("zone", lambda env: env.zone, column=column, kind=Kind.OPAQUE))  # type: ignore[arg-type, return-value]
    return Apply(function, args, column=column, kind=kind)


def _same(args: tuple[Node, ...]) -> tuple[tuple[Node, ...], Kind]:
    """Return the arguments as one kind, that of the first which has one."""
    first = next((arg for arg in args if arg.kind is not Kind.NULL and not isinstance(arg, Constant)),
                 next((arg for arg in args if arg.kind is not Kind.NULL), None))
    if first is None:
        return tuple(wanted(arg, Kind.NUMBER) for arg in args), Kind.NUMBER
    return tuple(united(first, arg)[1] for arg in args), first.kind


def _argument(name: str, arg: Arg | None, node: Node) -> Node:
    kinds = arg.kinds if arg else ()
    if arg and arg.literal and not (isinstance(node, Constant) and node.value is not None):
        raise ExpressionError("literal", f"{name} wants this written down", node.column)
    if arg and arg.literal and node.kind is Kind.NUMBER:
        _places(node)
    if node.kind in kinds or (node.kind is Kind.NULL and len(kinds) > 1):
        return node
    if len(kinds) == 1:
        return wanted(node, kinds[0])
    raise ExpressionError("kind", f"{name} does not take {a(node.kind)}", node.column)


def _places(node: Node) -> None:
    if not (isinstance(node, Constant) and node.value in range(13)):
        raise ExpressionError("literal", "places are a whole number from 0 to 12", node.column)


def _bound(function: Function, args: tuple[Node, ...], place: Place, column: int) -> Node:
    """today(), now(), setting("x"), role("x"): the same for every record, so they are parameters in SQL."""
    words = [str(arg.value) for arg in args if isinstance(arg, Constant)]
    for word in words:
        if not _LITERAL.fullmatch(word) or "__" in word:
            raise ExpressionError("unknown", f"{word!r} is not a name", column)
    symbol: Symbol | None = None
    kind = function.returns
    if not isinstance(kind, Kind):
        symbol = place.scope.symbol((f"{function.name}()", *words))
        if symbol is None:
            raise ExpressionError("unknown", f"there is no {function.name} {' '.join(words)}", column)
        kind = symbol.kind
    if function.name == "setting":
        place.notes.settings.update(words)
    place.notes.uses.add("clock" if function.name in ("today", "now") else function.name)
    name = "__".join([function.name, *(word.replace(".", "__") for word in words)])
    read = partial(_read, function, tuple(words))
    return Bound(name, read, symbol, column=column, kind=kind)


def _read(function: Function, words: tuple[str, ...], env: Env) -> Any:
    return function.python(env, *words)


def _aggregate(node: Call, place: Place, check: Check) -> Node | None:
    """Return the aggregate, or None when the first argument names no lines (then it may be a function)."""
    first = node.args[0] if node.args else None
    scope = place.scope.rows(first.path[0]) if isinstance(first, Name) and not place.rows else None
    if not isinstance(first, Name) or scope is None:
        return None
    rows = first.path[0]
    place.notes.rows.setdefault(rows, set())
    inner = Place(scope, rows, place.notes, place.this)
    if len(node.args) > 2:
        raise ExpressionError("arguments", f"{node.name} takes lines and a condition", node.column)
    path = resolved(Name(first.path[1:], column=first.column), inner) if len(first.path) > 1 else None
    condition = wanted(check(node.args[1], inner), Kind.FLAG) if len(node.args) > 1 else None
    return _typed(node, rows, path, condition)


def _typed(node: Call, rows: str, path: Node | None, condition: Node | None) -> Node:
    name = node.name
    if name not in {"any", "count"} and path is None and not (name == "all" and condition):
        raise ExpressionError("aggregate", f"{name} wants a field of the lines", node.column, f"write {rows}.amount")
    kinds = _TAKES.get(name)
    if path is not None and kinds is not None and path.kind not in kinds:
        raise ExpressionError("kind", f"{name} does not take {a(path.kind)}", path.column)
    if path is not None and path.kind in (Kind.ROWS, Kind.NULL):
        raise ExpressionError("kind", f"{name} does not take {a(path.kind)}", path.column)
    kind = _GIVES.get(name) or (path.kind if path else Kind.NULL)
    return Aggregate(name, rows, path, condition, column=node.column, kind=kind)


def _count(function: Function) -> str:
    least, most = function.least(), len(function.args)
    many = bool(function.args) and isinstance(function.args[-1], Arg) and function.args[-1].many
    if many:
        return f"at least {least} values"
    return f"{least} values" if least == most else f"{least} or {most} values"

