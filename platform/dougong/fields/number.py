"""What all exact numbers share: storage, wire form, forgiving typing, showing."""

import re
from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from decimal import Decimal
from typing import Any, ClassVar

from marshmallow import fields as wire

from dougong.fields import exact
from dougong.fields.base import Column, Convert, Dialect, FieldType, Spec
from dougong.fields.refusals import Unclear, Wire, refusal
from dougong.fields.typed import number
from dougong.kernel.kinds import Kind

COMPARE = frozenset("eq ne lt lte gt gte in nin null".split())
MINUS = "\N{MINUS SIGN}"
LIMITS: Mapping[str, Any] = {
    "min": {"type": ["number", "string"], "description": "Smallest value allowed."},
    "max": {"type": ["number", "string"], "description": "Largest value allowed."},
}
_TAIL = re.compile(r"0+$")


def places_option(highest: int, default: int) -> dict[str, Any]:
    """Return the JSON Schema of the option `places`."""
    return {"type": "integer", "minimum": 0, "maximum": highest, "default": default,
            "description": "Decimal places stored; more are refused, not cut."}


class NumberType(FieldType):
    """An exact number with a fixed count of decimal places."""

    kind = Kind.NUMBER
    widget = "number"
    operators = COMPARE
    aggregates = frozenset("sum avg min max count".split())
    align = "right"
    #: Places stored where the definition does not say.
    stored_places: ClassVar[int] = 2
    #: Places always shown; further ones only as far as they are not zero. None shows all that are stored.
    shown_places: ClassVar[int | None] = None

    def places(self, spec: Spec) -> int:
        """Return how many decimal places are stored."""
        return int(spec.options.get("places", self.stored_places))

    def shown(self, spec: Spec) -> int | None:
        """Return how many decimal places are shown even where they are zero; None for all that are stored."""
        return self.shown_places

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return one column: NUMERIC(18, places), or a scaled 64-bit integer."""
        return (Column(spec.name, exact.column(self.places(spec))),)

    def bind(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return the scaling SQLite needs."""
        return exact.scale(self.places(spec)) if dialect == "sqlite" else None

    def result(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return the unscaling SQLite needs."""
        return exact.unscale(self.places(spec)) if dialect == "sqlite" else None

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads a number; codes number, places, out_of_range, at_least, at_most."""
        read, within = exact.reader(self.places(spec)), _limits(self, spec)

        def load(sent: Any) -> Any:
            try:
                value = read(sent)
                if within is not None:
                    within(value)
            except Unclear as no:
                raise refusal(no.code, **no.params) from None
            return value
        return Wire(load)

    def to_json(self, spec: Spec) -> Convert:
        """Return the decimal text."""
        return exact.text

    def written(self, spec: Spec) -> Convert:
        """Return None: PostgreSQL writes a numeric with all its places and never an exponent."""
        return None

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of a decimal text; zeros beyond the stored places are harmless. Of the limits a pattern
        can say only that there is no minus."""
        places, low = self.places(spec), _limit(self, spec, "min")
        sign = "" if low is not None and low >= 0 else "-?"
        whole = f"[0-9]{{1,{exact.DIGITS - places}}}"
        part = rf"(\.[0-9]{{1,{places}}}0{{0,9}})?" if places else r"(\.0{1,9})?"
        return {"type": "string", "pattern": f"^{sign}{whole}{part}$", "examples": [exact.text(exact.step(places))]}

    def schema_sent(self, spec: Spec) -> dict[str, Any]:
        """Return `schema`, or a JSON number with no more places."""
        places, low, high = self.places(spec), _limit(self, spec, "min"), _limit(self, spec, "max")
        beyond = 10 ** (exact.DIGITS - places)
        number: dict[str, Any] = {"type": "number", "multipleOf": float(exact.step(places)),
                                  "exclusiveMinimum": -beyond, "exclusiveMaximum": beyond}
        if low is not None:
            number["minimum"] = float(low)
        if high is not None:
            number["maximum"] = float(high)
        return {"anyOf": [self.schema(spec), number]}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the number typed as decimal text: 1.2万, 128,640, full-width digits."""
        read = exact.reader(self.places(spec))
        if text.isascii():
            try:                              # most numbers of a file are written plainly
                return exact.text(read(text))
            except Unclear:
                pass                          # not so this one
        value = number(text)
        if value is None:
            return None
        try:
            return exact.text(read(exact.text(value)))
        except Unclear:
            return exact.text(value)          # read well, but it does not fit: loading it says why

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return the number with thousands and a true minus."""
        return "" if value is None else grouped(value, self.shown(spec))

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return the number without thousands, zeros only as far as they are shown."""
        return "" if value is None else _cut(exact.text(value), self.shown(spec))

    def settle(self, spec: Spec) -> Convert:
        """Return the rounding half-up to the stored places."""
        return exact.rounder(self.places(spec))

    def check_options(self, spec: Spec) -> str | None:
        """Return what is wrong with min and max: no number, too many places, crossed."""
        try:
            low, high = _limit(self, spec, "min"), _limit(self, spec, "max")
        except Unclear:
            return f"min and max must be numbers with at most {self.places(spec)} places"
        if low is not None and high is not None and low > high:
            return "min is above max"
        return None


def grouped(value: Decimal | int, shown: int | None) -> str:
    """Return a number for people: thousands with commas, U+2212 as minus, `shown` places at least (None: all)."""
    return _cut(f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}", shown).replace("-", MINUS)


def _cut(text: str, shown: int | None) -> str:
    """Return the decimal text without the zeros that end it beyond `shown` places."""
    whole, point, part = text.partition(".")
    if shown is None or not point:
        return text
    part = part[:shown] + _TAIL.sub("", part[shown:])
    return f"{whole}.{part}" if part else whole


def _limit(kind: NumberType, spec: Spec, which: str) -> Decimal | None:
    given = spec.options.get(which)
    return None if given is None else exact.reader(kind.places(spec))(given)


def _limits(kind: NumberType, spec: Spec) -> Convert:
    low, high = _limit(kind, spec, "min"), _limit(kind, spec, "max")
    if low is None and high is None:
        return None

    def within(value: Decimal) -> None:
        if low is not None and value < low:
            raise Unclear("at_least", min=grouped(low, 0))
        if high is not None and value > high:
            raise Unclear("at_most", max=grouped(high, 0))
    return within
