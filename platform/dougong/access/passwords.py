"""Passwords: which will do, and how one is kept. Whoever gives one, the person, an administrator or a command, meets
the same rule."""

from typing import Final

from dougong.access.deeds import deed
from dougong.access.hashing import hashed
from dougong.config import SHORTEST_PASSWORD
from dougong.kernel.clock import Clock
from dougong.kernel.errors import FieldError, Refused
from dougong.store.database import Database
from dougong.store.engine.accounts import accounts
from dougong.store.session import Order
from dougong.store.snapshot import moment

#: Longer ones only cost time; nobody types them.
LONGEST_PASSWORD: Final = 200
#: Of so many different signs a password has to be, or it is as good as its first few.
_SIGNS: Final = 5
_RUNS: Final = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")


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


def demand(password: str, login: str) -> None:
    """Raise Refused at "/new" where the password will not do for who signs in as `login`."""
    if code := weak(password, login):
        raise Refused(errors=[FieldError("/new", code, {"min": SHORTEST_PASSWORD, "max": LONGEST_PASSWORD})])


def put_password(database: Database, user: int, password: str, clock: Clock, *orders: Order, by: int | None) -> None:
    """Keep another password of the user and run `orders`, what ends sessions, with it; takes about 0.2 s. `by` is who
    does it, None a command."""
    kept = password_order(database, user, password, clock)
    with database.write(None) as session:
        for each in (kept, *orders, deed(database.dialect, "password", user, by, clock.now())):
            session.send(*each)
        session.commit()


def password_order(database: Database, user: int, password: str, clock: Clock) -> Order:
    """Return what keeps the password of a user, for a transaction that does more; takes about 0.2 s."""
    return accounts(database.dialect).put_password, {
        "user": user, "hash": hashed(password), "now": moment(database.dialect, clock.now())}
