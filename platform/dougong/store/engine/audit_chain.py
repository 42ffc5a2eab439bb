"""The chain over what has to be accounted for: rows are written without waiting for each other, and put in order
afterwards, so that no request queues for it and two servers cannot fork it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, Literal

from sqlalchemy import bindparam, func, insert, select

from dougong.fields.base import Dialect
from dougong.store import snapshot
from dougong.store.database import Database
from dougong.store.engine.audit import COLUMNS
from dougong.store.engine_tables import AUDIT, AUDIT_LINK
from dougong.store.errors import UniqueViolation
from dougong.store.session import Reader
from dougong.store.sql import Statement, binds, compile

#: Rows put in order per transaction, and read at a time when the chain is proved.
PORTION: Final = 500
#: How far behind the newest link a row is still looked for: its transaction may have lasted while others went by.
WINDOW: Final = 1000
#: A row dated so long before the link in front of it was put in later.
LATE: Final = timedelta(hours=1)
START: Final = ""

What = Literal["changed", "removed", "inserted", "cut"]


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link: where it stands, from 1, and its hash; 0 before there is one."""

    seq: int = 0
    hash: str = START


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the chain is broken: a row that was changed, removed or inserted; or links cut off at the
    end, which were there when the head was remembered. `id` is the row's, None where it is not known."""

    what: What
    seq: int
    id: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the chain proves: its head, how many rows wait to be put in order, the first fault."""

    head: Head
    waiting: int
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class _Link:
    """A link with its row and the row's moment, None where the row is gone."""

    seq: int
    id: int
    hash: str
    row: tuple[Any, ...]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class _Statements:
    head: Statement          # -> seq, hash
    newest: Statement        # -> highest row id with a link
    loose: Statement         # after, limit -> COLUMNS of rows without a link
    add: Statement           # seq, audit_id, hash
    links: Statement         # after, limit -> seq, row id, hash, COLUMNS (null where the row is gone)
    waiting: Statement       # -> number of rows without a link, the lowest of them


def link(database: Database, portions: int = 4) -> int:
    """Put rows that are not in the chain yet into it, the oldest first and at most so many portions, and return how
    many; where another server does so at the same time, it is the one."""
    said, count = _statements(database.dialect), 0
    with database.read() as session:
        if not _loose(session, said):
            return 0
    try:
        for _ in range(portions):
            done = _portion(database, said)
            count += done
            if done < PORTION:
                break
    except UniqueViolation:
        pass
    return count


def verify(database: Database, remembered: Head | None = None) -> Verdict:
    """Prove the chain from its beginning, and that it still holds the head that was remembered."""
    said, head, fault = _statements(database.dialect), Head(), None
    with database.frozen() as session:
        dated: datetime | None = None
        for each in _links(session, said, database.dialect):
            fault = _fault(database.dialect, head, each, remembered) or _late(dated, each)
            if fault is not None:
                break
            head, dated = Head(each.seq, each.hash), each.at
        waiting, lowest = session.rows(said.waiting, {})[0]
        newest = session.rows(said.newest, {})[0][0] or 0
    if fault is None and remembered is not None and remembered.seq > head.seq:
        fault = Fault("cut", head.seq + 1, None)
    if fault is None and lowest is not None and lowest <= newest - WINDOW:
        fault = Fault("inserted", head.seq, lowest)
    return Verdict(head, int(waiting), fault)


def _fault(dialect: Dialect, head: Head, found: _Link, remembered: Head | None) -> Fault | None:
    """Return what is wrong with a link that follows `head`."""
    if found.seq != head.seq + 1:
        return Fault("removed", head.seq + 1, None)
    if found.at is None:
        return Fault("removed", found.seq, found.id)
    if found.hash != hashed(dialect, head.hash, found.row):
        return Fault("changed", found.seq, found.id)
    other = remembered is not None and remembered.seq == found.seq and remembered.hash != found.hash
    return Fault("changed", found.seq, found.id) if other else None


def _late(dated: datetime | None, found: _Link) -> Fault | None:
    late = dated is not None and found.at is not None and found.at < dated - LATE
    return Fault("inserted", found.seq, found.id) if late else None


def hashed(dialect: Dialect, before: str, row: tuple[Any, ...]) -> str:
    """Return the hash of a link: over the one before and the row as COLUMNS give it, alike on both databases."""
    id, at, *rest = row
    text = json.dumps([before, id, snapshot.when(dialect, at).isoformat(timespec="microseconds"), *rest],
                      ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _portion(database: Database, said: _Statements) -> int:
    with database.write(None) as session:
        found = session.rows(said.head, {})
        head = Head(*found[0]) if found else Head()
        loose = _loose(session, said)
        for row in loose:
            head = Head(head.seq + 1, hashed(database.dialect, head.hash, row))
            session.send(said.add, {"seq": head.seq, "audit_id": row[0], "hash": head.hash})
        session.commit()
    return len(loose)


def _loose(session: Reader, said: _Statements) -> list[tuple[Any, ...]]:
    newest = session.rows(said.newest, {})[0][0] or 0
    return session.rows(said.loose, {"after": newest - WINDOW, "limit": PORTION})


def _links(session: Reader, said: _Statements, dialect: Dialect) -> Iterator[_Link]:
    after = 0
    while found := session.rows(said.links, {"after": after, "limit": PORTION}):
        for seq, id, kept, *row in found:
            yield _Link(seq, id, kept, tuple(row), None if row[0] is None else snapshot.when(dialect, row[1]))
        after = found[-1][0]


@cache
def _statements(dialect: Dialect) -> _Statements:
    chain, row = AUDIT_LINK.c, [AUDIT.c[name] for name in COLUMNS]
    beside = AUDIT.outerjoin(AUDIT_LINK, chain.audit_id == AUDIT.c.id)
    loose = select(*row).select_from(beside).where(chain.seq.is_(None))
    return _Statements(
        compile(select(chain.seq, chain.hash).order_by(chain.seq.desc()).limit(1), dialect),
        compile(select(func.max(chain.audit_id)), dialect),
        compile(loose.where(AUDIT.c.id > bindparam("after")).order_by(AUDIT.c.id).limit(bindparam("limit")), dialect),
        compile(insert(AUDIT_LINK).values(binds("seq", "audit_id", "hash")), dialect),
        compile(select(chain.seq, chain.audit_id, chain.hash, *row).select_from(
            AUDIT_LINK.outerjoin(AUDIT, AUDIT.c.id == chain.audit_id)).where(chain.seq > bindparam("after")).order_by(
                chain.seq).limit(bindparam("limit")), dialect),
        compile(select(func.count(), func.min(AUDIT.c.id)).select_from(beside).where(chain.seq.is_(None)), dialect))
