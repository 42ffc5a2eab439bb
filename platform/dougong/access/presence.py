"""Who is signed in where, and who signed in when: what administrators see, and may end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from dougong.access.identity import IDLE
from dougong.kernel.clock import Clock
from dougong.store.database import Database
from dougong.store.engine.accounts import accounts
from dougong.store.engine.sign_ins import sign_ins
from dougong.store.snapshot import moment, when

#: Rows of either list.
SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Present:
    """A live session of somebody: `id` names it and opens nothing."""

    user: int
    name: str
    id: str
    agent: str
    address: str
    began: datetime
    seen: datetime


@dataclass(frozen=True, slots=True)
class SignIn:
    """That somebody came in: by what (identity.Way), from where, when."""

    user: int
    name: str
    way: str
    agent: str
    address: str
    at: datetime


def present(database: Database, clock: Clock) -> Sequence[Present]:
    """Return the live sessions of everybody, the one used last first."""
    dialect, now = database.dialect, clock.now()
    with database.read() as session:
        rows = session.rows(sign_ins(dialect).present, {
            "now": moment(dialect, now), "idle": moment(dialect, now - IDLE), "limit": SHOWN})
    return [Present(user, name, id, agent or "", address or "", when(dialect, began), when(dialect, seen))
            for user, name, id, agent, address, began, seen, _ in rows]


def present_of(database: Database, clock: Clock, user: int) -> Sequence[Present]:
    """Return the live sessions of one user, the one used last first."""
    dialect, now = database.dialect, clock.now()
    with database.read() as session:
        rows = session.rows(accounts(dialect).sessions, {
            "user": user, "now": moment(dialect, now), "idle": moment(dialect, now - IDLE)})
    return [Present(user, "", id, agent or "", address or "", when(dialect, began), when(dialect, seen))
            for id, agent, address, began, seen, _ in rows]


def lately(database: Database, user: int | None = None) -> Sequence[SignIn]:
    """Return the last sign-ins of everybody, or of one user, the newest first."""
    said = sign_ins(database.dialect)
    asked: Any = (said.recent, {"limit": SHOWN}) if user is None else (said.of_user, {"user": user, "limit": SHOWN})
    with database.read() as session:
        rows = session.rows(*asked)
    return [SignIn(id, name, way, agent, address, when(database.dialect, at))
            for id, name, way, agent, address, at in rows]


def end(database: Database, user: int, id: str) -> None:
    """End one session of a user; its next request is nobody's. One that is over is no error."""
    database.once(accounts(database.dialect).drop_one, {"user": user, "hash": id})


def end_all(database: Database, user: int) -> None:
    """End all sessions of a user."""
    database.once(accounts(database.dialect).drop_sessions, {"user": user})
