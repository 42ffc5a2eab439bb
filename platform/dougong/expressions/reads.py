"""How a path is read out of an environment: a record's own values, its links', those before, its owner's."""

from collections.abc import Callable
from typing import Any

from dougong.expressions.env import Env


def reads(root: str, path: tuple[str, ...]) -> Callable[[Env], Any]:
    """Return what reads `path` beneath `root` (own, old or parent); null where nothing is known of it."""
    key = ".".join(path)
    if root == "own":
        return (lambda env: env.values.get(key)) if len(path) == 1 else lambda env: env.linked.get(key)
    if root == "old":
        return lambda env: None if env.old is None else env.old.get(key)
    own, linked = len(path) == 1, f"parent.{key}"

    def parent(env: Env) -> Any:
        owner = env.parent
        if owner is None:                   # `parent` is an ordinary link here, as in a tree
            return env.linked.get(linked)
        return (owner.values if own else owner.linked).get(key)
    return parent
