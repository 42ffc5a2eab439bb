"""What people look after themselves: their password, where they are signed in, the keys of their programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dougong.access.deeds import deed
from dougong.access.hashing import digest, matches
from dougong.access.identity import IDLE
from dougong.access.passwords import demand, put_password
from dougong.access.scope import Scope, scope_in
from dougong.kernel.clock import Clock
from dougong.kernel.errors import FieldError, Refused
from dougong.store.database import Database
from dougong.store.engine.accounts import accounts
from dougong.store.snapshot import moment, when


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
    """A token, without the secret, which nobody has but its owner; `used` is right to some minutes."""

    id: int
    name: str
    made: datetime
    until: datetime | None
    used: datetime | None
    scope: Scope | None


def change_password(owner: Owner, old: str, new: str) -> None:
    """Give the owner another password and end all other sessions; raises Refused for a wrong old one or a weak new."""
    prove(owner, old)
    demand(new, owner.login)
    database, said = owner.database, accounts(owner.database.dialect)
    put_password(database, owner.user, new, owner.clock, (said.drop_others, {
        "user": owner.user, "hash": digest(owner.cookie)}), by=owner.user)


def prove(owner: Owner, password: str) -> None:
    """Raise Refused at "/old" unless the password is the owner's: somebody else may sit at their screen."""
    with owner.database.read() as session:
        rows = session.rows(accounts(owner.database.dialect).hash_of, {"user": owner.user})
    if not rows or not matches(rows[0][0], password):
        raise Refused(errors=[FieldError("/old", "password_wrong")])


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
    owner.database.once(accounts(owner.database.dialect).drop_one, {"user": owner.user, "hash": id})


def end_others(owner: Owner) -> None:
    """End all sessions of the owner but the one that asks."""
    owner.database.once(accounts(owner.database.dialect).drop_others,
                        {"user": owner.user, "hash": digest(owner.cookie)})


def keys(owner: Owner) -> Sequence[Key]:
    """Return the owner's tokens that open the door, the newest first."""
    dialect, now = owner.database.dialect, owner.clock.now()
    with owner.database.read() as session:
        rows = session.rows(accounts(dialect).tokens, {"user": owner.user})
    found = [Key(id, name, when(dialect, made), None if until is None else when(dialect, until),
                 None if used is None else when(dialect, used), scope_in(scopes))
             for id, name, made, until, used, scopes in rows]
    return [key for key in found if key.until is None or key.until > now]


def revoke_key(owner: Owner, id: int) -> None:
    """Make one of the owner's tokens worthless from now on; another's, or none, is no error and does nothing."""
    dialect, now = owner.database.dialect, owner.clock.now()
    with owner.database.write(None) as session:
        if session.affected(accounts(dialect).revoke_one, {
                "user": owner.user, "token": id, "at": moment(dialect, now)}) == 1:
            session.commit([deed(dialect, "token_revoked", owner.user, owner.user if owner.cookie else None, now)])
