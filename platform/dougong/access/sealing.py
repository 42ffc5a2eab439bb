"""Secrets that have to be read again are kept sealed by the installation's secret key: who only has the database, or a
backup of it, has none of them."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken


def seal(key: str, purpose: str, secret: str) -> str:
    """Return the secret as it is kept; what is sealed for one purpose is no secret of another."""
    return _fernet(key, purpose).encrypt(secret.encode()).decode()


def unseal(key: str, purpose: str, kept: str) -> str:
    """Return the secret, "" where the key is another by now."""
    try:
        return _fernet(key, purpose).decrypt(kept.encode()).decode()
    except InvalidToken:
        return ""


def _fernet(key: str, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{purpose}:{key}".encode()).digest()))
