"""Tree to typed tree: every name known, every kind fitting, or an error that says where and what instead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from dougong.expressions.calls import call
from dougong.expressions.coerce import a, fitted, meet, united, wanted
from dougong.expressions.errors import ExpressionError, instead
from dougong.expressions.functions import BUILTIN, Function
from dougong.expressions.names import Notes, Place, resolved
from dougong.expressions.scope import Scope
from dougong.expressions.tree import (
    Arithmetic,
    Bound,
    Call,
    Choice,
    Compare,
    Constant,
    IsNull,
    Items,
    Logic,
    Member,
    Name,
    Negate,
    Node,
    Not,
    Path,
    Tree,
)
from dougong.kernel.kinds import SPANS, Kind
from dougong.kernel.messages import Said

_EQUAL = frozenset({Kind.NUMBER, Kind.TEXT, Kind.FLAG, Kind.DATE, Kind.MOMENT, Kind.TIME, Kind.SPAN, Kind.LINK})
_ORDERED = _EQUAL - {Kind.FLAG, Kind.LINK}
_SUMS: Mapping[tuple[str, Kind, Kind], Kind] = {
    **{(op, Kind.NUMBER, Kind.NUMBER): Kind.NUMBER for op in "+-*/"},
    **{(op, kind, Kind.SPAN): kind for op in "+-" for kind in (Kind.DATE, Kind.MOMENT, Kind.SPAN)},
    ("+", Kind.SPAN, Kind.DATE): Kind.DATE,
    ("+", Kind.SPAN, Kind.MOMENT): Kind.MOMENT,
    ("-", Kind.DATE, Kind.DATE): Kind.NUMBER,
    **{(op, kind, Kind.WORKSPAN): kind for op in "+-" for kind in (Kind.DATE, Kind.MOMENT)},
    **{("+", Kind.WORKSPAN, kind): kind for kind in (Kind.DATE, Kind.MOMENT)},
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A typed expression.

    `paths` are the own, parent and link paths it reads, `rows` the lines fields with the paths read in their rows;
    `uses` holds what else it looks at: me, clock, old, setting, role, link; `settings` are the names of those, `this`
    the paths of the record for whose sake others are looked through, which are bound like those. A FLAG expression
    gives true or false, never null; any other gives null where the rules of null say so.
    """

    text: str
    tree: Node
    kind: Kind
    paths: frozenset[tuple[str, ...]]
    rows: Mapping[str, frozenset[tuple[str, ...]]]
    uses: frozenset[str]
    this: frozenset[tuple[str, ...]] = frozenset()
    settings: frozenset[str] = frozenset()


def check(tree: Tree, scope: Scope, functions: Mapping[str, Function] = BUILTIN, expect: Kind | None = None,
          this: Scope | None = None) -> Checked:
    """Return the tree with names and kinds resolved; raise ExpressionError (code, reason, column, cure).

    `expect` is the kind the place wants: a text that is a date fits a date, a whole number a link, null anything.
    `this` has the names of the record for whose sake others are looked through, as in `product == this.product`.
    """
    notes = Notes()
    root = _Checker(functions).node(tree.root, Place(scope, "", notes, this))
    if expect is not None:
        root = wanted(root, expect)
    if isinstance(root, Items):
        root = wanted(root, Kind.SET)
    if root.kind is Kind.ROWS or isinstance(root, Items):
        raise ExpressionError("kind", "expr_no_value", root.column, instead("count(lines)"), kind=a(root.kind))
    rows = {name: frozenset(paths) for name, paths in notes.rows.items()}
    return Checked(tree.text, root, root.kind, frozenset(notes.paths), MappingProxyType(rows), frozenset(notes.uses),
                   frozenset(notes.this), frozenset(notes.settings))


class _Checker:
    """Types one tree from its leaves up."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions

    def node(self, node: Node, place: Place) -> Node:
        return _CHECKS[type(node)](self, node, place)

    def leaf(self, node: Node, _place: Place) -> Node:
        return node

    def name(self, node: Name, place: Place) -> Node:
        return resolved(node, place)

    def items(self, node: Items, place: Place) -> Node:
        items = tuple(self.node(item, place) for item in node.items)
        for item in items:
            if not isinstance(item, Constant) or item.value is None:
                raise ExpressionError("literal", "expr_list_values", item.column)
        return replace(node, items=items)

    def negate(self, node: Negate, place: Place) -> Node:
        operand = self.node(node.operand, place)
        kind = operand.kind if operand.kind in SPANS else Kind.NUMBER
        return Negate(wanted(operand, kind), column=node.column, kind=kind)

    def negation(self, node: Not, place: Place) -> Node:
        return Not(self._flag(node.operand, place), column=node.column, kind=Kind.FLAG)

    def arithmetic(self, node: Arithmetic, place: Place) -> Node:
        left, right = self.node(node.left, place), self.node(node.right, place)
        if Kind.NULL in (left.kind, right.kind):
            left, right = _typed_nulls(left, right)
        kind = _SUMS.get((node.op, left.kind, right.kind))
        if kind is None:
            raise ExpressionError("kind", "expr_no_meaning", node.column, _arithmetic_cure(left.kind, right.kind),
                                  left=a(left.kind), op=node.op, right=a(right.kind))
        return Arithmetic(node.op, left, right, column=node.column, kind=kind)

    def logic(self, node: Logic, place: Place) -> Node:
        return Logic(node.op, tuple(self._flag(part, place) for part in node.parts), column=node.column, kind=Kind.FLAG)

    def compare(self, node: Compare, place: Place) -> Node:
        left, right = self.node(node.left, place), self.node(node.right, place)
        for side in (left, right):
            if isinstance(side, Constant) and side.value is None:
                raise ExpressionError("null", "expr_null", side.column, instead("`is None`"))
        left, right = united(left, right)
        if left.kind is Kind.NULL:
            left, right = wanted(left, Kind.NUMBER), wanted(right, Kind.NUMBER)
        if left.kind not in (_EQUAL if node.op in ("==", "!=") else _ORDERED):
            raise ExpressionError("kind", "expr_not_compared", node.column,
                                  instead("'a' in tags") if left.kind is Kind.SET else None,
                                  kind=a(left.kind), op=node.op)
        meet(left, right)
        return Compare(node.op, left, right, column=node.column, kind=Kind.FLAG)

    def member(self, node: Member, place: Place) -> Node:
        item, group = self.node(node.item, place), self.node(node.group, place)
        if isinstance(group, Items):
            item, group = _among(item, group)
        elif group.kind is Kind.SET:
            item = _within(item, group)
        else:
            raise ExpressionError("kind", "expr_in", group.column,
                                  instead("contains(a, b)") if group.kind is Kind.TEXT else None, kind=a(group.kind))
        return Member(item, group, node.negated, column=node.column, kind=Kind.FLAG)

    def null(self, node: IsNull, place: Place) -> Node:
        operand = self.node(node.operand, place)
        if operand.kind is Kind.ROWS or isinstance(operand, Items):
            raise ExpressionError("kind", "expr_lines_null", operand.column, instead("count(lines) == 0"))
        return IsNull(operand, node.negated, column=node.column, kind=Kind.FLAG)

    def choice(self, node: Choice, place: Place) -> Node:
        test = self._flag(node.test, place)
        then, otherwise = united(self.node(node.then, place), self.node(node.otherwise, place))
        return Choice(test, then, otherwise, column=node.column, kind=then.kind)

    def call(self, node: Call, place: Place) -> Node:
        return call(node, place, self._functions, self.node)

    def _flag(self, node: Node, place: Place) -> Node:
        return wanted(self.node(node, place), Kind.FLAG)


def _typed_nulls(left: Node, right: Node) -> tuple[Node, Node]:
    """A null takes the kind its neighbour wants."""
    span = Kind.SPAN if Kind.NUMBER not in (left.kind, right.kind) and left.kind is not right.kind else Kind.NUMBER
    if left.kind is Kind.NULL:
        left = fitted(left, span) or left
    if right.kind is Kind.NULL:
        right = fitted(right, span) or right
    return left, right


def _among(item: Node, group: Items) -> tuple[Node, Items]:
    if not group.items:
        raise ExpressionError("literal", "expr_list_empty", group.column)
    if item.kind is Kind.NULL:
        item = wanted(item, group.items[0].kind)
    members = tuple(wanted(member, item.kind) for member in group.items)
    if item.kind not in _EQUAL:
        raise ExpressionError("kind", "expr_never_listed", item.column, kind=a(item.kind))
    for member in members:
        meet(item, member)
    return item, replace(group, items=members)


def _within(item: Node, group: Node) -> Node:
    symbol = group.symbol if isinstance(group, Path | Bound) else None
    found = wanted(item, Kind.LINK if symbol and symbol.target else Kind.TEXT)
    meet(group, found)
    return found


def _arithmetic_cure(left: Kind, right: Kind) -> Said | None:
    if Kind.TEXT in (left, right):
        return instead("concat(a, b)")
    if {left, right} in ({Kind.DATE, Kind.NUMBER}, {Kind.MOMENT, Kind.NUMBER}):
        return instead("days(n)")
    return instead("hours_between(a, b)") if left is right is Kind.MOMENT else None


_CHECKS: Mapping[type, Callable[[_Checker, Any, Place], Node]] = {
    Constant: _Checker.leaf, Items: _Checker.items, Name: _Checker.name, Negate: _Checker.negate,
    Not: _Checker.negation, Arithmetic: _Checker.arithmetic, Logic: _Checker.logic, Compare: _Checker.compare,
    Member: _Checker.member, IsNull: _Checker.null, Choice: _Checker.choice, Call: _Checker.call,
}
