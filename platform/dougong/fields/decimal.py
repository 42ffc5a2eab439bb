"""A number with a fixed count of decimal places."""

from collections.abc import Mapping
from typing import Any, ClassVar

from dougong.fields.base import Spec
from dougong.fields.number import LIMITS, NumberType, places_option

#: Stored places up to which all are shown.
ALL_SHOWN = 3


class DecimalType(NumberType):
    """An exact number; shows all its places, of more than three those after the second only as far as they are not
    zero: a coefficient of 0.92 is no 0.920000."""

    key = "decimal"
    options: ClassVar[Mapping[str, Any]] = {"places": places_option(12, 2), **LIMITS}

    def shown(self, spec: Spec) -> int | None:
        """Return None, or 2 where more than three places are stored."""
        return None if self.places(spec) <= ALL_SHOWN else 2
