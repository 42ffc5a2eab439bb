"""A rate of exchange or conversion."""

from collections.abc import Mapping
from typing import Any, ClassVar

from dougong.fields.number import LIMITS, NumberType


class RateType(NumberType):
    """A rate with 8 places (correctness.md 4.2.1); at least four are shown."""

    key = "rate"
    options: ClassVar[Mapping[str, Any]] = LIMITS
    stored_places = 8
    shown_places = 4
    aggregates = frozenset({"avg", "min", "max", "count"})
