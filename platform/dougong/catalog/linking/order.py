"""Orders by need: packs by what they require, formulas by what they read; a circle is shown as one."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")


def ordered(needs: Mapping[T, Iterable[T]]) -> tuple[list[T], list[list[T]]]:
    """Return the keys with what they need first (else in the order given), and the circles found, each from its start.

    What is needed but no key is left out. Keys of a circle are still in the order.
    """
    done: list[T] = []
    state: dict[T, int] = {}                    # 1 while its needs are visited, 2 when placed
    circles: list[list[T]] = []
    for start in needs:
        if start in state:
            continue
        state[start] = 1
        path = [start]
        stack = [iter(list(needs[start]))]
        while stack:
            following = next((n for n in stack[-1] if n in needs), None)
            if following is None:
                stack.pop()
                state[path[-1]] = 2
                done.append(path.pop())
            elif following not in state:
                state[following] = 1
                path.append(following)
                stack.append(iter(list(needs[following])))
            elif state[following] == 1:
                circles.append([*path[path.index(following):], following])
    return done, circles
