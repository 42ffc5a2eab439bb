"""What is kept of secrets: slow hashes of passwords, which people choose, and quick ones of what chance has chosen."""

import hashlib
import secrets
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

_HASHER: Final = PasswordHasher()


def digest(secret: str) -> str:
    """Return what is kept of a cookie or token: of 256 random bits, which need no slow hash."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def hashed(password: str) -> str:
    """Return what is kept of a password; takes about 0.2 s."""
    return _HASHER.hash(password)


def matches(known: str, password: str) -> bool:
    """Return whether a password is the one that is kept; takes about 0.2 s."""
    try:
        return _HASHER.verify(known, password)
    except (VerificationError, ValueError):
        return False


@cache
def nobody() -> str:
    """Return what is checked when nobody has that name, so that both refusals take as long; made by the first who
    signs in, whoever that is."""
    return hashed(secrets.token_hex(8))
