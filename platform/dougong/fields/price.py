"""A price per unit."""

from collections.abc import Mapping
from typing import Any, ClassVar

from dougong.fields.number import LIMITS, NumberType


class PriceType(NumberType):
    """A price with 6 places (correctness.md 4.2.1); at least two are shown."""

    key = "price"
    options: ClassVar[Mapping[str, Any]] = {
        "currency": {"type": "string", "description": "Name of the field that holds the currency.", "x-patch": "never"},
        **LIMITS,
    }
    stored_places = 6
    shown_places = 2
    aggregates = frozenset({"avg", "min", "max", "count"})      # a sum of prices means nothing
