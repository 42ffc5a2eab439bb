"""Statements about who signs in: sessions, tokens and passwords, compiled once per database.

Each way in is one statement that also gives the catalog number and the count of changes of settings: it is the first
thing every request asks.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    TableClause,
    and_,
    bindparam,
    column,
    delete,
    func,
    insert,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from dougong.fields.base import Dialect
from dougong.store.engine_tables import CREDENTIAL, CURRENT, SESSION, STANDING, TOKEN
from dougong.store.sql import Statement, binds, compile

#: The object `user` of the compulsory pack `system`, as far as signing in needs it.
USER: Final[TableClause] = table("user", *(column(name) for name in (
    "id", "login", "name", "email", "language", "company", "status", "archived_at")))
#: What `me` holds, in the order the statements give it.
ME: Final = ("id", "login", "name", "email", "language", "company")


@dataclass(frozen=True, slots=True)
class Accounts:
    """The statements for one kind of database."""

    by_token: Statement          # hash, now, stale -> ME..., number, settings, belonging, token id, scopes, use due
    by_session: Statement        # hash, now, idle, stale -> the same, then csrf, chosen language, touch due
    by_user: Statement           # id -> ME..., number, settings, belonging
    by_login: Statement          # login -> user id, password hash or null
    user: Statement              # login -> user id
    reachable: Statement         # asked, limit -> user id, login, name, email, language: by name or address of mail
    put_password: Statement
    put_session: Statement
    touch_session: Statement
    speak_session: Statement
    proved: Statement            # hash -> when its owner last proved who they are, by signing in or since
    prove_session: Statement     # hash, at
    drop_session: Statement
    drop_sessions: Statement
    sessions: Statement          # user, now, idle -> id hash, agent, address, created at, seen at, expires at
    drop_one: Statement          # user, id
    drop_others: Statement       # user, all but this hash
    hash_of: Statement           # user -> password hash
    tokens: Statement            # user -> id, name, created at, expires at, last used at, scopes; not those revoked
    revoke_one: Statement        # user, id, at
    put_token: Statement
    use_token: Statement         # token, at
    revoke_token: Statement


@cache
def accounts(dialect: Dialect) -> Accounts:
    """Return the statements for `dialect`."""
    tied = and_(SESSION.c.id_hash == bindparam("hash"), SESSION.c.expires_at > bindparam("now"),
                SESSION.c.seen_at > bindparam("idle"))
    held = and_(TOKEN.c.hash == bindparam("hash"), TOKEN.c.revoked_at.is_(None),
                or_(TOKEN.c.expires_at.is_(None), TOKEN.c.expires_at > bindparam("now")))
    this, mine = SESSION.c.id_hash == bindparam("hash"), SESSION.c.user_id == bindparam("user")
    owned = TOKEN.c.user_id == bindparam("user")
    upsert = (postgresql if dialect == "postgresql" else sqlite).insert(CREDENTIAL)
    password = upsert.values(user_id=bindparam("user"), hash=bindparam("hash"), changed_at=bindparam("now"))
    statements = {
        "by_token": _who(TOKEN.c.user_id, TOKEN.c.id, TOKEN.c.scopes,
                         (func.coalesce(TOKEN.c.last_used_at, TOKEN.c.created_at) < bindparam("stale")).label("due")
                         ).where(held),
        "by_session": _who(SESSION.c.user_id, SESSION.c.csrf, SESSION.c.language,
                           (SESSION.c.seen_at < bindparam("stale")).label("due")).where(tied),
        "by_user": select(*_asked()).where(
            USER.c.id == bindparam("user", type_=SESSION.c.user_id.type), is_active()),
        "by_login": select(USER.c.id, CREDENTIAL.c.hash).where(is_active(), USER.c.login == bindparam("login"),
                                                               CREDENTIAL.c.user_id == USER.c.id),
        "user": select(USER.c.id).where(is_active(), USER.c.login == bindparam("login")),
        "reachable": select(*(USER.c[name] for name in ("id", "login", "name", "email", "language"))).where(
            is_active(), USER.c.email.is_not(None), or_(USER.c.login == bindparam("asked"),
                                                        USER.c.email == bindparam("asked"))
        ).order_by(USER.c.id).limit(bindparam("limit")),
        "put_password": password.on_conflict_do_update(
            index_elements=["user_id"],
            set_={"hash": password.excluded.hash, "changed_at": password.excluded.changed_at}),
        "put_session": insert(SESSION).values(binds("id_hash", "user_id", "csrf", "language", "created_at", "seen_at",
                                                    "expires_at", "agent", "address")),
        "touch_session": update(SESSION).where(this).values(seen_at=bindparam("at")),
        "speak_session": update(SESSION).where(this).values(language=bindparam("spoken")),
        "proved": select(func.coalesce(SESSION.c.confirmed_at, SESSION.c.created_at)).where(this),
        "prove_session": update(SESSION).where(this).values(confirmed_at=bindparam("at")),
        "drop_session": delete(SESSION).where(this),
        "drop_sessions": delete(SESSION).where(mine),
        "sessions": select(*(SESSION.c[name] for name in (
            "id_hash", "agent", "address", "created_at", "seen_at", "expires_at"))).where(
                mine, SESSION.c.expires_at > bindparam("now"), SESSION.c.seen_at > bindparam("idle")).order_by(
                SESSION.c.seen_at.desc(), SESSION.c.id_hash),
        "drop_one": delete(SESSION).where(mine, this),
        "drop_others": delete(SESSION).where(mine, SESSION.c.id_hash != bindparam("hash")),
        "hash_of": select(CREDENTIAL.c.hash).where(CREDENTIAL.c.user_id == bindparam("user")),
        "tokens": select(*(TOKEN.c[name] for name in (
            "id", "name", "created_at", "expires_at", "last_used_at", "scopes"))).where(
            owned, TOKEN.c.revoked_at.is_(None)).order_by(TOKEN.c.id.desc()),
        "revoke_one": update(TOKEN).where(owned, TOKEN.c.id == bindparam("token")).values(revoked_at=bindparam("at")),
        "put_token": insert(TOKEN).values(binds("hash", "user_id", "name", "scopes", "created_at", "expires_at")),
        "use_token": update(TOKEN).where(TOKEN.c.id == bindparam("token")).values(last_used_at=bindparam("at")),
        "revoke_token": update(TOKEN).where(TOKEN.c.hash == bindparam("known")).values(revoked_at=bindparam("at")),
    }
    return Accounts(**{name: compile(statement, dialect) for name, statement in statements.items()})


def _who(owner: ColumnElement[Any], *more: ColumnElement[Any]) -> Select[Any]:
    return select(*_asked(), *more).where(owner == USER.c.id, is_active())


def _asked() -> tuple[ColumnElement[Any], ...]:
    return (*(USER.c[name] for name in ME), CURRENT.c.number, func.coalesce(CURRENT.c.settings, 0),
            func.coalesce(select(STANDING.c.version).scalar_subquery(), 0))


def is_active() -> ColumnElement[bool]:
    """Return that a user may come in: neither disabled nor in the bin."""
    return and_(USER.c.status == "active", USER.c.archived_at.is_(None))
