"""Calls: which function, which kinds, which lines."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from dougong.expressions.coerce import a, united, wanted
from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionError, instead, suggestion
from dougong.expressions.functions import AGGREGATES, SHARE, Arg, Function
from dougong.expressions.names import Place, resolved
from dougong.expressions.scope import Symbol
from dougong.expressions.tree import Aggregate, Apply, Bound, Call, Constant, Name, Node, Share
from dougong.expressions.workdays import CALENDAR, calendar_of
from dougong.kernel.kinds import Kind
from dougong.kernel.messages import Said

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
            raise ExpressionError("aggregate", "expr_takes_lines", node.column, instead("sum(lines.amount)"),
                                  name=node.name)
        raise ExpressionError("unknown", "expr_no_function", node.column,
                              suggestion(node.name, [*functions, *AGGREGATES]), name=node.name)
    if not function.least() <= len(node.args) or (node.args and function.arg(len(node.args) - 1) is None):
        raise ExpressionError("arguments", "expr_takes", node.column, name=node.name, count=_count(function))
    args = tuple(_argument(function.name, function.arg(i), check(arg, place)) for i, arg in enumerate(node.args))
    if function.bound:
        return _bound(function, args, place, node.column)
    return _apply(function, args, place, node.column)


def _share(node: Call, place: Place, check: Check) -> Node:
    if len(node.args) not in (2, 3):
        raise ExpressionError("arguments", "expr_takes", node.column, name=SHARE, count=_either(2, 3))
    if place.rows or place.scope.symbol(("line_no",)) is None:
        raise ExpressionError("kind", "expr_share", node.column, Said("expr_in_lines"), name=SHARE)
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
        raise ExpressionError("literal", "expr_literal", node.column, name=name)
    if arg and arg.literal and node.kind is Kind.NUMBER:
        _places(node)
    if node.kind in kinds or (node.kind is Kind.NULL and len(kinds) > 1):
        return node
    if len(kinds) == 1:
        return wanted(node, kinds[0])
    raise ExpressionError("kind", "expr_not_taken", node.column, name=name, kind=a(node.kind))


def _places(node: Node) -> None:
    if not (isinstance(node, Constant) and node.value in range(13)):
        raise ExpressionError("literal", "expr_places", node.column)


def _bound(function: Function, args: tuple[Node, ...], place: Place, column: int) -> Node:
    """today(), now(), setting("x"), role("x"): the same for every record, so they are parameters in SQL."""
    words = [str(arg.value) for arg in args if isinstance(arg, Constant)]
    for word in words:
        if not _LITERAL.fullmatch(word) or "__" in word:
            raise ExpressionError("unknown", "expr_no_word", column, word=repr(word))
    symbol: Symbol | None = None
    kind = function.returns
    if not isinstance(kind, Kind):
        symbol = place.scope.symbol((f"{function.name}()", *words))
        if symbol is None:
            raise ExpressionError("unknown", "expr_unknown_word", column, name=function.name, word=" ".join(words))
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
        raise ExpressionError("arguments", "expr_takes_condition", node.column, name=node.name)
    path = resolved(Name(first.path[1:], column=first.column), inner) if len(first.path) > 1 else None
    condition = wanted(check(node.args[1], inner), Kind.FLAG) if len(node.args) > 1 else None
    return _typed(node, rows, path, condition)


def _typed(node: Call, rows: str, path: Node | None, condition: Node | None) -> Node:
    name = node.name
    if name not in {"any", "count"} and path is None and not (name == "all" and condition):
        raise ExpressionError("aggregate", "expr_wants_field", node.column, instead(f"{rows}.amount"), name=name)
    kinds = _TAKES.get(name)
    if path is not None and kinds is not None and path.kind not in kinds:
        raise ExpressionError("kind", "expr_not_taken", path.column, name=name, kind=a(path.kind))
    if path is not None and path.kind in (Kind.ROWS, Kind.NULL):
        raise ExpressionError("kind", "expr_not_taken", path.column, name=name, kind=a(path.kind))
    kind = _GIVES.get(name) or (path.kind if path else Kind.NULL)
    return Aggregate(name, rows, path, condition, column=node.column, kind=kind)


def _count(function: Function) -> Said:
    least, most = function.least(), len(function.args)
    many = bool(function.args) and isinstance(function.args[-1], Arg) and function.args[-1].many
    if many:
        return Said("expr_at_least", {"count": least})
    return Said("expr_exactly", {"count": least}) if least == most else _either(least, most)


def _either(least: int, most: int) -> Said:
    return Said("expr_either", {"least": least, "most": most})

