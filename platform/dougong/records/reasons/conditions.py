"""What a condition is made of, told part by part to who may read what it looks at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dougong.access.policy import Policy
from dougong.catalog.model import Catalog, Expression, Object
from dougong.expressions.closures import closure
from dougong.expressions.env import Env
from dougong.expressions.parts import conjuncts, inputs


@dataclass(frozen=True, slots=True)
class Part:
    """One of the conditions that have to hold together, as written; `holds` is None for one that was not looked at."""

    text: str
    holds: bool | None
    seen: tuple[tuple[str, Any], ...]


def parts(said: Expression, env: Env) -> Iterator[Part]:
    """Yield the parts of a condition with what they see in a record now: those after the first that does not hold are
    not looked at."""
    going = True
    for each in conjuncts(said.checked):
        holds = bool(closure(each)(env)) if going else None
        seen = tuple((name, _plain(read(env))) for name, read in inputs(each).items()) if going else ()
        yield Part(each.text, holds, seen)
        going = going and bool(holds)


def legible(catalog: Catalog, policy: Policy, object: Object, said: Expression | None) -> bool:
    """Return whether a reader may read everything a condition looks at; else what comes of it would tell of it."""
    return said is None or all(_readable(catalog, policy, object, path) for path in _paths(said))


def _plain(value: Any) -> Any:
    """Return a value as JSON has it, exact numbers and days as texts."""
    if value is None or isinstance(value, bool | int | str):
        return value
    return [_plain(each) for each in value] if isinstance(value, tuple | list | frozenset) else str(value)


def _paths(said: Expression) -> Iterator[tuple[str, ...]]:
    for node, paths in said.checked.rows.items():
        yield (node,)
        yield from ((node, *path) for path in paths if path[0] != "parent")
    yield from said.checked.paths
    yield from (tuple(name.removeprefix("old.").split(".")) for name in inputs(said.checked) if name.startswith("old."))


def _readable(catalog: Catalog, policy: Policy, object: Object, path: tuple[str, ...]) -> bool:
    here: Object | None = object
    for name in path:
        field = None if here is None else policy.field(here, name, "use")
        if field is None:
            return False
        targets = field.type.targets(field)
        here = catalog.objects.get(targets[0]) if len(targets) == 1 else None
    return True
