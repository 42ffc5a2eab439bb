"""What a condition is made of: what has to hold together, and what each reads; for telling why it did not hold."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from dougong.expressions.check import Checked
from dougong.expressions.env import Env
from dougong.expressions.reads import reads
from dougong.expressions.tree import Aggregate, Bound, Logic, Node, Path, Share
from dougong.kernel.kinds import Kind


def conjuncts(checked: Checked) -> tuple[Checked, ...]:
    """Return the conditions that hold together where `checked` holds, in the order they are looked at; each with its
    text."""
    tree = checked.tree
    if not isinstance(tree, Logic) or tree.op != "and":
        return (checked,)
    texts = _texts(checked.text)
    if len(texts) != len(tree.parts):
        return (checked,)
    return tuple(replace(checked, text=text, tree=part) for text, part in zip(texts, tree.parts, strict=True))


def inputs(checked: Checked) -> dict[str, Callable[[Env], Any]]:
    """Return what reads each single value an expression looks at, by how it is written: own and former values, those
    of links and of the user; not what it reads line by line."""
    found: dict[str, Callable[[Env], Any]] = {}
    for node in _leaves(checked.tree):
        if isinstance(node, Path):
            prefix = "" if node.root == "own" else f"{node.root}."
            found[prefix + ".".join(node.path)] = reads(node.root, node.path)
        elif isinstance(node, Bound) and node.kind is not Kind.OPAQUE:       # not what days are reckoned by
            found[node.name.replace("__", ".")] = node.read
    return found


def _leaves(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Aggregate | Share):
        return
    for field in fields(node):
        value = getattr(node, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield from _leaves(part)


def _texts(text: str) -> tuple[str, ...]:
    source = f"({text}\n)"
    body = ast.parse(source, mode="eval").body
    parts = body.values if isinstance(body, ast.BoolOp) else [body]
    return tuple(" ".join((ast.get_source_segment(source, part) or "").split()) for part in parts)
