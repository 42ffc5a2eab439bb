"""Statements about mails: written by whatever causes them, taken and settled by who sends them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.fields.base import Dialect
from dougong.store.engine_tables import MAIL
from dougong.store.sql import Statement, compile


@dataclass(frozen=True, slots=True)
class Mails:
    """The statements for one kind of database."""

    put: Statement               # address, subject, body, at, key; one whose key is there already is not written again
    due: Statement               # now, limit -> id, address, subject, body, tries, due at
    take: Statement              # this, seen, until: due again `until`, one try more, unless somebody else took it
    sent: Statement              # this, at: sent; its text is needed no more
    dropped: Statement           # this, at: as sent, where the text stays to be read
    late: Statement              # this, at, error, most: due again at `at`, or failed after so many tries
    again: Statement             # this, at: a failed one is due once more
    recent: Statement            # limit -> id, address, subject, body, state, tries, created at, sent at, error
    forget: Statement            # before: sent or failed since


@cache
def mails(dialect: Dialect) -> Mails:
    """Return the statements for `dialect`."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    c, this = MAIL.c, MAIL.c.id == bindparam("this")
    sent: dict[str, Any] = {"state": "sent", "sent_at": bindparam("at"), "error": None}
    statements = {
        "put": insert(MAIL).values(
            address=bindparam("address"), subject=bindparam("subject"), body=bindparam("body"), key=bindparam("key"),
            state="waiting", tries=0, due_at=bindparam("at"), created_at=bindparam("at")).on_conflict_do_nothing(
                index_elements=["key"]),
        "due": select(c.id, c.address, c.subject, c.body, c.tries, c.due_at).where(
            c.state == "waiting", c.due_at <= bindparam("now")).order_by(c.id).limit(bindparam("limit")),
        "take": update(MAIL).where(this, c.state == "waiting", c.due_at == bindparam("seen")).values(
            due_at=bindparam("until"), tries=c.tries + 1),
        "sent": update(MAIL).where(this).values({**sent, "body": ""}),
        "dropped": update(MAIL).where(this).values(sent),
        "late": update(MAIL).where(this).values(
            due_at=bindparam("at"), error=bindparam("error"),
            state=case((c.tries >= bindparam("most"), "failed"), else_="waiting")),
        "again": update(MAIL).where(this, c.state == "failed").values(state="waiting", tries=0, due_at=bindparam("at")),
        "recent": select(c.id, c.address, c.subject, c.body, c.state, c.tries, c.created_at, c.sent_at, c.error
                         ).order_by(c.id.desc()).limit(bindparam("limit")),
        "forget": delete(MAIL).where(and_(c.state != "waiting", c.created_at < bindparam("before"))),
    }
    return Mails(**{name: compile(statement, dialect) for name, statement in statements.items()})
