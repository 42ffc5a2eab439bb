"""A moment in time, kept in UTC."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from marshmallow import fields as wire
from sqlalchemy import BigInteger, DateTime

from dougong.fields import calendar, time
from dougong.fields.base import Column, Convert, Dialect, FieldType, Spec
from dougong.fields.number import COMPARE
from dougong.fields.refusals import Unclear, Wire, refusal
from dougong.fields.stored import Stored
from dougong.fields.typed import plain
from dougong.kernel.kinds import Kind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: The smallest step between two moments.
INSTANT = timedelta(microseconds=1)
_RFC3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,30})?"
                      r"(?P<zone>[Zz]|[-+][0-9]{2}:[0-9]{2})?")
_TYPED = re.compile(r"(?P<day>.*?)[ t](?P<time>[0-9]{1,2}[:点點][0-9]{0,2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)")


def stored(value: datetime) -> int:
    """Return microseconds since 1970 in UTC: what SQLite stores."""
    return (value - EPOCH) // INSTANT


def restored(micros: int) -> datetime:
    """Return the moment of what SQLite stored."""
    return EPOCH + timedelta(microseconds=micros)


def text(value: datetime) -> str:
    """Return RFC 3339 text in UTC, ending in Z; microseconds only where there are any."""
    return f"{value.astimezone(UTC).isoformat()[:-6]}Z"


def _rfc3339(written: str) -> str:
    """Return 2025-07-29T14:05:06.120000Z of 2025-07-29 14:05:06.12+00: microseconds have six digits or none."""
    seconds, _, micros = written[11:-3].partition(".")
    return f"{written[:10]}T{seconds}.{micros:0<6}Z" if micros else f"{written[:10]}T{seconds}Z"


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


_COLUMN = Stored(DateTime(timezone=True), BigInteger(), stored, restored)


class MomentType(FieldType):
    """A moment: given with its zone, stored in UTC to the microsecond, shown in the reader's zone."""

    key = "moment"
    kind = Kind.MOMENT
    widget = "moment"
    operators = COMPARE | {"during"}
    aggregates = frozenset({"min", "max", "count"})

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return one column: timestamptz, or microseconds."""
        return (Column(spec.name, _COLUMN),)

    def bind(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what makes microseconds for SQLite."""
        return stored if dialect == "sqlite" else None

    def result(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what makes a moment in UTC; PostgreSQL gives it in the session's zone."""
        return restored if dialect == "sqlite" else _utc

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads RFC 3339 with a zone; codes moment, moment_zone."""
        return Wire(_read)

    def to_json(self, spec: Spec) -> Convert:
        """Return the RFC 3339 text."""
        return text

    def written(self, spec: Spec) -> Convert:
        """Return what makes RFC 3339 of PostgreSQL's text in UTC."""
        return _rfc3339

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of an RFC 3339 moment."""
        return {"type": "string", "format": "date-time"}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the moment typed: a day as in a date field, then a time; without a zone it is in `zone`."""
        tidy = plain(text)
        if not tidy:
            return None
        if _RFC3339.fullmatch(tidy):
            return _typed_iso(tidy, zone)
        found = _TYPED.fullmatch(tidy.lower())
        clock = time.clock(found["time"]) if found else None
        on = _day(found["day"] if found else tidy, today)
        return _text(datetime.combine(on, clock or datetime.min.time(), zone))

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return day and time to the minute in `zone`: 2025-07-29 14:05, 29 Jul 2025 14:05."""
        if value is None:
            return ""
        local = value.astimezone(zone)
        on = calendar.english(local) if language == "en" else local.date().isoformat()
        return f"{on} {local:%H:%M}"

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return what a native input takes: the moment in `zone` without naming it, exact to what is stored."""
        return "" if value is None else value.astimezone(zone).replace(tzinfo=None).isoformat()


_text = text


def _day(text: str, today: date | None) -> date:
    try:
        on = calendar.day(text, today)
    except Unclear as no:
        raise Unclear("moment") if no.code == "date" else no from None
    if on is None:
        raise Unclear("moment")
    return on


def _typed_iso(tidy: str, zone: tzinfo) -> str:
    try:
        found = datetime.fromisoformat(tidy.upper())
        return text(found if found.tzinfo else found.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        raise Unclear("moment") from None


def _read(sent: Any) -> datetime:
    found = _RFC3339.fullmatch(sent) if isinstance(sent, str) else None
    if found is None:
        raise refusal("moment")
    if found["zone"] is None:
        raise refusal("moment_zone")
    try:
        return datetime.fromisoformat(sent.upper()).astimezone(UTC)
    except (ValueError, OverflowError):       # 30 February; before year 1 or after 9999 in UTC
        raise refusal("moment") from None
