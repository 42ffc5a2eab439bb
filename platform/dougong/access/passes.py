"""What lets somebody do one thing once: the link of an invitation or a reset, the way from password to second factor.

Kept is a digest of 256 random bits; whoever has the secret has the right, until it is spent, another is issued for the
same purpose, or its time is over.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from dougong.access import mail
from dougong.access.deeds import deed
from dougong.access.hashing import digest
from dougong.access.letters import letter
from dougong.access.passwords import demand, password_order
from dougong.fields.base import Dialect
from dougong.kernel.clock import Clock
from dougong.kernel.errors import Missing
from dougong.store.database import Database
from dougong.store.engine.accounts import accounts
from dougong.store.engine.passes import passes
from dougong.store.session import Order
from dougong.store.snapshot import moment

Purpose = Literal["invite", "reset", "second"]
LASTS: Final = {"invite": timedelta(days=7), "reset": timedelta(minutes=30), "second": timedelta(minutes=10)}
#: The purposes that end in a password of one's own.
CHOOSING: Final[tuple[Purpose, ...]] = ("invite", "reset")


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose pass it is; `company` is None for the first one."""

    user: int
    login: str
    name: str
    email: str
    language: str
    company: int | None


def issue(dialect: Dialect, user: int, purpose: Purpose, now: datetime) -> tuple[str, tuple[Order, ...]]:
    """Return a new secret and what has to be sent for it to hold; earlier ones for the same purpose hold no more."""
    secret, said = secrets.token_urlsafe(32), passes(dialect)
    return secret, ((said.drop, {"user": user, "purpose": purpose}),
                    (said.put, {"hash": digest(secret), "user": user, "purpose": purpose,
                                "until": moment(dialect, now + LASTS[purpose])}))


def issued(database: Database, user: int, purpose: Purpose, clock: Clock) -> str:
    """Return a new secret that holds from now on."""
    secret, orders = issue(database.dialect, user, purpose, clock.now())
    with database.write(None) as session:
        for each in orders:
            session.send(*each)
        session.commit()
    return secret


def holder(database: Database, secret: str, purpose: Purpose, clock: Clock) -> Holder | None:
    """Return whose pass this is, None for one that is spent, over or made up, or of someone who may not come in."""
    with database.read() as session:
        rows = session.rows(passes(database.dialect).holder, {
            "hash": digest(secret), "purpose": purpose, "now": moment(database.dialect, clock.now())})
    return Holder(*rows[0]) if rows else None


def spend(database: Database, secret: str, purpose: Purpose, clock: Clock, *orders: Order) -> bool:
    """Return whether the pass was good; then it is no more, and `orders` are done, all at once."""
    with database.write(None) as session:
        spent = session.affected(passes(database.dialect).spend, {
            "hash": digest(secret), "purpose": purpose, "now": moment(database.dialect, clock.now())}) == 1
        if spent:
            session.commit(orders)
        return spent


def choose_password(database: Database, secret: str, purpose: Purpose, password: str, clock: Clock) -> None:
    """Give the holder of an invitation or a reset a password and end all sessions; a reset is told by mail.

    Raises Refused for a password that will not do: the link stays good; Missing("pass_over") for a link that is not.
    """
    found = holder(database, secret, purpose, clock)
    if found is None:
        raise Missing("pass_over")
    demand(password, found.login)
    told = letter("changed", found.language, found.email, name=found.name, login=found.login)
    orders = [password_order(database, found.user, password, clock),
              (accounts(database.dialect).drop_sessions, {"user": found.user}),
              (passes(database.dialect).drop_all, {"user": found.user}),
              deed(database.dialect, "password", found.user, found.user, clock.now())]
    if purpose == "reset" and found.email:
        orders.append(mail.order(told, database.dialect, clock.now()))
    if not spend(database, secret, purpose, clock, *orders):
        raise Missing("pass_over")
