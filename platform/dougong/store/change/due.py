"""What an apply leaves to be done once every server serves the new catalog: promised in the transaction of apply,
taken up by whoever comes first (apply itself, or a server later), finished after any number of kills."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import and_, bindparam, exists, func, insert, or_, select, update

from dougong.fields.base import Dialect
from dougong.store.change.plan import Plan
from dougong.store.database import Database
from dougong.store.engine_tables import JOURNAL, WORKER
from dougong.store.errors import Busy
from dougong.store.session import Writer
from dougong.store.snapshot import moment
from dougong.store.sql import binds, compile

#: Who does something says so more often than this; one that has not is taken for dead, and another takes over.
DEAD: Final = timedelta(minutes=5)
#: A server whose heart has not beaten for so long serves nobody.
SILENT: Final = timedelta(seconds=15)

#: How often it is tried to say how something ended: nobody else knows.
TRIES: Final = 3

#: due: nobody does it yet. done and failed: it is over.
End = Literal["due", "done", "failed"]

_OPEN = or_(JOURNAL.c.state == "due", and_(JOURNAL.c.state == "doing", JOURNAL.c.started_at < bindparam("dead")))


@dataclass(frozen=True, slots=True)
class Due:
    """Something to do: its row in the journal, since which catalog, and what: `default <uid of a field>`, or `sql
    <subject>` with the SQL."""

    row: int
    number: int
    what: str
    sql: str


def promise(session: Writer, dialect: Dialect, plan: Plan) -> None:
    """Note what is left to be done, within the transaction that makes it necessary."""
    names = ("plan_hash", "number", "step", "state", "sql", "started_at")
    row = compile(insert(JOURNAL).values(binds(*names)), dialect)
    session.send_each(row, [
        {"plan_hash": plan.digest, "number": plan.base + 1, "step": later.what, "state": "due", "sql": later.sql,
         "started_at": moment(dialect)} for step in plan.steps for later in step.later])


def left(database: Database) -> int:
    """Return how many things are left to be done, or being done."""
    query = select(func.count()).select_from(JOURNAL).where(or_(JOURNAL.c.state == "due", JOURNAL.c.state == "doing"))
    with database.read() as session:
        return int(session.rows(compile(query, database.dialect), {})[0][0])


def claim(database: Database, now: datetime) -> Due | None:
    """Return the next thing to do, which is the caller's from now on; None when there is none, somebody does it, or a
    server that is alive has not told that it serves the catalog that asks for it."""
    behind = exists(select(WORKER.c.id).where(WORKER.c.number < JOURNAL.c.number,
                                              WORKER.c.seen_at > bindparam("since")))
    columns = (JOURNAL.c.id, JOURNAL.c.number, JOURNAL.c.step, JOURNAL.c.sql)
    found = compile(select(*columns).where(_OPEN, ~behind).order_by(JOURNAL.c.id).limit(1), database.dialect)
    mine = compile(_end().where(_OPEN), database.dialect)
    dialect = database.dialect
    dead = {"dead": moment(dialect, now - DEAD)}
    with database.read() as session:
        rows = session.rows(found, {**dead, "since": moment(dialect, now - SILENT)})
    if not rows:
        return None
    row, number, what, sql = rows[0]
    with database.write(None) as session:
        if session.affected(mine, {**_state(dialect, row, "doing", now), **dead}) != 1:
            return None
        session.commit()
    return Due(row, number, what, sql or "")


def sign(database: Database, due: Due, now: datetime) -> None:
    """Say that it is still being done."""
    _set(database, due, "doing", now)


def end(database: Database, due: Due, state: End, now: datetime) -> None:
    """Say how it ended."""
    _set(database, due, state, now)


def _set(database: Database, due: Due, state: str, now: datetime) -> None:
    for attempt in range(1, TRIES + 1):
        try:
            with database.write(None) as session:
                session.send(compile(_end(), database.dialect), _state(database.dialect, due.row, state, now))
                session.commit()
        except Busy:
            if attempt == TRIES:
                raise
        else:
            return


def _end() -> Any:
    return update(JOURNAL).where(JOURNAL.c.id == bindparam("row")).values(
        state=bindparam("to"), started_at=bindparam("began"), ended_at=bindparam("ended"))


def _state(dialect: Dialect, row: int, state: str, now: datetime) -> Mapping[str, Any]:
    ended = moment(dialect, now) if state in ("done", "failed") else None
    return {"row": row, "to": state, "began": moment(dialect, now), "ended": ended}
