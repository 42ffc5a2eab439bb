"""A time of day, without zone."""

import datetime as dt
import re
from datetime import UTC, date, tzinfo
from typing import Any

from marshmallow import fields as wire
from sqlalchemy import Time

from dougong.fields.base import Column, Convert, Dialect, FieldType, Spec
from dougong.fields.number import COMPARE
from dougong.fields.refusals import Unclear, Wire, refusal
from dougong.fields.stored import TEXT, Stored
from dougong.fields.typed import plain
from dougong.kernel.kinds import Kind

_COLUMN = Stored(Time(), TEXT, dt.time.isoformat, dt.time.fromisoformat)
_SHAPE = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
_STRICT = re.compile(_SHAPE)
_TYPED = re.compile(r"(?P<h>[0-9]{1,2})(?:[:点點时時](?P<m>[0-9]{1,2})?分?"
                    r"(?::(?P<s>[0-9]{2})(?:\.(?P<f>[0-9]{1,6}))?)?)?"
                    r"|(?P<hh>[0-9]{2})(?P<mm>[0-9]{2})")


class TimeType(FieldType):
    """A time of day to the second."""

    key = "time"
    kind = Kind.TIME
    widget = "time"
    operators = COMPARE
    aggregates = frozenset({"min", "max", "count"})

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return one column: time, or ISO text."""
        return (Column(spec.name, _COLUMN),)

    def bind(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what makes ISO text for SQLite."""
        return dt.time.isoformat if dialect == "sqlite" else None

    def result(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what reads SQLite's ISO text."""
        return dt.time.fromisoformat if dialect == "sqlite" else None

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads HH:MM or HH:MM:SS; code time."""
        return Wire(_read)

    def to_json(self, spec: Spec) -> Convert:
        """Return HH:MM:SS."""
        return dt.time.isoformat

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of a time; JSON Schema's own format `time` would demand a zone."""
        return {"type": "string", "pattern": f"^{_SHAPE}$", "examples": ["14:30:00"]}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the time typed: 9:30, 0930, 14点30分, 9."""
        tidy = plain(text)
        return clock(tidy).isoformat() if tidy else None

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return 24 hours and minutes, seconds only where there are any."""
        if value is None:
            return ""
        return str(value.isoformat("seconds" if value.second else "minutes"))

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return what a native input takes."""
        return self.show(spec, value, "en")


def clock(text: str) -> dt.time:
    """Return the time typed; raises Unclear "time"."""
    found = _TYPED.fullmatch(text)
    if found is None:
        raise Unclear("time")
    hour, minute = found["h"] or found["hh"], found["m"] or found["mm"]
    try:
        return dt.time(int(hour), int(minute or 0), int(found["s"] or 0), int((found["f"] or "").ljust(6, "0")))
    except ValueError:
        raise Unclear("time") from None


def _read(sent: Any) -> dt.time:
    if not isinstance(sent, str) or not _STRICT.fullmatch(sent):
        raise refusal("time")
    return dt.time.fromisoformat(sent)
