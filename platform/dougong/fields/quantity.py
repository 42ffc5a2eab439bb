"""How much of something; its unit stands in the field named by `unit:`."""

from collections.abc import Mapping
from typing import Any, ClassVar

from dougong.fields.number import LIMITS, NumberType, places_option


class QuantityType(NumberType):
    """A quantity; shown with as many places as it has, since its unit decides them."""

    key = "quantity"
    totalled = True
    options: ClassVar[Mapping[str, Any]] = {
        "unit": {"type": "string", "description": "Name of the field that holds the unit of measure."},
        "places": places_option(6, 6),
        **LIMITS,
    }
    stored_places = 6
    shown_places = 0
