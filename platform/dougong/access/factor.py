"""The second factor: a code that changes every half minute (TOTP, RFC 6238), made by an app that knows the secret, and
recovery codes for when the app is lost. Each code is taken once, however many ask at the same time.

The secret is kept sealed by the installation's secret key: who only has the database, or a backup, has no codes.
"""

import hmac
import secrets
from dataclasses import dataclass
from typing import Final, Literal

import pyotp

from dougong.access.deeds import deed
from dougong.access.hashing import digest
from dougong.access.sealing import seal, unseal
from dougong.kernel.clock import Clock
from dougong.store.database import Database
from dougong.store.engine.factors import factors
from dougong.store.snapshot import moment

#: Seconds a code is shown; one from the step before or after is taken too, as clocks differ.
STEP: Final = 30
SPARES: Final = 10
#: Of a recovery code: 50 bits, in two groups to be read.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH: Final = 10
#: A code is six digits.
_DIGITS: Final = 6

Means = Literal["second", "recovery"]


@dataclass(frozen=True, slots=True)
class Kept:
    """Whose second factors these are: the database, the key that seals their secrets, the clock codes follow."""

    database: Database
    key: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class Factor:
    """The second factor of a user: not asked for before it is `confirmed`. `secret` is "" where it cannot be unsealed,
    as after the secret key was changed: no code opens then, but recovery codes do."""

    secret: str
    confirmed: bool
    step: int

    def uri(self, login: str, issuer: str) -> str:
        """Return what an app reads from a picture to know the secret."""
        return pyotp.TOTP(self.secret).provisioning_uri(name=login, issuer_name=issuer)


def factor_of(kept: Kept, user: int) -> Factor | None:
    """Return the second factor of a user, None for somebody who has none and has begun none."""
    with kept.database.read() as session:
        rows = session.rows(factors(kept.database.dialect).of, {"user": user})
    return Factor(unseal(kept.key, "factor", rows[0][0]), rows[0][1] is not None, rows[0][2]) if rows else None


def begin(kept: Kept, user: int) -> None:
    """Make a secret for the user; one that is there, begun or confirmed, stays."""
    kept.database.once(factors(kept.database.dialect).begin, {
        "user": user, "secret": seal(kept.key, "factor", pyotp.random_base32())})


def confirm(kept: Kept, user: int, code: str) -> tuple[str, ...]:
    """Return recovery codes, shown this once, when the code proves that an app has the secret that was begun: from now
    on it is asked for. Return none when it does not."""
    said, dialect = factors(kept.database.dialect), kept.database.dialect
    with kept.database.read() as session:
        rows = session.rows(said.of, {"user": user})
    step = None if not rows or rows[0][1] is not None else _step(kept, unseal(kept.key, "factor", rows[0][0]), code)
    if step is None:
        return ()
    with kept.database.write(None) as session:
        done = session.affected(said.confirm, {"user": user, "known": rows[0][0], "new": step,
                                               "at": moment(dialect, kept.clock.now())})
        if done != 1:
            return ()
        spares = _spares()
        session.send(said.drop_spares, {"user": user})
        session.send_each(said.put_spare, [{"user": user, "hash": _digest(user, each)} for each in spares])
        session.commit([deed(dialect, "factor", user, user, kept.clock.now())])
    return spares


def take(kept: Kept, user: int, code: str) -> Means | None:
    """Return by what the code lets the user in, None when it does not; it does not a second time."""
    found, said = factor_of(kept, user), factors(kept.database.dialect)
    if found is None or not found.confirmed:
        return None
    step = _step(kept, found.secret, code)
    taken = (said.onward, {"user": user, "new": step}) if step is not None else \
        (said.spend_spare, {"user": user, "hash": _digest(user, code)})
    with kept.database.write(None) as session:
        if session.affected(*taken) != 1:
            return None
        session.commit()
    return "second" if step is not None else "recovery"


def spares_left(kept: Kept, user: int) -> int:
    """Return how many recovery codes there still are."""
    with kept.database.read() as session:
        return len(session.rows(factors(kept.database.dialect).spares, {"user": user}))


def renew_spares(kept: Kept, user: int) -> tuple[str, ...]:
    """Return new recovery codes, shown this once; the earlier ones open nothing any more."""
    said, spares = factors(kept.database.dialect), _spares()
    with kept.database.write(None) as session:
        session.send(said.drop_spares, {"user": user})
        session.send_each(said.put_spare, [{"user": user, "hash": _digest(user, each)} for each in spares])
        session.commit([deed(kept.database.dialect, "recovery_codes", user, user, kept.clock.now())])
    return spares


def drop(kept: Kept, user: int, by: int | None) -> None:
    """Forget the second factor of a user with its recovery codes; none is no error. `by` is who does it, None a
    command."""
    said = factors(kept.database.dialect)
    with kept.database.write(None) as session:
        session.send(said.drop, {"user": user})
        session.send(said.drop_spares, {"user": user})
        session.commit([deed(kept.database.dialect, "factor_dropped", user, by, kept.clock.now())])


def _step(kept: Kept, secret: str, code: str) -> int | None:
    """Return which step of time the code is of, None when it is of none close to now."""
    typed = "".join(code.split())
    if not secret or len(typed) != _DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    app, now = pyotp.TOTP(secret), int(kept.clock.now().timestamp()) // STEP
    near = [step for step in (now, now - 1, now + 1) if hmac.compare_digest(app.generate_otp(step), typed)]
    return near[0] if near else None


def _spares() -> tuple[str, ...]:
    made = ("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(SPARES))
    return tuple(f"{each[:_LENGTH // 2]}-{each[_LENGTH // 2:]}" for each in made)


def _digest(user: int, code: str) -> str:
    """Return what is kept of a recovery code, however its owner types it."""
    return digest(f"{user} {''.join(sign for sign in code.casefold() if sign.isalnum())}")
