"""A whole number."""

from collections.abc import Callable
from datetime import UTC, date, tzinfo
from typing import Any

from marshmallow import fields as wire
from sqlalchemy import BigInteger

from dougong.fields.base import Column, Convert, Dialect, Spec
from dougong.fields.exact import DIGITS, rounder
from dougong.fields.number import LIMITS, NumberType, grouped
from dougong.fields.refusals import Unclear, Wire, refusal
from dougong.fields.typed import number

LARGEST = 10**DIGITS - 1


class IntegerType(NumberType):
    """A whole number of at most 18 digits; its JSON form is a JSON number."""

    key = "integer"
    options = LIMITS
    stored_places = 0

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return one 64-bit column."""
        return (Column(spec.name, BigInteger()),)

    def bind(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return None: both drivers take it as it is."""
        return None

    def result(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return None: both drivers give it as it is."""
        return None

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads a whole number; 5.0 is one, "5" and true are none."""
        low, high = int(spec.options.get("min", -LARGEST)), int(spec.options.get("max", LARGEST))
        return Wire(_reader(low, high))

    def to_json(self, spec: Spec) -> Convert:
        """Return None: it is a JSON number."""
        return None

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of a whole number."""
        low, high = int(spec.options.get("min", -LARGEST)), int(spec.options.get("max", LARGEST))
        return {"type": "integer", "minimum": low, "maximum": high}

    def schema_sent(self, spec: Spec) -> dict[str, Any]:
        """Return `schema`."""
        return self.schema(spec)

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the whole number typed."""
        try:
            value = number(text)
        except Unclear as no:
            raise Unclear("integer") if no.code == "number" else no from None
        if value is None:
            return None
        if value != int(value):
            raise Unclear("integer")
        return int(value)

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return the digits."""
        return "" if value is None else str(value)

    def settle(self, spec: Spec) -> Convert:
        """Return the rounding half-up to a whole number."""
        rounded = rounder(0)
        return lambda value: int(rounded(value))


def _reader(low: int, high: int) -> Callable[[Any], int]:
    def read(sent: Any) -> int:
        if isinstance(sent, float) and sent.is_integer():
            sent = int(sent)
        if not isinstance(sent, int) or isinstance(sent, bool):
            raise refusal("integer")
        if low <= sent <= high:
            return sent
        if not -LARGEST <= sent <= LARGEST:
            raise refusal("out_of_range", digits=DIGITS)
        raise refusal("at_least", min=grouped(low, 0)) if sent < low else refusal("at_most", max=grouped(high, 0))
    return read
