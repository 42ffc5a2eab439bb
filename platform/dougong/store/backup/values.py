"""Values on their way between a database and its archive: one JSON form for both databases, nothing lost."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Date, DateTime, Integer, LargeBinary, Numeric, String, Time
from sqlalchemy.types import TypeEngine

from dougong.fields import exact, moment
from dougong.fields.base import Convert, Dialect
from dougong.fields.json import stored
from dougong.fields.stored import Stored
from dougong.store.sql import DIALECTS

#: What a column is on PostgreSQL says what its values are, whatever SQLite keeps them as.
_KINDS: Final = ((Boolean, "flag"), (Integer, "number"), (Numeric, "decimal"), (DateTime, "moment"), (Date, "date"),
                 (Time, "time"), (JSON, "json"), (LargeBinary, "bytes"), (String, "text"))
_TO_JSON: Final[Mapping[str, Convert]] = {
    "decimal": exact.text, "moment": moment.text, "date": date.isoformat, "time": time.isoformat,
    "bytes": lambda value: base64.b64encode(value).decode()}
_OF_JSON: Final[Mapping[str, Convert]] = {
    "decimal": Decimal, "moment": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat,
    "bytes": base64.b64decode}


#: How SQLite keeps what its columns have no type for, where no field type says so (the engine's own tables).
_FROM_SQLITE: Final[Mapping[str, Convert]] = {
    "moment": moment.restored, "json": json.loads, "flag": bool, "date": date.fromisoformat,
    "time": time.fromisoformat}
_INTO_SQLITE: Final[Mapping[str, Convert]] = {
    "moment": moment.stored, "json": stored, "flag": int, "date": date.isoformat, "time": time.isoformat}


def kind_of(column: TypeEngine[Any]) -> str:
    """Return what the values of a column are: flag number decimal moment date time json bytes text.

    Raises TypeError for a column no archive can hold.
    """
    real = column.postgresql if isinstance(column, Stored) else column.dialect_impl(DIALECTS["postgresql"])
    found = next((kind for known, kind in _KINDS if isinstance(real, known)), None)
    if found is None:
        raise TypeError(f"no archive can hold a column of type {real!r}")
    return found


@dataclass(frozen=True, slots=True)
class Codec:
    """The way of one column's values: `out` from the driver to JSON, `into` back; None where they pass as they are."""

    out: Convert
    into: Convert


def codec(column: TypeEngine[Any], dialect: Dialect) -> Codec:
    """Return how values of a column come out of, and go into, a database of this kind."""
    kind = kind_of(column)
    if dialect == "postgresql":                    # its driver knows the types; only JSON goes in as text
        return Codec(_TO_JSON.get(kind), stored if kind == "json" else _OF_JSON.get(kind))
    read = column.result if isinstance(column, Stored) else _FROM_SQLITE.get(kind)
    write = column.bind if isinstance(column, Stored) else _INTO_SQLITE.get(kind)
    return Codec(_chain(read, _TO_JSON.get(kind)), _chain(_OF_JSON.get(kind), write))


def _chain(first: Convert, second: Convert) -> Convert:
    if first is None or second is None:
        return first or second
    return lambda value: second(first(value))


class Tally:
    """Counts rows and adds up their fingerprints, so that two tables of the same rows agree in whatever order."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._free = {name for name, kind in kinds.items() if kind == "json"}
        self.rows = 0
        self._sum = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one row in JSON form, its columns in the order of the part."""
        same = {name: _canonical(value) if name in self._free else value for name, value in row.items()} \
            if self._free else row
        told = json.dumps(same, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
        self._sum += int.from_bytes(hashlib.sha256(told).digest())
        self.rows += 1

    def add_all(self, rows: Iterable[Mapping[str, Any]]) -> "Tally":
        """Count every row and return the tally."""
        for row in rows:
            self.add(row)
        return self

    @property
    def digest(self) -> str:
        """Return the sum as text."""
        return f"{self._sum % (1 << 256):064x}"


def _canonical(value: Any) -> Any:
    """Return a free JSON value in a form both databases come to: jsonb writes 1e22 in full."""
    if isinstance(value, dict):
        return {name: _canonical(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(each) for each in value]
    if isinstance(value, float):
        return {"#": f"{(Decimal(repr(value)) + 0).normalize():f}"}
    return {"#": str(value)} if isinstance(value, int) and not isinstance(value, bool) else value
