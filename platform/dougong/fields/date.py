"""A day of the calendar."""

import re
from datetime import UTC, date, tzinfo
from typing import Any

from marshmallow import fields as wire
from sqlalchemy import Date

from dougong.fields import calendar
from dougong.fields.base import Column, Convert, Dialect, FieldType, Spec
from dougong.fields.number import COMPARE
from dougong.fields.refusals import Unclear, Wire, refusal
from dougong.fields.stored import TEXT, Stored
from dougong.kernel.kinds import Kind

_COLUMN = Stored(Date(), TEXT, date.isoformat, date.fromisoformat)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class DateType(FieldType):
    """A day, without time or zone."""

    key = "date"
    kind = Kind.DATE
    widget = "date"
    operators = COMPARE | {"during"}
    aggregates = frozenset({"min", "max", "count"})

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return one column: date, or ISO text."""
        return (Column(spec.name, _COLUMN),)

    def bind(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what makes ISO text for SQLite."""
        return date.isoformat if dialect == "sqlite" else None

    def result(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what reads SQLite's ISO text."""
        return date.fromisoformat if dialect == "sqlite" else None

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads YYYY-MM-DD; codes date, date_none."""
        return Wire(_read)

    def to_json(self, spec: Spec) -> Convert:
        """Return the ISO text."""
        return date.isoformat

    def written(self, spec: Spec) -> Convert:
        """Return None: PostgreSQL writes a day as ISO text."""
        return None

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of an ISO date."""
        return {"type": "string", "format": "date"}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the day typed as ISO text: 7-29, 0729, 明天, +7."""
        found = calendar.day(text, today)
        return None if found is None else found.isoformat()

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return 2025-07-29 in Chinese, 29 Jul 2025 in English."""
        if value is None:
            return ""
        return calendar.english(value) if language == "en" else value.isoformat()

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return the ISO text a native input takes."""
        return "" if value is None else value.isoformat()


def _read(sent: Any) -> date:
    found = _ISO.fullmatch(sent) if isinstance(sent, str) else None
    if found is None:
        raise refusal("date")
    try:
        return calendar.existing(*map(int, found.groups()))
    except Unclear as no:
        raise refusal(no.code, **no.params) from None
