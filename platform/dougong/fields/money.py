"""An amount; its currency stands in the field named by `currency:`."""

from collections.abc import Mapping
from typing import Any, ClassVar

from dougong.fields.number import LIMITS, NumberType, places_option


class MoneyType(NumberType):
    """An amount of money; currency decimals always shown (123,000.00), the currency itself is not part of it."""

    key = "money"
    totalled = True
    options: ClassVar[Mapping[str, Any]] = {
        "currency": {"type": "string", "description": "Name of the field that holds the currency.", "x-patch": "never"},
        "places": places_option(4, 2),
        **LIMITS,
    }
