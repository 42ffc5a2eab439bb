"""What decides a rule: the names of a record it reads, for rules that hold only what is new or touched."""

from collections.abc import Iterable, Iterator
from typing import Final

from dougong.catalog.model import Expression, Field, Object

#: Stands for every name: a rule that compares with `old` is about changes, whatever they change.
ANY: Final = "*"
#: What a name of the record begins with that a rule of its lines reads.
OWNER: Final = "parent."


def reading(object: Object, rule: Expression) -> frozenset[str]:
    """Return the fields of a record of `object` that decide `rule`, behind virtual formulas too."""
    return frozenset(_names(object, (rule,)))


def deciding(object: Object, field: Field) -> frozenset[str]:
    """Return the fields that decide whether `field` lacks a value it must have: its own, and what conditions read."""
    rules = (rule for rule in (field.required, field.visible) if isinstance(rule, Expression))
    return frozenset((field.name, *_names(object, rules)))


def reached(object: Object, paths: Iterable[tuple[str, ...]]) -> frozenset[str]:
    """Return the fields of a record of `object` that decide what `paths` lead to."""
    return frozenset(name for path in paths for name in _behind(object, path))


def _names(object: Object, rules: Iterable[Expression]) -> Iterator[str]:
    for rule in rules:
        if "old" in rule.checked.uses:
            yield ANY
        yield from rule.checked.rows
        for path in rule.checked.paths:
            yield from _behind(object, path)


def _behind(object: Object, path: tuple[str, ...]) -> Iterator[str]:
    if path[0] == "parent" and object.parent is not None and len(path) > 1:
        yield f"{OWNER}{path[1]}"
        return
    yield path[0]
    field = object.fields.get(path[0])
    if field is not None and field.virtual and field.formula is not None:
        yield from _names(object, (field.formula,))
