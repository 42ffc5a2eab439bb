"""Statements about what lets somebody do one thing once: a link in a mail, the way from password to second factor."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, delete, insert, select

from dougong.fields.base import Dialect
from dougong.store.engine.accounts import USER, is_active
from dougong.store.engine_tables import PASS
from dougong.store.sql import Statement, compile


@dataclass(frozen=True, slots=True)
class Passes:
    """The statements for one kind of database."""

    put: Statement               # hash, user, purpose, until
    holder: Statement            # hash, purpose, now -> user id, login, name, email, language, company; active ones
    spend: Statement             # hash, purpose, now: gone, if it was there and good
    drop: Statement              # user, purpose
    drop_all: Statement          # user
    forget: Statement            # now: those that are over


@cache
def passes(dialect: Dialect) -> Passes:
    """Return the statements for `dialect`."""
    c = PASS.c
    good = (c.hash == bindparam("hash"), c.purpose == bindparam("purpose"), c.expires_at > bindparam("now"))
    mine = c.user_id == bindparam("user")
    statements = {
        "put": insert(PASS).values(hash=bindparam("hash"), user_id=bindparam("user"), purpose=bindparam("purpose"),
                                   expires_at=bindparam("until")),
        "holder": select(USER.c.id, USER.c.login, USER.c.name, USER.c.email, USER.c.language, USER.c.company).where(
            *good, USER.c.id == c.user_id, is_active()),
        "spend": delete(PASS).where(*good),
        "drop": delete(PASS).where(mine, c.purpose == bindparam("purpose")),
        "drop_all": delete(PASS).where(mine),
        "forget": delete(PASS).where(c.expires_at < bindparam("now")),
    }
    return Passes(**{name: compile(statement, dialect) for name, statement in statements.items()})
