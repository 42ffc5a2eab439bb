"""Who is asking: a session's cookie or a token, checked by one statement that also tells the catalog number."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from dougong.access.actor import Actor
from dougong.access.hashing import digest, hashed, matches, nobody
from dougong.access.policy import NoPolicy
from dougong.kernel.clock import Clock
from dougong.kernel.errors import Missing, Unauthenticated
from dougong.store import audit
from dougong.store.accounts import ME, Accounts, accounts
from dougong.store.database import Database
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

    `touch_due` says that the session's last use should be written down (`touch`), which a GET leaves to a later POST.
    """

    actor: Actor
    number: int
    settings: int
    belonging: int
    csrf: str | None = None
    touch_due: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody signs in: what the browser calls itself, and the address it comes from."""

    agent: str = ""
    address: str = ""


NOWHERE: Final = Place()


def by_token(database: Database, token: str, clock: Clock) -> Identity:
    """Return whose token this is; raises Unauthenticated for one that is unknown, expired or revoked."""
    said, dialect = _statements(database), database.dialect
    with database.read() as session:
        rows = session.rows(said.by_token, {"hash": digest(token), "now": moment(dialect, clock.now())})
    if not rows:
        raise Unauthenticated
    return _identity(rows[0])


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
    return _identity(rows[0])


def sign_in(database: Database, login: str, password: str, clock: Clock, *, keep: bool = False,
            place: Place = NOWHERE) -> str | None:
    """Return the cookie of a new session, or None when name and password do not belong together.

    The person will know the session by its `place`. Takes about 0.2 s by design, whether the name exists or not.
    """
    said, none = _statements(database), nobody()
    with database.read() as session:
        rows = session.rows(said.by_login, {"login": login})
    user, known = rows[0] if rows else (None, none)
    if not matches(known, password) or user is None:
        audit.write_down(database, _told("sign_in_failed", user, place), clock.now())
        return None
    return _open(database, user, clock, KEPT if keep else ABSOLUTE, place)


def sign_out(database: Database, cookie: str) -> None:
    """End the session of this cookie; an unknown one is no error."""
    _write(database, _statements(database).drop_session, {"hash": digest(cookie)})


def touch(database: Database, cookie: str, clock: Clock) -> None:
    """Write down that the session is in use."""
    _write(database, _statements(database).touch_session,
           {"hash": digest(cookie), "at": moment(database.dialect, clock.now())})


def speak(database: Database, cookie: str, language: str) -> None:
    """Let the screens of this session speak `language` from now on."""
    _write(database, _statements(database).speak_session, {"hash": digest(cookie), "spoken": language})


def set_password(database: Database, login: str, password: str, clock: Clock) -> None:
    """Give the user a password and end all sessions; raises Missing when nobody active has that name."""
    said, user = _statements(database), _user(database, login)
    with database.write(None) as session:
        session.send(said.put_password, {"user": user, "hash": hashed(password),
                                         "now": moment(database.dialect, clock.now())})
        session.send(said.drop_sessions, {"user": user})
        session.commit()


def exists(database: Database, login: str) -> bool:
    """Return whether somebody active signs in by this name."""
    with database.read() as session:
        return bool(session.rows(_statements(database).user, {"login": login}))


def has_password(database: Database, login: str) -> bool:
    """Return whether the user exists and has a password."""
    with database.read() as session:
        return bool(session.rows(_statements(database).by_login, {"login": login}))


def create_token(database: Database, login: str, name: str, clock: Clock, days: int | None = None) -> str:
    """Return a new token of the user, shown this once (only its digest is kept); raises Missing for no such user."""
    token, now = TOKEN_PREFIX + secrets.token_urlsafe(32), clock.now()
    expires = None if days is None else moment(database.dialect, now + timedelta(days=days))
    _write(database, _statements(database).put_token, {
        "hash": digest(token), "user_id": _user(database, login), "name": name,
        "created_at": moment(database.dialect, now), "expires_at": expires})
    return token


def revoke_token(database: Database, token: str, clock: Clock) -> None:
    """Make the token worthless from now on; an unknown one is no error."""
    _write(database, _statements(database).revoke_token,
           {"known": digest(token), "at": moment(database.dialect, clock.now())})


def _statements(database: Database) -> Accounts:
    return accounts(database.dialect)


def _open(database: Database, user: int, clock: Clock, lasting: timedelta, place: Place) -> str:
    cookie, now = secrets.token_urlsafe(32), clock.now()
    at = _moments(database, now, now + lasting)
    with database.write(None) as session:
        session.send(_statements(database).put_session, {
            "id_hash": digest(cookie), "user_id": user, "csrf": secrets.token_urlsafe(32), "language": None,
            "created_at": at[0], "seen_at": at[0], "expires_at": at[1],
            "agent": place.agent[:300], "address": place.address})
        session.send(*audit.noted(database.dialect, _told("sign_in", user, place), now))
        session.commit()
    return cookie


def _told(kind: audit.Kind, user: int | None, place: Place) -> audit.Entry:
    """Return what has to be accounted for. The name that was typed is not kept: it may be somebody's password."""
    return audit.Entry(kind=kind, actor=user, door="screen", address=place.address)


def _moments(database: Database, *moments: datetime) -> list[Any]:
    return [moment(database.dialect, each) for each in moments]


def _write(database: Database, statement: Any, params: Mapping[str, Any]) -> None:
    with database.write(None) as session:
        session.send(statement, params)
        session.commit()


def _user(database: Database, login: str) -> int:
    with database.read() as session:
        rows = session.rows(_statements(database).user, {"login": login})
    if not rows:
        raise Missing(object="user")
    found: int = rows[0][0]
    return found


def _identity(row: tuple[Any, ...]) -> Identity:
    return Identity(_actor(row, None), *row[len(ME):len(ME) + 3])


def _actor(row: tuple[Any, ...], spoken: str | None) -> Actor:
    me = MappingProxyType(dict(zip(ME, row, strict=False)))
    return Actor(id=me["id"], name=me["name"], language=spoken or me["language"], policy=_NOTHING, me=me)
