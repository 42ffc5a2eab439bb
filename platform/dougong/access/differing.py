"""What one policy lets be done and another does not, as conditions of records: who gains or loses by a change."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from dougong.access.policy import Act, Policy, Right
from dougong.access.rules import NEVER, both
from dougong.catalog.model import Expression, Object
from dougong.expressions.env import Env
from dougong.expressions.tree import Bound, Node, Not
from dougong.kernel.kinds import Kind


@dataclass(frozen=True, slots=True)
class Side:
    """What somebody may do, and what their rules are asked with: before a change, or after it."""

    policy: Policy
    env: Env


def gained(before: Side, after: Side, object: Object, verb: Act) -> Expression | None:
    """Return what a record satisfies on which `verb` is allowed after and was not before; None for every record,
    `NEVER` for none. Whatever the rules ask of the person is in it: it binds nothing."""
    new = _rule(after, object, verb, "after")
    old = _rule(before, object, verb, "before")
    if old is None or new is NEVER:
        return NEVER
    if old is NEVER:
        return new
    if new is not None and new.text == old.text and _asks(after, new) == _asks(before, old):
        return NEVER
    return both(new, _not(old))


def opened(before: Side, after: Side, object: Object, right: Right) -> tuple[str, ...]:
    """Return the fields that may be read (edited) after and might not before, in the object's order; what is computed
    nobody edits."""
    return tuple(name for name, field in object.fields.items() if not (right == "edit" and field.derived)
                 and after.policy.field(object, name, right) is not None
                 and before.policy.field(object, name, right) is None)


def _rule(side: Side, object: Object, verb: Act, tag: str) -> Expression | None:
    if not side.policy.may(object, verb).allowed:
        return NEVER
    found = side.policy.rows(object, verb)
    return None if found is None else _fixed(found, side.env, tag)


def _asks(side: Side, rule: Expression) -> tuple[Any, ...]:
    """Return the values a fixed rule holds."""
    found: list[Any] = []

    def noted(bound: Bound) -> Bound:
        found.append(bound.read(side.env))
        return bound
    _each(rule.checked.tree, noted)
    return tuple(found)


def _fixed(rule: Expression, env: Env, tag: str) -> Expression:
    """Return the rule with what it asks of the person answered, so that two persons' rules stand in one statement."""
    def answered(bound: Bound) -> Bound:
        value = bound.read(env)
        return replace(bound, name=f"{tag}__{bound.name}", read=lambda _env: value)
    return Expression(rule.text, replace(rule.checked, tree=_each(rule.checked.tree, answered)))


def _not(rule: Expression) -> Expression:
    text = f"not ({rule.text})"
    return Expression(text, replace(rule.checked, text=text, tree=Not(rule.checked.tree, kind=Kind.FLAG)))


def _each(node: Node, change: Callable[[Bound], Bound]) -> Node:
    """Return a tree with every parameter changed."""
    if isinstance(node, Bound):
        return change(node)
    new = {field.name: _part(getattr(node, field.name), change) for field in fields(node)}
    return replace(node, **new)


def _part(value: Any, change: Callable[[Bound], Bound]) -> Any:
    if isinstance(value, Node):
        return _each(value, change)
    return tuple(_part(each, change) for each in value) if isinstance(value, tuple) else value
