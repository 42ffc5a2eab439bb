"""Every field type there is: the list is the documentation."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from dougong.fields.base import FieldType
from dougong.fields.choice import ChoiceType
from dougong.fields.date import DateType
from dougong.fields.decimal import DecimalType
from dougong.fields.flag import FlagType
from dougong.fields.integer import IntegerType
from dougong.fields.lines import LinesType
from dougong.fields.link import LinkType
from dougong.fields.moment import MomentType
from dougong.fields.money import MoneyType
from dougong.fields.note import NoteType
from dougong.fields.text import TextType
from dougong.fields.time import TimeType

BUILTIN: tuple[FieldType, ...] = (
    TextType(), NoteType(),
    IntegerType(), DecimalType(), MoneyType(),
    FlagType(), DateType(), MomentType(), TimeType(),
    ChoiceType(),
    LinkType(), LinesType(),
)


def types_by_key(extra: Iterable[FieldType] = ()) -> Mapping[str, FieldType]:
    """Return the built-in types and those of plugins by key; raises ValueError when two have the same key."""
    found: dict[str, FieldType] = {}
    for each in (*BUILTIN, *extra):
        if each.key in found:
            raise ValueError(f"two field types are called {each.key}: {found[each.key]!r} and {each!r}")
        found[each.key] = each
    return MappingProxyType(found)
