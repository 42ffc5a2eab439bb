"""Values of expressions as each database holds them."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer, Numeric, Text, Time
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from dougong.expressions.arithmetic import plain
from dougong.fields.base import Dialect
from dougong.kernel.kinds import Kind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

#: The SQL type of a value of each kind. On SQLite a computed number is an integer or a decimal text.
TYPES: Mapping[Dialect, Mapping[Kind, TypeEngine[Any]]] = {
    "postgresql": {
        Kind.NUMBER: Numeric(), Kind.TEXT: Text(), Kind.FLAG: Boolean(), Kind.DATE: Date(),
        Kind.MOMENT: DateTime(timezone=True), Kind.TIME: Time(), Kind.SPAN: Integer(), Kind.LINK: BigInteger(),
        Kind.SET: JSONB(), Kind.NULL: Text(), Kind.OPAQUE: Text(), Kind.WORKSPAN: Text(),
    },
    "sqlite": {
        Kind.NUMBER: Text(), Kind.TEXT: Text(), Kind.FLAG: Integer(), Kind.DATE: Text(), Kind.MOMENT: BigInteger(),
        Kind.TIME: Text(), Kind.SPAN: Integer(), Kind.LINK: BigInteger(), Kind.SET: Text(), Kind.NULL: Text(),
        Kind.OPAQUE: Text(), Kind.WORKSPAN: Text(),
    },
}
#: The names of those types in casts.
NAMES: Mapping[Kind, str] = {
    Kind.NUMBER: "NUMERIC", Kind.TEXT: "TEXT", Kind.FLAG: "BOOLEAN", Kind.DATE: "DATE", Kind.MOMENT: "TIMESTAMPTZ",
    Kind.TIME: "TIME", Kind.SPAN: "INTEGER", Kind.LINK: "BIGINT", Kind.SET: "JSONB", Kind.NULL: "TEXT",
    Kind.OPAQUE: "TEXT", Kind.WORKSPAN: "TEXT",
}


def raw(value: Any, kind: Kind, dialect: Dialect) -> Any:
    """Return the value as a statement's parameter of this kind takes it."""
    if value is None:
        return None
    if kind is Kind.OPAQUE:                        # a time zone, by its name
        return str(value)
    form = (_SQLITE if dialect == "sqlite" else _POSTGRESQL).get(kind)
    return value if form is None else form(value)


def micros(moment: datetime) -> int:
    """Return microseconds since 1970 in UTC."""
    return (moment - EPOCH) // MICROSECOND


def _set(value: Any) -> str:
    return json.dumps(list(value), ensure_ascii=False)


_POSTGRESQL: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.NUMBER: Decimal, Kind.SPAN: lambda span: span.days, Kind.SET: _set,
}
_SQLITE: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.NUMBER: plain, Kind.SPAN: lambda span: span.days, Kind.SET: _set, Kind.FLAG: int,
    Kind.DATE: lambda day: day.isoformat(), Kind.TIME: lambda time: time.isoformat(), Kind.MOMENT: micros,
}
