"""Who is asking: a session's cookie or a token, checked by one statement that also tells the catalog number."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final, Literal

from dougong.access.actor import Actor
from dougong.access.deeds import deed
from dougong.access.hashing import digest, matches, nobody
from dougong.access.passwords import put_password
from dougong.access.policy import NoPolicy
from dougong.access.scope import Scope, scope_in
from dougong.kernel.clock import Clock
from dougong.kernel.errors import Missing, Unauthenticated
from dougong.store.database import Database
from dougong.store.engine import audit
from dougong.store.engine.accounts import ME, Accounts, accounts
from dougong.store.engine.sign_ins import sign_ins
from dougong.store.snapshot import moment

IDLE: Final = timedelta(hours=8)             # without a request
ABSOLUTE: Final = timedelta(hours=12)        # from sign-in
KEPT: Final = timedelta(days=7)              # from sign-in, when asked to stay signed in
TOUCH: Final = timedelta(minutes=5)          # a session in use is written down that often
TOKEN_PREFIX: Final = "dg_"

_NOTHING: Final = NoPolicy()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks, and at that moment the catalog number, the count of changes of settings and the version of the
    organisation, `belonging`: what the person may do follows from it (records.runtime), until then it is nothing.
    `csrf` is the session's; a token has none.

    `touch_due` says that the session's last use should be written down (`touch`), which a GET leaves to a later POST;
    `token` is the one whose use should be (access.uses). `scope` narrows what the token may.
    """

    actor: Actor
    number: int
    settings: int
    belonging: int
    csrf: str | None = None
    touch_due: bool = False
    token: int | None = None
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody signs in: what the browser calls itself, and the address it comes from."""

    agent: str = ""
    address: str = ""


NOWHERE: Final = Place()
#: By what somebody proved who they are.
Way = Literal["password", "second", "recovery", "oidc"]


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to be made: what it is for, for how many days (None: for ever), and narrowed to what."""

    name: str
    days: int | None = None
    scope: Scope | None = None


def by_token(database: Database, token: str, clock: Clock) -> Identity:
    """Return whose token this is; raises Unauthenticated for one that is unknown, expired or revoked."""
    said, dialect, now = _statements(database), database.dialect, clock.now()
    with database.read() as session:
        rows = session.rows(said.by_token, {"hash": digest(token), "now": moment(dialect, now),
                                            "stale": moment(dialect, now - TOUCH)})
    if not rows:
        raise Unauthenticated
    number, settings, belonging, id, scopes, due = rows[0][len(ME):]
    return Identity(_actor(rows[0], None), number, settings, belonging, token=id if due else None,
                    scope=scope_in(scopes))


def by_session(database: Database, cookie: str, clock: Clock) -> Identity | None:
    """Return who is signed in by this cookie, or None: it may be old, signed out, or made up."""
    said, now = _statements(database), clock.now()
    with database.read() as session:
        rows = session.rows(said.by_session, {
            "hash": digest(cookie), "now": moment(database.dialect, now),
            "idle": moment(database.dialect, now - IDLE), "stale": moment(database.dialect, now - TOUCH)})
    if not rows:
        return None
    number, settings, belonging, csrf, spoken, due = rows[0][len(ME):]
    return Identity(_actor(rows[0], spoken), number, settings, belonging, csrf, touch_due=bool(due))


def by_user(database: Database, user: int) -> Identity:
    """Return who this user is now: what was asked for earlier is done with the rights of today. Raises
    Unauthenticated when that user is no longer active."""
    with database.read() as session:
        rows = session.rows(_statements(database).by_user, {"user": user})
    if not rows:
        raise Unauthenticated
    return Identity(_actor(rows[0], None), *rows[0][len(ME):len(ME) + 3])


def known(database: Database, login: str, password: str, clock: Clock, place: Place = NOWHERE) -> int | None:
    """Return the user whom name and password belong to, None when they do not belong together.

    Takes about 0.2 s by design, whether the name exists or not.
    """
    said, none = _statements(database), nobody()
    with database.read() as session:
        rows = session.rows(said.by_login, {"login": login})
    user, kept = rows[0] if rows else (None, none)
    if not matches(kept, password) or user is None:
        refused(database, user, clock, place)
        return None
    return int(user)


def refused(database: Database, user: int | None, clock: Clock, place: Place) -> None:
    """Account for a sign-in that failed. The name that was typed is not kept: it may be somebody's password."""
    audit.write_down(database, _told("sign_in_failed", user, place), clock.now())


def open_session(database: Database, user: int, clock: Clock, way: Way = "password", *, keep: bool = False,
                 place: Place = NOWHERE) -> str:
    """Return the cookie of a new session of somebody who has proved who they are, and note the sign-in.

    The person will know the session by its `place`.
    """
    cookie, now, dialect = secrets.token_urlsafe(32), clock.now(), database.dialect
    at, until = moment(dialect, now), moment(dialect, now + (KEPT if keep else ABSOLUTE))
    where = {"agent": place.agent[:300], "address": place.address}
    with database.write(None) as session:
        session.send(_statements(database).put_session, {
            "id_hash": digest(cookie), "user_id": user, "csrf": secrets.token_urlsafe(32), "language": None,
            "created_at": at, "seen_at": at, "expires_at": until, **where})
        session.send(*audit.noted(dialect, _told("sign_in", user, place), now))
        session.send(sign_ins(dialect).put, {"user_id": user, "way": way, "at": at, **where})
        session.commit()
    return cookie


def sign_out(database: Database, cookie: str) -> None:
    """End the session of this cookie; an unknown one is no error."""
    database.once(_statements(database).drop_session, {"hash": digest(cookie)})


def touch(database: Database, cookie: str, clock: Clock) -> None:
    """Write down that the session is in use."""
    database.once(_statements(database).touch_session,
                  {"hash": digest(cookie), "at": moment(database.dialect, clock.now())})


def speak(database: Database, cookie: str, language: str) -> None:
    """Let the screens of this session speak `language` from now on."""
    database.once(_statements(database).speak_session, {"hash": digest(cookie), "spoken": language})


def set_password(database: Database, login: str, password: str, clock: Clock) -> None:
    """Give the user a password and end all sessions; raises Missing when nobody active has that name."""
    user = _user(database, login)
    put_password(database, user, password, clock, (_statements(database).drop_sessions, {"user": user}), by=None)


def user_called(database: Database, login: str) -> int | None:
    """Return the user who signs in by this name, None where nobody active does."""
    with database.read() as session:
        rows = session.rows(_statements(database).user, {"login": login})
    return rows[0][0] if rows else None


def has_password(database: Database, login: str) -> bool:
    """Return whether the user exists and has a password."""
    with database.read() as session:
        return bool(session.rows(_statements(database).by_login, {"login": login}))


def create_token(database: Database, login: str, name: str, clock: Clock, days: int | None = None,
                 scope: Scope | None = None) -> str:
    """Return a new token of the user for a command, as put_token makes it; raises Missing for no such user."""
    return put_token(database, _user(database, login), NewToken(name, days, scope), clock, None)


def put_token(database: Database, user: int, wanted: NewToken, clock: Clock, by: int | None) -> str:
    """Return a new token of the user, shown this once (only its digest is kept); `by` who makes it, None: a command."""
    token, now, dialect = TOKEN_PREFIX + secrets.token_urlsafe(32), clock.now(), database.dialect
    put = _statements(database).put_token, {
        "hash": digest(token), "user_id": user, "name": wanted.name,
        "scopes": None if wanted.scope is None else wanted.scope.stored(), "created_at": moment(dialect, now),
        "expires_at": None if wanted.days is None else moment(dialect, now + timedelta(days=wanted.days))}
    with database.write(None) as session:
        session.commit([put, deed(dialect, "token", user, by, now, wanted.name)])
    return token


def revoke_token(database: Database, token: str, clock: Clock) -> None:
    """Make the token worthless from now on; an unknown one is no error."""
    dialect, now = database.dialect, clock.now()
    with database.write(None) as session:
        if session.affected(_statements(database).revoke_token, {"known": digest(token), "at": moment(dialect, now)}):
            session.commit([deed(dialect, "token_revoked", None, None, now)])


def _statements(database: Database) -> Accounts:
    return accounts(database.dialect)


def _told(kind: audit.Kind, user: int | None, place: Place) -> audit.Entry:
    return audit.Entry(kind=kind, actor=user, door="screen", address=place.address)


def _user(database: Database, login: str) -> int:
    found = user_called(database, login)
    if found is None:
        raise Missing(object="user")
    return found


def _actor(row: tuple[Any, ...], spoken: str | None) -> Actor:
    me = MappingProxyType(dict(zip(ME, row, strict=False)))
    return Actor(id=me["id"], name=me["name"], language=spoken or me["language"], policy=_NOTHING, me=me)
