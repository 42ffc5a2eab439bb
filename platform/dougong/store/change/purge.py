"""What is parked, and how it goes for good: the last, narrow step of a change, once nobody serves the old catalog."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, delete, func, select

from dougong.fields.base import Dialect
from dougong.kernel.clock import Clock
from dougong.kernel.saying import said
from dougong.store import fence, snapshot
from dougong.store.change import journal, shape
from dougong.store.change.apply import lock
from dougong.store.change.shape import Shape
from dougong.store.database import Database
from dougong.store.engine_tables import PARKED, WORKER
from dougong.store.errors import RefusedPlan
from dougong.store.follow import BEAT, PAUSE
from dougong.store.search import index as search
from dougong.store.search import state as search_state
from dougong.store.session import Reader, Writer
from dougong.store.sql import Statement, compile, quoted


@dataclass(frozen=True, slots=True)
class Remains:
    """Something parked: what it was called, why and since which catalog it is parked, and where it lies (columns of
    a table, or all of it)."""

    row: int
    uid: str
    path: str
    why: str
    number: int
    place: str
    columns: tuple[str, ...]
    #: A field of an object that is parked itself: it goes with that table.
    within: bool


def remains(database: Database) -> list[Remains]:
    """Return what is parked, oldest first."""
    with database.read() as session:
        return _remains(session, database.dialect)


def purge(database: Database, clock: Clock) -> list[Remains]:
    """Remove all that is parked, with its values, for good, and return what it was.

    Raises RefusedPlan while a server still serves an older catalog, which may read what would go.
    """
    dialect = database.dialect
    with database.migrator.write(None) as session:
        lock(session, dialect)
        number = int(session.rows(fence.CURRENT)[0][0])
        _wait_for_nobody(session, dialect, number, clock)
        found = _remains(session, dialect)
        present = shape.read(session, dialect)
        for each in found:
            for sql in _gone(each, present, dialect):
                session.rows(Statement(sql, keep=False))
            journal.note(session, dialect, number, f"purge {each.path}", None)
            if not each.columns:
                _unsearched(session, dialect, each.uid)
        session.send_each(compile(delete(PARKED).where(PARKED.c.id == bindparam("row")), dialect),
                          [{"row": each.row} for each in found])
        session.commit()
    return found


def _unsearched(session: Writer, dialect: Dialect, uid: str) -> None:
    """Remove what search kept of an object's records."""
    for statement in (*search.gone(dialect, ("object_uid",)), search_state.forgotten(dialect)):
        session.rows(statement, {"object_uid": uid})


def _wait_for_nobody(session: Reader, dialect: Dialect, number: int, clock: Clock) -> None:
    """Raise RefusedPlan when a server that is alive has not told that it serves `number`."""
    since = snapshot.moment(dialect, clock.now() - timedelta(seconds=3 * BEAT * PAUSE))
    behind = select(func.count()).select_from(WORKER).where(
        WORKER.c.number < bindparam("number"), WORKER.c.seen_at > bindparam("since"))
    count = session.rows(compile(behind, dialect), {"number": number, "since": since})[0][0]
    if count:
        raise RefusedPlan([said("plan_behind", n=count, number=number)])


def _remains(session: Reader, dialect: Dialect) -> list[Remains]:
    columns = (PARKED.c[name] for name in ("id", "uid", "owner", "path", "why", "number", "place", "columns"))
    rows = session.rows(compile(select(*columns).order_by(PARKED.c.id), dialect), {})
    whole = {place for _, uid, owner, _, _, _, place, _ in rows if uid == owner}
    return [Remains(row, uid, path, why, number, place, tuple(json.loads(held)), uid != owner and place in whole)
            for row, uid, owner, path, why, number, place, held in rows]


def _gone(each: Remains, present: Shape, dialect: Dialect) -> Iterator[str]:
    there = present.columns.get(each.place)
    if there is None or each.within:
        return
    place = quoted(each.place, dialect)
    if not each.columns:
        yield f"DROP TABLE {place}"
        return
    for column in each.columns:
        if column in there:
            yield f"ALTER TABLE {place} DROP COLUMN {quoted(column, dialect)}"
