"""Every field type there is: the list is the documentation."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from dougong.fields.any_link import AnyLinkType
from dougong.fields.base import FieldType
from dougong.fields.choice import ChoiceType
from dougong.fields.choices import ChoicesType
from dougong.fields.date import DateType
from dougong.fields.decimal import DecimalType
from dougong.fields.email import EmailType
from dougong.fields.file import FileType
from dougong.fields.flag import FlagType
from dougong.fields.image import ImageType
from dougong.fields.integer import IntegerType
from dougong.fields.json import JsonType
from dougong.fields.lines import LinesType
from dougong.fields.link import LinkType
from dougong.fields.links import LinksType
from dougong.fields.moment import MomentType
from dougong.fields.money import MoneyType
from dougong.fields.note import NoteType
from dougong.fields.percent import PercentType
from dougong.fields.phone import PhoneType
from dougong.fields.price import PriceType
from dougong.fields.quantity import QuantityType
from dougong.fields.rate import RateType
from dougong.fields.tags import TagsType
from dougong.fields.text import TextType
from dougong.fields.time import TimeType
from dougong.fields.tree import TreeType
from dougong.fields.url import UrlType
from dougong.fields.user import UserType

BUILTIN: tuple[FieldType, ...] = (
    TextType(), NoteType(), EmailType(), PhoneType(), UrlType(),
    IntegerType(), DecimalType(), MoneyType(), PriceType(), QuantityType(), PercentType(), RateType(),
    FlagType(), DateType(), MomentType(), TimeType(),
    ChoiceType(), ChoicesType(), TagsType(),
    LinkType(), LinksType(), AnyLinkType(), LinesType(), TreeType(), UserType(),
    FileType(), ImageType(), JsonType(),
)


def types_by_key(extra: Iterable[FieldType] = ()) -> Mapping[str, FieldType]:
    """Return the built-in types and those of plugins by key; raises ValueError when two have the same key."""
    found: dict[str, FieldType] = {}
    for each in (*BUILTIN, *extra):
        if each.key in found:
            raise ValueError(f"two field types are called {each.key}: {found[each.key]!r} and {each!r}")
        found[each.key] = each
    return MappingProxyType(found)
