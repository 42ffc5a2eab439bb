"""What has to be accounted for, as rows that are only ever added: writing them, reading them by filters."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, Final, Literal

from sqlalchemy import bindparam, insert, select

from dougong.fields.base import Dialect
from dougong.kernel.errors import NOTHING
from dougong.store import snapshot
from dougong.store.database import Database
from dougong.store.engine_tables import AUDIT, AUDIT_LINK
from dougong.store.session import Order
from dougong.store.sql import Statement, binds, compile

Kind = Literal["sign_in", "sign_in_failed", "sign_out", "denied", "rights", "definitions", "export", "downloads",
               "erased", "seen_as", "account"]
KINDS: Final[tuple[Kind, ...]] = ("sign_in", "sign_in_failed", "sign_out", "denied", "rights", "definitions", "export",
                                  "downloads", "erased", "seen_as", "account")
#: The columns of a row, in the order they are read and hashed.
COLUMNS: Final = ("id", "at", "kind", "actor", "door", "address", "object", "record_id", "said", "correlation")
_TEXT: Final = 2000
_FAR: Final = 2**63 - 1
_PAGE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that has to be accounted for. `actor` is a user's id, None for nobody; `said` holds no secrets, and
    of values only those that say who may do what."""

    kind: Kind
    actor: int | None
    door: str
    address: str | None = None
    object: str | None = None
    record_id: int | None = None
    said: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    correlation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Entry):
    """An entry as it was written down."""

    id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows: by whom, of what kind, on what object or record, from a moment to before another, below an id."""

    actor: int | None = None
    kind: str | None = None
    object: str | None = None
    record_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int = _FAR
    limit: int = 50

    def below(self, before: int) -> "Asked":
        """Return the same question about older rows."""
        return replace(self, before=before)


def noted(dialect: Dialect, entry: Entry, at: datetime) -> Order:
    """Return what writes an entry down, for the transaction of what it tells of."""
    said = json.dumps(dict(entry.said), ensure_ascii=False, sort_keys=True, default=str)
    return _insert(dialect), {
        "at": snapshot.moment(dialect, at), "kind": entry.kind, "actor": entry.actor, "door": entry.door,
        "address": entry.address, "object": entry.object, "record_id": entry.record_id,
        "said": said if len(said) <= _TEXT else json.dumps({"long": len(said)}), "correlation": entry.correlation}


def write_down(database: Database, entry: Entry, at: datetime) -> None:
    """Write an entry down in a transaction of its own: of what was denied, nothing else lasts."""
    statement, params = noted(database.dialect, entry, at)
    with database.write(None) as session:
        session.send(statement, params)
        session.commit()


def rows(database: Database, asked: Asked) -> list[Row]:
    """Return the rows asked for, the newest first."""
    dialect = database.dialect
    params = {"actor": asked.actor, "kind": asked.kind, "object": asked.object, "record_id": asked.record_id,
              "since": None if asked.since is None else snapshot.moment(dialect, asked.since),
              "until": None if asked.until is None else snapshot.moment(dialect, asked.until),
              "before": asked.before, "limit": asked.limit}
    given = frozenset(name for name, value in params.items() if value is not None)
    with database.read() as session:
        return [row_of(dialect, each) for each in session.rows(_select(dialect, given), params)]


def every(database: Database, asked: Asked) -> Iterator[Row]:
    """Yield all rows asked for, the newest first, a page in memory at a time."""
    asked = replace(asked, limit=_PAGE)
    while found := rows(database, asked):
        yield from found
        asked = asked.below(found[-1].id)


def row_of(dialect: Dialect, stored: tuple[Any, ...]) -> Row:
    """Return a row as COLUMNS give it."""
    id, at, kind, actor, door, address, object, record_id, said, correlation = stored
    return Row(id=id, at=snapshot.when(dialect, at), kind=kind, actor=actor, door=door, address=address, object=object,
               record_id=record_id, said=json.loads(said), correlation=correlation)


def definitions(dialect: Dialect) -> tuple[str, ...]:
    """Return what makes the database refuse to change or remove a row, of what it keeps of them and of the chain."""
    tables = (AUDIT.name, AUDIT_LINK.name)
    if dialect == "postgresql":
        return (_REFUSAL, *(f"create or replace trigger {name}_stays before update or delete or truncate on {name} "
                            "for each statement execute function dg_stays()" for name in tables))
    return tuple(f"create trigger if not exists {name}_{verb} before {verb} on {name} "
                 f"begin select raise(abort, 'rows of {name} are only ever added'); end"
                 for name in tables for verb in ("update", "delete"))


_REFUSAL: Final = """
create or replace function dg_stays() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are only ever added', tg_table_name;
end $$
"""


@cache
def _insert(dialect: Dialect) -> Statement:
    return compile(insert(AUDIT).values(binds(*COLUMNS[1:])), dialect)


@cache
def _select(dialect: Dialect, given: frozenset[str]) -> Statement:
    table = AUDIT.c
    query = select(*(table[name] for name in COLUMNS)).where(table.id < bindparam("before"))
    for name in sorted(given & {"actor", "kind", "object", "record_id"}):
        query = query.where(table[name] == bindparam(name))
    if "since" in given:
        query = query.where(table.at >= bindparam("since"))
    if "until" in given:
        query = query.where(table.at < bindparam("until"))
    return compile(query.order_by(table.id.desc()).limit(bindparam("limit")), dialect)
