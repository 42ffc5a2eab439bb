"""simpleeval behind the same allow-list: what people type at run time, and the reference the others are held against.

The checked tree is written as Python's own nodes, every name a plain word with its value, every operation a call of
ours; simpleeval walks them and knows nothing else (no attributes, no subscripts, no functions of its own).
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from simpleeval import SimpleEval

from dougong.expressions import dates
from dougong.expressions.check import Checked, check
from dougong.expressions.env import Env
from dougong.expressions.exact import fitted, quotient, stepped
from dougong.expressions.functions import BUILTIN, Function
from dougong.expressions.parse import parse
from dougong.expressions.scope import Scope
from dougong.expressions.shares import beside
from dougong.expressions.tree import (
    Aggregate,
    Apply,
    Arithmetic,
    Bound,
    Choice,
    Compare,
    Constant,
    IsNull,
    Items,
    Logic,
    Member,
    Negate,
    Node,
    Not,
    Path,
    Share,
    Shared,
    Value,
)
from dougong.kernel.kinds import SPANS, Kind


def evaluate(text: str, scope: Scope, env: Env, functions: Mapping[str, Function] = BUILTIN) -> Value:
    """Return what the text gives in `env`; raise ExpressionError for what the language or the scope does not have."""
    return value(check(parse(text), scope, functions), env)


def value(checked: Checked, env: Env) -> Value:
    """Return what a checked expression gives in `env`; raise ExpressionOverflow."""
    found = _run(checked.tree, env)
    return bool(found) if checked.kind is Kind.FLAG else found


def _run(node: Node, env: Env) -> Any:
    sheet = _Sheet(env)
    written = sheet.write(node)
    return SimpleEval(operators={}, functions=sheet.functions, names=sheet.names, allowed_attrs={}).eval("", written)


class _Sheet:
    """One expression written for simpleeval: `names` holds values, `functions` what its calls do."""

    def __init__(self, env: Env) -> None:
        self._env = env
        self.names: dict[str, Any] = {}
        self.functions: dict[str, Callable[..., Any]] = {}

    def write(self, node: Node) -> ast.expr:
        """Return the node as Python writes it."""
        return _WRITERS[type(node)](self, node)

    def call(self, function: Callable[..., Any], *nodes: Node) -> ast.expr:
        word = f"f{len(self.functions)}"
        self.functions[word] = function
        return ast.Call(ast.Name(word, ast.Load()), [self.write(node) for node in nodes], [])

    def name(self, found: Any) -> ast.expr:
        word = f"v{len(self.names)}"
        self.names[word] = found
        return ast.Name(word, ast.Load())

    def constant(self, node: Constant) -> ast.expr:
        return self.name(node.value)

    def items(self, node: Items) -> ast.expr:
        return self.name(tuple(item.value for item in node.items if isinstance(item, Constant)))

    def path(self, node: Path) -> ast.expr:
        return self.name(_read(node, self._env))

    def bound(self, node: Bound) -> ast.expr:
        return self.name(node.read(self._env))

    def negate(self, node: Negate) -> ast.expr:
        def negated(x: Any) -> Any:
            return None if x is None else -x if node.kind in SPANS else _operate("-", x - x, x)
        return self.call(negated, node.operand)

    def negation(self, node: Not) -> ast.expr:
        return self.call(lambda x: not x, node.operand)

    def arithmetic(self, node: Arithmetic) -> ast.expr:
        def operate(x: Any, y: Any) -> Any:
            return None if x is None or y is None else _operate(node.op, x, y)
        return self.call(operate, node.left, node.right)

    def logic(self, node: Logic) -> ast.expr:
        op = ast.And() if node.op == "and" else ast.Or()
        found = ast.BoolOp(op, [self.write(part) for part in node.parts])
        return ast.IfExp(found, self.name(found=True), self.name(found=False))

    def compare(self, node: Compare) -> ast.expr:
        def compare(x: Any, y: Any) -> bool:
            return x is not None and y is not None and _COMPARE[node.op](x, y)
        return self.call(compare, node.left, node.right)

    def member(self, node: Member) -> ast.expr:
        return self.call(lambda x, group: x is not None and (x in (group or ())) != node.negated, node.item, node.group)

    def null(self, node: IsNull) -> ast.expr:
        return self.call(lambda x: (x is None or x == ()) != node.negated, node.operand)

    def choice(self, node: Choice) -> ast.expr:
        return ast.IfExp(self.write(node.test), self.write(node.then), self.write(node.otherwise))

    def apply(self, node: Apply) -> ast.expr:
        blank = _blank(node)
        return self.call(lambda *args: _apply(node.function, args, blank), *node.args)

    def aggregate(self, node: Aggregate) -> ast.expr:
        return self.call(lambda: _aggregate(node, self._env))

    def share(self, node: Share) -> ast.expr:
        return self.call(lambda whole: _share(node, whole, self._env), node.whole)

    def shared(self, node: Shared) -> ast.expr:
        return self.call(lambda: not self._env.shared.isdisjoint({"write"} if node.write else {"read", "write"}))


def _read(node: Path, env: Env) -> Any:
    key = ".".join(node.path)
    if node.root == "old":
        return (env.old or {}).get(key)
    if node.root == "parent":
        if env.parent is None:
            return env.linked.get(f"parent.{key}")
        env = env.parent
    return (env.values if len(node.path) == 1 else env.linked).get(key)


def _operate(op: str, left: Any, right: Any) -> Any:
    if isinstance(left, date) and isinstance(right, date) and not isinstance(left, datetime):
        return Decimal((left - right).days)
    if isinstance(left, int | Decimal):
        one, other = Fraction(left), Fraction(right)
        return quotient(one, other) if op == "/" else fitted(_NUMBERS[op](one, other))
    try:
        return left + right if op == "+" else left - right
    except OverflowError:
        return None


def _blank(node: Apply) -> Any:
    """What the function gives when an argument is null."""
    if node.function.returns is Kind.FLAG:
        return False
    return 0 if node.function.name == "len" and node.args[0].kind is Kind.SET else None


def _apply(function: Function, args: tuple[Any, ...], blank: Any) -> Any:
    if not function.nulls and any(arg is None for arg in args):
        return blank
    own = _OWN.get(function.name)
    return function.python(*args) if own is None else own(*args)


def _aggregate(node: Aggregate, env: Env) -> Any:
    rows = [row for row in _rows(node, env) if _holds(node, row)]
    if node.path is None:
        if node.name == "all":
            return len(rows) == len(list(_rows(node, env)))
        return bool(rows) if node.name == "any" else Decimal(len(rows))
    found = [value for value in (_run(node.path, row) for row in rows) if value is not None]
    if node.name == "all":
        return len(found) == len(rows) and all(found)
    return _AGGREGATES[node.name](found)


def _share(node: Share, whole: Any, env: Env) -> Any:
    owner, rows = env.parent, beside(env)
    if owner is None or whole is None or not rows:
        return None
    weights = [Fraction(_run(node.weight, owner.row(row)) or 0) for row in rows]
    at = next(index for index, row in enumerate(rows) if row is env.values)
    if not sum(weights):
        return _round(whole, node.places) if at == len(rows) - 1 else Decimal(0)
    due = [stepped(Fraction(whole) * sum(weights[:end]) / sum(weights), node.places) for end in (at, at + 1)]
    return fitted(Fraction(due[1]) - Fraction(due[0]))


def _rows(node: Aggregate, env: Env) -> Iterator[Env]:
    for row in env.lines.get(node.rows, ()):
        yield Env(row, None, row, {}, env.me, env.today, env.now, env.settings, env.roles, env, env.zone)


def _holds(node: Aggregate, row: Env) -> bool:
    return node.condition is None or bool(_run(node.condition, row))


def _total(values: Sequence[Any]) -> Decimal:
    return fitted(sum(map(Fraction, values), Fraction(0)))


def _average(values: Sequence[Any]) -> Decimal | None:
    return quotient(Fraction(_total(values)), Fraction(len(values)))


def _round(number: Any, places: Any = 0) -> Decimal:
    return fitted(stepped(Fraction(number), int(places)))


def _hours(later: datetime, earlier: datetime) -> Decimal | None:
    return quotient(Fraction((later - earlier) // dates.MICROSECOND), Fraction(3_600_000_000))


_NUMBERS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda x, y: x + y, "-": lambda x, y: x - y, "*": lambda x, y: x * y,
}
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda x, y: x == y, "!=": lambda x, y: x != y, "<": lambda x, y: x < y, "<=": lambda x, y: x <= y,
    ">": lambda x, y: x > y, ">=": lambda x, y: x >= y,
}
_AGGREGATES: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    "sum": _total, "avg": _average, "count": lambda values: Decimal(len(values)), "any": any,
    "min": lambda values: min(values, default=None), "max": lambda values: max(values, default=None),
}
#: Functions of numbers, a second time.
_OWN: Mapping[str, Callable[..., Any]] = {
    "round": _round, "abs": lambda x: _round(abs(Fraction(x)), 60) if x else Decimal(0), "hours_between": _hours,
    "floor": lambda x: Decimal(Fraction(x).__floor__()), "ceil": lambda x: Decimal(Fraction(x).__ceil__()),
}
_WRITERS: Mapping[type, Callable[[_Sheet, Any], ast.expr]] = {
    Constant: _Sheet.constant, Items: _Sheet.items, Path: _Sheet.path, Bound: _Sheet.bound, Negate: _Sheet.negate,
    Not: _Sheet.negation, Arithmetic: _Sheet.arithmetic, Logic: _Sheet.logic, Compare: _Sheet.compare,
    Member: _Sheet.member, IsNull: _Sheet.null, Choice: _Sheet.choice, Apply: _Sheet.apply,
    Aggregate: _Sheet.aggregate, Share: _Sheet.share, Shared: _Sheet.shared,
}
