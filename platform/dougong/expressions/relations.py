"""Comparisons and membership: false, never null, when a side is null."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from dougong.expressions.env import Env
from dougong.expressions.tree import Apply, Bound, Choice, Compare, Constant, Items, Member, Node, Path

Run = Callable[[Env], Any]

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}


def flagged(node: Node, run: Run) -> Run:
    """Return `run` giving true or false where a node of kind FLAG could give null, as a bare flag does."""
    if isinstance(node, Path | Bound | Choice | Constant | Apply):
        return lambda env: bool(run(env))
    return run


def relation(node: Compare, left: Run, right: Run) -> Run:
    """Return the comparison of two values of one kind."""
    compare = _OPERATORS[node.op]
    if isinstance(node.right, Constant):
        constant = node.right.value
        if node.op == "==":
            return lambda env: left(env) == constant

        def with_constant(env: Env) -> bool:
            value = left(env)
            return value is not None and compare(value, constant)
        return with_constant

    def compared(env: Env) -> bool:
        one, other = left(env), right(env)
        return one is not None and other is not None and compare(one, other)
    return compared


def member(node: Member, item: Run, build: Callable[[Node], Run]) -> Run:
    """Return whether a value is in a list, or in a set; an empty set, like null, has no members."""
    negated = node.negated
    if isinstance(node.group, Items):
        values = frozenset(each.value for each in node.group.items if isinstance(each, Constant))

        def listed(env: Env) -> bool:
            value = item(env)
            return value is not None and (value in values) is not negated
        return listed
    group = build(node.group)

    def held(env: Env) -> bool:
        value = item(env)
        return value is not None and (value in (group(env) or ())) is not negated
    return held
