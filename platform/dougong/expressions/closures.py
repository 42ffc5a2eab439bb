"""Typed tree to closure: compiled once, run for every record; the arithmetic and the rules of null of design 4."""

from collections.abc import Callable, Mapping
from decimal import Overflow
from typing import Any

from dougong.expressions.arithmetic import add, divide, multiply, negate, subtract
from dougong.expressions.check import Checked
from dougong.expressions.dates import day_count, shift
from dougong.expressions.env import Env
from dougong.expressions.errors import ExpressionOverflow
from dougong.expressions.functions import Function
from dougong.expressions.reads import reads
from dougong.expressions.relations import flagged, member, relation
from dougong.expressions.rows import aggregate
from dougong.expressions.shares import share
from dougong.expressions.tree import (
    Aggregate,
    Apply,
    Arithmetic,
    Bound,
    Choice,
    Compare,
    Constant,
    IsNull,
    Logic,
    Member,
    Negate,
    Node,
    Not,
    Path,
    Share,
    Shared,
)
from dougong.kernel.kinds import SPANS, Kind

Run = Callable[[Env], Any]


def closure(checked: Checked) -> Run:
    """Return the function that evaluates the expression; all it can raise is ExpressionOverflow."""
    run = build(checked.tree)
    if checked.kind is Kind.FLAG:
        run = flagged(checked.tree, run)

    def evaluate(env: Env) -> Any:
        try:
            return run(env)
        except Overflow:
            raise ExpressionOverflow from None
    return evaluate


def build(node: Node) -> Run:
    """Return the function of one node."""
    return _BUILDERS[type(node)](node)


def _constant(node: Constant) -> Run:
    value = node.value
    return lambda _env: value


def _path(node: Path) -> Run:
    return reads(node.root, node.path)


def _bound(node: Bound) -> Run:
    return node.read


def _negate(node: Negate) -> Run:
    run = build(node.operand)
    operate: Callable[[Any], Any] = negate if node.kind is Kind.NUMBER else _opposite

    def negated(env: Env) -> Any:
        value = run(env)
        return None if value is None else operate(value)
    return negated


def _arithmetic(node: Arithmetic) -> Run:
    left, right = build(node.left), build(node.right)
    operate = _operation(node)
    if isinstance(node.right, Constant) and node.right.value is not None:
        constant = node.right.value

        def with_constant(env: Env) -> Any:
            value = left(env)
            return None if value is None else operate(value, constant)
        return with_constant

    def operated(env: Env) -> Any:
        one, other = left(env), right(env)          # both, as a database does: an overflow is one on either side
        return None if one is None or other is None else operate(one, other)
    return operated


def _operation(node: Arithmetic) -> Callable[[Any, Any], Any]:
    kinds = node.left.kind, node.right.kind
    if kinds == (Kind.NUMBER, Kind.NUMBER):
        return _NUMBERS[node.op]
    if kinds == (Kind.DATE, Kind.DATE):
        return day_count
    if kinds == (Kind.SPAN, Kind.SPAN):
        return _plus if node.op == "+" else _minus
    if node.op == "-":
        return lambda moment, span: shift(moment, -span)
    return shift if node.right.kind in SPANS else lambda span, moment: shift(moment, span)


def _not(node: Not) -> Run:
    run = build(node.operand)
    return lambda env: not run(env)


def _logic(node: Logic) -> Run:
    parts = tuple(build(part) for part in node.parts)
    if len(parts) == 2:
        one, other = parts
        if node.op == "and":
            return lambda env: bool(one(env) and other(env))
        return lambda env: bool(one(env) or other(env))
    stop = node.op == "or"

    def joined(env: Env) -> bool:
        return next((stop for part in parts if bool(part(env)) is stop), not stop)
    return joined


def _compare(node: Compare) -> Run:
    return relation(node, build(node.left), build(node.right))


def _member(node: Member) -> Run:
    return member(node, build(node.item), build)


def _null(node: IsNull) -> Run:
    run = build(node.operand)
    blank = (None, ()) if node.operand.kind is Kind.SET else (None,)
    return (lambda env: run(env) not in blank) if node.negated else lambda env: run(env) in blank


def _choice(node: Choice) -> Run:
    test, then, otherwise = build(node.test), build(node.then), build(node.otherwise)
    return lambda env: then(env) if test(env) else otherwise(env)


def _apply(node: Apply) -> Run:
    function, python, args = node.function, node.function.python, tuple(build(arg) for arg in node.args)
    if function.nulls:
        return lambda env: python(*[arg(env) for arg in args])
    blank = _blank(function, node)
    if node.kind is Kind.SPAN and all(isinstance(arg, Constant) and arg.value is not None for arg in node.args):
        found = python(*[arg(Env()) for arg in args])           # days(30) is the same for ever
        return lambda _env: found
    if len(args) == 1:
        only = args[0]

        def single(env: Env) -> Any:
            value = only(env)
            return blank if value is None else python(value)
        return single

    if len(args) == 2:
        one, other = args

        def paired(env: Env) -> Any:
            left, right = one(env), other(env)
            return blank if left is None or right is None else python(left, right)
        return paired

    def applied(env: Env) -> Any:
        values = [arg(env) for arg in args]
        return blank if None in values else python(*values)
    return applied


def _blank(function: Function, node: Apply) -> Any:
    """What a null argument gives: null, but false for a flag, and an empty set has no members."""
    if function.returns is Kind.FLAG:
        return False
    return 0 if function.name == "len" and node.args[0].kind is Kind.SET else None


def _aggregate(node: Aggregate) -> Run:
    return aggregate(node, build(node.path) if node.path else None, build(node.condition) if node.condition else None)


def _share(node: Share) -> Run:
    return share(node, build(node.whole), build(node.weight))


def _shared(node: Shared) -> Run:
    if node.write:
        return lambda env: "write" in env.shared
    return lambda env: bool(env.shared)


def _opposite(value: Any) -> Any:
    return -value


def _plus(one: Any, other: Any) -> Any:
    return one + other


def _minus(one: Any, other: Any) -> Any:
    return one - other


_NUMBERS: Mapping[str, Callable[[Any, Any], Any]] = {"+": add, "-": subtract, "*": multiply, "/": divide}
_BUILDERS: Mapping[type, Callable[[Any], Run]] = {
    Constant: _constant, Path: _path, Bound: _bound, Negate: _negate, Not: _not, Arithmetic: _arithmetic,
    Logic: _logic, Compare: _compare, Member: _member, IsNull: _null, Choice: _choice, Apply: _apply,
    Aggregate: _aggregate, Share: _share, Shared: _shared,
}
