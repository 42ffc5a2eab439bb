"""The parameters of a translated expression: what is the same for every record (me.x, today(), setting("x"))."""

from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Any, Final

from dougong.expressions.check import Checked
from dougong.expressions.env import Env
from dougong.expressions.tree import Bound, Node
from dougong.fields.base import Dialect
from dougong.store.expression.values import raw

#: Expressions whose parameters are known: those of rules come with every statement of a person's.
KEPT: Final = 2048


class _This:
    """A tree as itself, not as what it is equal to: that would take looking through it."""

    __slots__ = ("tree",)

    def __init__(self, tree: Node) -> None:
        self.tree = tree

    def __hash__(self) -> int:
        return id(self.tree)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and other.tree is self.tree


def bounds(checked: Checked) -> tuple[Bound, ...]:
    """Return what the statement needs as parameters, each name once."""
    return _bounds(_This(checked.tree))


@lru_cache(maxsize=KEPT)
def _bounds(this: _This) -> tuple[Bound, ...]:
    return tuple({node.name: node for node in parts(this.tree) if isinstance(node, Bound)}.values())


def parameters(checked: Checked, env: Env, dialect: Dialect) -> dict[str, Any]:
    """Return the parameters of the translated expression for a unit of work, in the driver's form."""
    return {bound.name: raw(bound.read(env), bound.kind, dialect) for bound in bounds(checked)}


def steady(node: Node) -> bool:
    """Return whether the node has the same value for every record."""
    return not any(hasattr(part, "path") or hasattr(part, "rows") for part in parts(node))


def parts(node: Node) -> Iterator[Node]:
    """Yield the node and everything beneath it."""
    yield node
    for field in fields(node):
        value = getattr(node, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield from parts(part)
