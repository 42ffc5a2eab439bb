"""Guessing passwords is slow work: after so many wrong ones there is a wait, whichever server is asked.

Counted are those for an account from one address, for an account from anywhere, and from an address for anybody: the
first stops a person who has forgotten, the others stop programs, and stand so high that an office behind one address
does not notice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dougong.kernel.clock import Clock
from dougong.store.database import Database
from dougong.store.engine.guesses import guesses
from dougong.store.snapshot import moment, when

PAUSE: Final = timedelta(minutes=15)
#: Wrong passwords within the pause: for the account from the address, for the account, from the address.
TRIES: Final = 5
TRIES_ACCOUNT: Final = 25
TRIES_ADDRESS: Final = 100
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """How many more tries there are, and in how many minutes there is one more, at least one."""

    left: int
    minutes: int


#: Nothing to forget.
FRESH: Final = Standing(TRIES, 1)


@dataclass(frozen=True, slots=True)
class Guesser:
    """Whoever tries to sign in: the account asked for, in any spelling, and the address."""

    account: str
    address: str

    @staticmethod
    def of(login: str, address: str) -> "Guesser":
        """Return who asks for `login` from `address`."""
        return Guesser(login.casefold()[:_LONGEST], address[:_LONGEST])


def standing(database: Database, who: Guesser, clock: Clock) -> Standing:
    """Return what is left to somebody; one wait."""
    dialect, now = database.dialect, clock.now()
    with database.read() as session:
        rows = session.rows(guesses(dialect).recent, {
            "account": who.account, "address": who.address, "since": moment(dialect, now - PAUSE),
            "limit": TRIES_ACCOUNT + TRIES_ADDRESS})
    told = [(account == who.account, address == who.address, when(dialect, at)) for account, address, at in rows]
    counted = ((TRIES, [at for account, address, at in told if account and address]),
               (TRIES_ACCOUNT, [at for account, _, at in told if account]),
               (TRIES_ADDRESS, [at for _, address, at in told if address]))
    return Standing(max(0, min(most - len(each) for most, each in counted)), _minutes(counted, now))


def failed(database: Database, who: Guesser, clock: Clock) -> None:
    """Write a wrong password down; those that count no more go."""
    dialect, now, said = database.dialect, clock.now(), guesses(database.dialect)
    with database.write(None) as session:
        session.send(said.put, {"account": who.account, "address": who.address, "at": moment(dialect, now)})
        session.send(said.forget, {"since": moment(dialect, now - PAUSE)})
        session.commit()


def passed(database: Database, who: Guesser) -> None:
    """Forget what went before: the right password was given."""
    database.once(guesses(database.dialect).forgive, {"account": who.account, "address": who.address})


def _minutes(counted: Iterable[tuple[int, list[datetime]]], now: datetime) -> int:
    """Return when the last of the limits that are reached gives way: each does as its oldest try goes by."""
    waits = [each[most - 1] + PAUSE - now for most, each in counted if len(each) >= most]
    return max([1, *(-int(-wait.total_seconds() // 60) for wait in waits)])
