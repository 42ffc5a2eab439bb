"""A share in hundredths: 13 is 13 %."""

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

from dougong.fields.base import Spec
from dougong.fields.number import LIMITS, NumberType, places_option
from dougong.fields.typed import plain


class PercentType(NumberType):
    """A percentage: the value 13 means 13 %, so formulas divide by 100."""

    key = "percent"
    options: ClassVar[Mapping[str, Any]] = {"places": places_option(6, 2), **LIMITS}
    shown_places = 1
    aggregates = frozenset({"avg", "min", "max", "count"})

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the percentage typed, with or without its sign."""
        return super().parse(spec, plain(text).removesuffix("%"), today, zone)

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return the percentage with its sign: one place, more only where they are not zero."""
        return "" if value is None else f"{super().show(spec, value, language, zone)}%"
