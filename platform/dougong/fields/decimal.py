"""A number with a fixed count of decimal places."""

from collections.abc import Mapping
from typing import Any, ClassVar

from dougong.fields.number import LIMITS, NumberType, places_option


class DecimalType(NumberType):
    """An exact number; shows all its places."""

    key = "decimal"
    options: ClassVar[Mapping[str, Any]] = {"places": places_option(12, 2), **LIMITS}
