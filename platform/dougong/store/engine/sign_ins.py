"""Statements about who is signed in, who signed in when, and as whom a provider knows them."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import and_, bindparam, delete, insert, select

from dougong.fields.base import Dialect
from dougong.store.engine.accounts import USER, is_active
from dougong.store.engine_tables import SESSION, SIGN_IN, SUBJECT
from dougong.store.sql import Statement, binds, compile


@dataclass(frozen=True, slots=True)
class SignIns:
    """The statements for one kind of database."""

    put: Statement               # user, way, agent, address, at
    of_user: Statement           # user, limit -> user id, name, way, agent, address, at; the newest first
    recent: Statement            # limit -> the same of everybody
    present: Statement           # now, idle, limit -> user id, name, then as Accounts.sessions
    forget: Statement            # before
    known: Statement             # issuer, subject -> user id; of the active only
    by_email: Statement          # email, limit -> user id; of the active only
    tie: Statement               # issuer, subject, user


@cache
def sign_ins(dialect: Dialect) -> SignIns:
    """Return the statements for `dialect`."""
    c, names = SIGN_IN.c, ("user_id", "way", "agent", "address", "at")
    seen = select(c.user_id, USER.c.name, c.way, c.agent, c.address, c.at).where(
        c.user_id == USER.c.id).order_by(c.id.desc()).limit(bindparam("limit"))
    session = (SESSION.c[name] for name in ("id_hash", "agent", "address", "created_at", "seen_at", "expires_at"))
    held = and_(SESSION.c.expires_at > bindparam("now"), SESSION.c.seen_at > bindparam("idle"))
    statements = {
        "put": insert(SIGN_IN).values(binds(*names)),
        "of_user": seen.where(c.user_id == bindparam("user")),
        "recent": seen,
        "present": select(SESSION.c.user_id, USER.c.name, *session).where(
            held, SESSION.c.user_id == USER.c.id, is_active()).order_by(
            SESSION.c.seen_at.desc(), SESSION.c.id_hash).limit(bindparam("limit")),
        "forget": delete(SIGN_IN).where(c.at < bindparam("before")),
        "known": select(USER.c.id).where(SUBJECT.c.issuer == bindparam("issuer"),
                                         SUBJECT.c.subject == bindparam("subject"),
                                         SUBJECT.c.user_id == USER.c.id, is_active()),
        "by_email": select(USER.c.id).where(USER.c.email == bindparam("email"), is_active()).limit(bindparam("limit")),
        "tie": insert(SUBJECT).values(issuer=bindparam("issuer"), subject=bindparam("subject"),
                                      user_id=bindparam("user")),
    }
    return SignIns(**{name: compile(statement, dialect) for name, statement in statements.items()})
