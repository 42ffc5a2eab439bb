"""What a message from outside says, and what a rule makes of it: typed names for parts of the message, expressions of
these for fields of the record."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.catalog.linking.giving import THIS, Writer, given
from dougong.catalog.linking.scope import Typed
from dougong.catalog.model import Expression
from dougong.catalog.reading.document import Where
from dougong.catalog.rule import Inbound, Taken
from dougong.fields.base import Spec
from dougong.fields.date import DateType
from dougong.fields.decimal import DecimalType
from dougong.fields.flag import FlagType
from dougong.fields.integer import IntegerType
from dougong.fields.moment import MomentType
from dougong.fields.text import TextType
from dougong.kernel.kinds import Kind

#: What a part of a message can be.
TYPES: Final = {each.key: each for each in (TextType(), IntegerType(), DecimalType(), FlagType(), DateType(),
                                            MomentType())}
#: Places a number of a message may have: as many as any field stores.
_PLACES: Final = {"places": 12}


class _Message(Writer):
    """A rule's message while it is read: a link is named by the external id of what it leads to, a text."""

    def says(self, text: str, over: str, kind: Kind | None, where: Where, this: str = "") -> Expression | None:
        """Return an expression of the message; None with a finding."""
        return super().says(text, over, Kind.TEXT if kind is Kind.LINK else kind, where, this)


def inbound(one: Writer) -> Inbound | None:
    """Return what a rule takes from outside; None where it takes nothing."""
    said = one.body["on"].get("inbound")
    if said is None:
        return None
    where = one.where / "on" / "inbound"
    takes = tuple(_taken(name, part) for name, part in said["takes"].items())
    over = f"message of {one.name}"
    one.binder.reader.beside(over, {each.name: Typed(TYPES[each.type], each.spec) for each in takes})
    values = {name: value for name, value in said["values"].items() if value != THIS}
    for name in said["values"].keys() - values.keys():
        one.told(where / "values" / name, "M341", f"{name}: a message is no record", "name a part of the message")
    return Inbound(takes=takes, match=said.get("match", ""),
                   values=given(_Message(one.binder, over, one.where), one.over, values, where / "values"))


def _taken(name: str, part: Mapping[str, Any]) -> Taken:
    kind = part["type"]
    return Taken(name=name, at=tuple(part["at"].split(".")), type=kind, required=part.get("required", False),
                 spec=Spec(name=name, options=_PLACES if kind == DecimalType.key else {}))
