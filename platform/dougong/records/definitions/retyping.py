"""Into which other types the values of a field can be carried over when it gets another."""

from collections.abc import Iterable

from dougong.fields.base import FieldType
from dougong.store.change.convert import may_turn


def types_into(old: FieldType, types: Iterable[FieldType]) -> list[str]:
    """Return the keys of the types a field of type `old` may get, in the order given; its own is none of them. Values
    that find no place there are told by the plan."""
    return [each.key for each in types if each.key != old.key and may_turn(old, each)]
