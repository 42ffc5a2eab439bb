"""Rules that are met in two ways, by whose a record is or by its being shared: lists look each way apart."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, func

from dougong.catalog.model import Expression
from dougong.expressions.tree import Logic, Node, Shared
from dougong.fields.base import Dialect
from dougong.kernel.kinds import Kind
from dougong.store.expression.bounds import parts


def several(rule: Expression | None) -> tuple[Expression, ...]:
    """Return the rule as two, of which a record meets one or both: without and with shares; none where it is one."""
    tree = None if rule is None else rule.checked.tree
    if rule is None or not isinstance(tree, Logic) or tree.op != "or":
        return ()
    shared = [each for each in tree.parts if any(isinstance(part, Shared) for part in parts(each))]
    others = [each for each in tree.parts if each not in shared]
    return (_either(rule, others), _either(rule, shared)) if shared and others else ()


def needed(rule: Expression) -> Shared | None:
    """Return the share without which no record fulfils the rule; None where one may without."""
    tree = rule.checked.tree
    ways = tree.parts if isinstance(tree, Logic) and tree.op == "or" else (tree,)
    found = [_share(each) for each in ways]
    return found[0] if len({each and each.uid for each in found}) == 1 else None


def gathered(column: ColumnElement[Any], ids: CompoundSelect[Any], dialect: Dialect) -> ColumnElement[bool]:
    """Return that a column is among few ids: on PostgreSQL an array, which the planner takes to the key."""
    if dialect == "postgresql":
        return column == func.any(func.array(ids.scalar_subquery()))
    return column.in_(ids)


def _share(tree: Node) -> Shared | None:
    both = tree.parts if isinstance(tree, Logic) and tree.op == "and" else (tree,)
    return next((each for each in both if isinstance(each, Shared)), None)


def _either(rule: Expression, parts: Sequence[Node]) -> Expression:
    tree = parts[0] if len(parts) == 1 else Logic("or", tuple(parts), kind=Kind.FLAG)
    return Expression(rule.text, replace(rule.checked, tree=tree))
