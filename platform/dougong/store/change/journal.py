"""The journal of apply: what was begun, what was done, how it ended; read by people, and by the next apply."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Update, bindparam, insert, select, update

from dougong.fields.base import Dialect
from dougong.store.change.plan import Plan, Step
from dougong.store.database import Database
from dougong.store.engine_tables import JOURNAL
from dougong.store.session import Order, Writer
from dougong.store.snapshot import moment
from dougong.store.sql import binds, compile

#: The step that stands for a whole apply.
WHOLE: Final = "apply"


def begin(database: Database, plan: Plan) -> int:
    """Note, to stay whatever happens next, that the plan is about to be carried out; return the id of the note."""
    with database.write(None) as session:
        noted = session.commit((_note(database.dialect, plan, WHOLE, "started", None),))
    return int(noted[0][0][0])


def done(session: Writer, dialect: Dialect, plan: Plan, step: Step) -> None:
    """Note a step within the transaction that did it."""
    session.send(*_note(dialect, plan, f"{step.verb} {step.subject}", "done", ";\n".join(step.sql) or None))


def note(session: Writer, dialect: Dialect, number: int, step: str, sql: str | None) -> None:
    """Note something done to catalog `number` outside an apply, within the transaction that did it."""
    names = ("plan_hash", "number", "step", "state", "sql", "started_at", "ended_at")
    now = moment(dialect)
    session.send(compile(insert(JOURNAL).values(binds(*names)), dialect), {
        "plan_hash": "", "number": number, "step": step, "state": "done", "sql": sql, "started_at": now,
        "ended_at": now})


def finish(session: Writer, dialect: Dialect, noted: int) -> None:
    """Note the end of the whole within the transaction that makes it last: a note still open means it did not."""
    _end(session, dialect, update(JOURNAL).where(JOURNAL.c.id == bindparam("noted")), "done", {"noted": noted})


def settle(database: Database) -> None:
    """Mark what a killed process left open as undone, which it is: its transaction left nothing behind.

    One that is only slow sets itself to done when it ends.
    """
    open_ = (JOURNAL.c.step == WHOLE, JOURNAL.c.state == "started")
    with database.write(None) as session:
        _end(session, database.dialect, update(JOURNAL).where(*open_), "undone", {})
        session.commit()


def _end(session: Writer, dialect: Dialect, rows: Update, state: str, params: Mapping[str, Any]) -> None:
    ended = rows.values(state=bindparam("to"), ended_at=bindparam("ended"))
    session.send(compile(ended, dialect), {**params, "to": state, "ended": moment(dialect)})


def entries(database: Database) -> list[tuple[int, str, str]]:
    """Return (catalog number, step, state) of everything ever noted, oldest first."""
    query = select(JOURNAL.c.number, JOURNAL.c.step, JOURNAL.c.state).order_by(JOURNAL.c.id)
    with database.read() as session:
        return [(number, step, state) for number, step, state in session.rows(compile(query, database.dialect), {})]


def _note(dialect: Dialect, plan: Plan, step: str, state: str, sql: str | None) -> Order:
    names = ("plan_hash", "number", "step", "state", "sql", "started_at", "ended_at")
    now = moment(dialect)
    row = insert(JOURNAL).values(binds(*names)).returning(JOURNAL.c.id)
    return compile(row, dialect), {
        "plan_hash": plan.digest, "number": plan.base + 1, "step": step, "state": state, "sql": sql,
        "started_at": now, "ended_at": None if state == "started" else now}
