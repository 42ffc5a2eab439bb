"""What people look after themselves: their password, where they are signed in, the keys of their programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dougong.access.hashing import digest, hashed, matches
from dougong.access.identity import IDLE
from dougong.config import SHORTEST_PASSWORD
from dougong.kernel.clock import Clock
from dougong.kernel.errors import FieldError, Refused
from dougong.store.accounts import accounts
from dougong.store.database import Database
from dougong.store.snapshot import moment, when
from dougong.store.sql import Statement

#: Longer ones only cost time; nobody types them.
LONGEST_PASSWORD: Final = 200
#: Of so many different signs a password has to be, or it is as good as its first few.
_SIGNS: Final = 5
_RUNS: Final = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody at their own account: the user, the name they sign in by, and the cookie of the session that asks."""

    database: Database
    clock: Clock
    user: int
    login: str
    cookie: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One session: `id` names it and opens nothing; `here` is the one that asks."""

    id: str
    agent: str
    address: str
    began: datetime
    seen: datetime
    until: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class Key:
    """A token, without the secret, which nobody has but its owner."""

    id: int
    name: str
    made: datetime
    until: datetime | None


def weak(password: str, login: str) -> str | None:
    """Return why a password is too easily guessed, as a message code, or None. It is length that counts; what is asked
    beyond is that it is not the name, a run of the keyboard or a few signs over and over."""
    low = password.casefold()
    if len(password) < SHORTEST_PASSWORD:
        return "password_short"
    if len(password) > LONGEST_PASSWORD:
        return "password_long"
    if low == login.casefold() or len(set(low)) < _SIGNS or any(low in run * 3 or low in run[::-1] * 3
                                                               for run in _RUNS):
        return "password_weak"
    return None


def change_password(owner: Owner, old: str, new: str) -> None:
    """Give the owner another password and end all other sessions; raises Refused for a wrong old one or a weak new."""
    database, said = owner.database, accounts(owner.database.dialect)
    with database.read() as session:
        rows = session.rows(said.hash_of, {"user": owner.user})
    if not rows or not matches(rows[0][0], old):
        raise Refused(errors=[FieldError("/old", "password_wrong")])
    if code := weak(new, owner.login):
        raise Refused(errors=[FieldError("/new", code, {"min": SHORTEST_PASSWORD, "max": LONGEST_PASSWORD})])
    kept = {"user": owner.user, "hash": hashed(new), "now": moment(database.dialect, owner.clock.now())}
    with database.write(None) as session:
        session.send(said.put_password, kept)
        session.send(said.drop_others, {"user": owner.user, "hash": digest(owner.cookie)})
        session.commit()


def signed_in(owner: Owner) -> Sequence[SignedIn]:
    """Return the owner's live sessions, the one used last first."""
    dialect, now, here = owner.database.dialect, owner.clock.now(), digest(owner.cookie)
    with owner.database.read() as session:
        rows = session.rows(accounts(dialect).sessions, {
            "user": owner.user, "now": moment(dialect, now), "idle": moment(dialect, now - IDLE)})
    return [SignedIn(id, agent or "", address or "", when(dialect, began), when(dialect, seen), when(dialect, until),
                     id == here) for id, agent, address, began, seen, until in rows]


def end_session(owner: Owner, id: str) -> None:
    """End one session of the owner; the next request it makes is nobody's. One that is over is no error."""
    _write(owner, accounts(owner.database.dialect).drop_one, {"user": owner.user, "hash": id})


def end_others(owner: Owner) -> None:
    """End all sessions of the owner but the one that asks."""
    _write(owner, accounts(owner.database.dialect).drop_others, {"user": owner.user, "hash": digest(owner.cookie)})


def keys(owner: Owner) -> Sequence[Key]:
    """Return the owner's tokens that open the door, the newest first."""
    dialect, now = owner.database.dialect, owner.clock.now()
    with owner.database.read() as session:
        rows = session.rows(accounts(dialect).tokens, {"user": owner.user})
    found = [Key(id, name, when(dialect, made), None if until is None else when(dialect, until))
             for id, name, made, until in rows]
    return [key for key in found if key.until is None or key.until > now]


def revoke_key(owner: Owner, id: int) -> None:
    """Make one of the owner's tokens worthless from now on; another's, or none, is no error and does nothing."""
    dialect = owner.database.dialect
    _write(owner, accounts(dialect).revoke_one,
           {"user": owner.user, "token": id, "at": moment(dialect, owner.clock.now())})


def _write(owner: Owner, statement: Statement, params: Mapping[str, Any]) -> None:
    with owner.database.write(None) as session:
        session.send(statement, params)
        session.commit()
