"""A record with lines, a customer and a user: its scope, its tables in both databases, its values."""

import json
import random
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, Table, column, table

from dougong.expressions.env import Env
from dougong.expressions.scope import Scope, Symbol
from dougong.fields.base import Dialect
from dougong.kernel.kinds import Kind
from dougong.store.expression.values import micros

N, T, F, D, M, C, L, S, J = (Kind.NUMBER, Kind.TEXT, Kind.FLAG, Kind.DATE, Kind.MOMENT, Kind.TIME, Kind.LINK, Kind.SET,
                             Kind.OPAQUE)


def _symbols(*found: tuple[str, Kind, Any]) -> Mapping[str, Symbol]:
    return {path: Symbol(tuple(path.split(".")), kind, more if kind in (L, S) else None, more if kind is N else None,
                         frozenset(more) if kind is T and more else None) for path, kind, more in found}


RECORD = _symbols(
    ("n0", N, 0), ("i0", N, None),
    ("n2", N, 2), ("p2", N, 2), ("n6", N, 6), ("wide", N, 17), ("t", T, None),
    ("u", T, None), ("o", T, ("red", "green")), ("f", F, None), ("g", F, None), ("d", D, None), ("e", D, None),
    ("m", M, None), ("k", M, None), ("c", C, None), ("b", C, None), ("cust", L, "party"), ("l", L, "party"),
    ("s", S, None), ("r", S, "party"), ("j", J, None), ("cust.level", T, None), ("cust.limit", N, 2),
    ("cust.boss.name", T, None),
)
LINE = _symbols(("a", N, 2), ("q", N, 0), ("x", N, 6), ("t", T, None), ("f", F, None), ("d", D, None), ("m", M, None),
                ("prod.w", N, 6), ("s", S, None))
ME = _symbols(("me", L, "party"), ("me.emp", L, "party"), ("me.limit", N, 2),
              ("me.name", T, None), ("me.active", F, None),
              ("me.born", D, None), ("me.emp.unit", L, "party"))
SETTINGS = {"rate": Symbol(("rate",), N, None, 8), "credit.word": Symbol(("word",), T), "from": Symbol(("from",), D)}


class LineScope(Scope):
    """A line: its own names and, beneath parent, the record's."""

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        key = ".".join(path)
        return RECORD.get(key.removeprefix("parent.")) if path[0] == "parent" else LINE.get(key) or ME.get(key)

    def rows(self, name: str) -> Scope | None:
        return None

    def names(self) -> Iterable[str]:
        return LINE


class RecordScope(Scope):
    """The record."""

    def symbol(self, path: tuple[str, ...]) -> Symbol | None:
        if path[0] == "setting()":
            return SETTINGS.get(path[1])
        return {**RECORD, **ME, "lines": Symbol(("lines",), Kind.ROWS)}.get(".".join(path))

    def rows(self, name: str) -> Scope | None:
        return LineScope() if name == "lines" else None

    def names(self) -> Iterable[str]:
        return [*RECORD, "lines"]


SCOPE = RecordScope()


def physical(path: str) -> str:
    """The column of a path; what is beneath a link stands in the same row here."""
    return path.replace(".", "__")


_SQLITE = {N: "integer", T: "text", F: "integer", D: "text", M: "integer", C: "text", L: "integer", S: "text",
           J: "text"}
_POSTGRESQL = {N: "numeric(18, {})", T: 'text collate "C"', F: "boolean", D: "date", M: "timestamptz", C: "time",
               L: "bigint", S: "jsonb", J: "jsonb"}


def create(name: str, symbols: Mapping[str, Symbol], dialect: Dialect) -> str:
    """The statement that makes a table of the symbols."""
    columns = [f"{physical(path)} {_type(symbol, dialect)}" for path, symbol in symbols.items()]
    return f"create table {name} (id bigint, owner bigint, {', '.join(columns)})"


def _type(symbol: Symbol, dialect: Dialect) -> str:
    if dialect == "sqlite":
        return _SQLITE[symbol.kind]
    if symbol.kind is N and not symbol.places:
        return "bigint" if symbol.places is None else "numeric(18, 0)"
    return "bigint[]" if symbol.kind is S and symbol.target else _POSTGRESQL[symbol.kind].format(symbol.places)


def insert(name: str, row: Mapping[str, Any], symbols: Mapping[str, Symbol], dialect: Dialect) -> str:
    """The statement that stores a row, its values written out."""
    columns = ", ".join(["id", "owner", *map(physical, symbols)])
    values = ", ".join([str(row["id"]), str(row["owner"]),
                        *(_written(row.get(path), symbol, dialect) for path, symbol in symbols.items())])
    return f"insert into {name} ({columns}) values ({values})"


def _written(value: Any, symbol: Symbol, dialect: Dialect) -> str:
    if value is None:
        return "null"
    if symbol.kind is S:
        ids = dialect == "postgresql" and symbol.target
        return _quoted("{" + ",".join(map(str, value)) + "}" if ids else json.dumps(value, ensure_ascii=False))
    if symbol.kind is N:
        return str(int(Decimal(value).scaleb(symbol.places or 0)) if dialect == "sqlite" else value)
    if symbol.kind is M and dialect == "sqlite":
        return str(micros(value))
    if symbol.kind is F:
        return str(int(value)) if dialect == "sqlite" else str(value)
    return _quoted(value if isinstance(value, str) else str(value) if symbol.kind is L else value.isoformat())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class OneTable:
    """Columns of one of the tables."""

    def __init__(self, source: FromClause, lines: "Lines | None" = None) -> None:
        self._source, self._lines = source, lines

    def column(self, path: tuple[str, ...]) -> ColumnElement[Any]:
        return self._source.c[physical(".".join(path))]

    def rows(self, name: str) -> "Lines":
        assert self._lines is not None
        return self._lines


class Lines:
    """The lines of the record."""

    def __init__(self, owner: FromClause) -> None:
        self.source = _table("line", LINE)
        self.on = self.source.c.owner == owner.c.id
        self.columns = OneTable(self.source)


def _table(name: str, symbols: Mapping[str, Symbol]) -> Any:
    return table(name, column("id"), column("owner"), *(column(physical(path)) for path in symbols))


RECORDS: Table = _table("record", RECORD)
COLUMNS = OneTable(RECORDS, Lines(RECORDS))

_WORDS = ("", "a", "b", "ab", "abc", "Zürich", "ABC-01", "12.50", " 7 ", "-0.0", "采购单", "𠮷野家", "𝄞a",
          "\u3000x ", "x'y", "z" * 40, "1e5", "\uffff", "é", "e\u0301")
_DAYS = (date(2024, 2, 29), date(2023, 1, 31), date(2024, 12, 31), date(1, 1, 1), date(9999, 12, 31), date(2000, 2, 28),
         date(2025, 3, 30), date(1900, 3, 1))
_MOMENTS = (datetime(2024, 2, 29, 23, 59, 59, 999999, UTC), datetime(1970, 1, 1, tzinfo=UTC),
            datetime(9999, 12, 31, 20, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC),
            datetime(2025, 3, 30, 1, 30, tzinfo=UTC), datetime(2024, 6, 30, 16, 0, 0, 1, UTC))
_TIMES = (time(0), time(23, 59, 59), time(8, 30), time(12))


def _value(symbol: Symbol, dice: random.Random) -> Any:
    if dice.random() < 0.15:
        return None
    if symbol.kind is N:
        return _number(symbol.places, dice)
    if symbol.kind is S:
        members = (1, 2, 3, 40) if symbol.target else ("a", "b", "采购", "𠮷", "x'y")
        return tuple(dice.sample(members, dice.randrange(4)))
    if symbol.kind is L:
        return dice.choice((1, 2, 3))
    if symbol.options:
        return dice.choice(sorted(symbol.options))
    return dice.choice({T: _WORDS, F: (True, False), D: _DAYS, M: _MOMENTS, C: _TIMES, J: ("{}", "[1]")}[symbol.kind])


def _number(places: int | None, dice: random.Random) -> Any:
    digits = dice.choice((1, 3, 5, 18))
    units = dice.choice((0, 1, -1, 5, 10**18 - 1, 1 - 10**18, *[dice.randrange(-(10**digits) + 1, 10**digits)] * 8))
    return units if places is None else Decimal(units).scaleb(-places)


def people(seed: int, count: int) -> list[Env]:
    """So many environments: the record's id is its place among them, from 1."""
    dice = random.Random(seed)
    line_ids = iter(range(1, 10_000))
    return [_environment(number, dice, line_ids) for number in range(1, count + 1)]


def _environment(number: int, dice: random.Random, ids: Any) -> Env:
    record = _values(RECORD, dice) | {"id": number, "owner": 0}
    lines = [_values(LINE, dice) | {"id": next(ids), "owner": number} for _ in range(dice.choice((0, 1, 2, 3, 5)))]
    old = _values(RECORD, dice) if dice.random() < 0.7 else None
    return Env(
        values=record, old=old, linked=record, lines={"lines": lines}, today=dice.choice(_DAYS),
        now=dice.choice(_MOMENTS), settings=_values(SETTINGS, dice), zone=ZoneInfo("Asia/Shanghai"),
        me={path.removeprefix("me."): value for path, value in _values(ME, dice).items()} | {"id": 3},
        roles=frozenset({"boss"} if dice.random() < 0.5 else ()),
    )


def _values(symbols: Mapping[str, Symbol], dice: random.Random) -> dict[str, Any]:
    return {path: _value(symbol, dice) for path, symbol in symbols.items()}
