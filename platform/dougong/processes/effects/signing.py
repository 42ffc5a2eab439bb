"""Signatures as Standard Webhooks has them (www.standardwebhooks.com, version 1): who has the secret knows that a
message is ours, which one it is, and when it was sent."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from typing import Final

PREFIX: Final = "whsec_"
#: Bytes of a secret: 24 to 64, says the standard.
BYTES: Final = 32


def new_secret() -> str:
    """Return a secret nobody knows yet."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def signed(keys: Iterable[str], id: str, at: int, body: bytes) -> Mapping[str, str]:
    """Return the headers of a message sent `at` (seconds since 1970): its id, the same however often it is sent, the
    moment, and a signature by each of the secrets, of which the receiver knows one."""
    content = f"{id}.{at}.".encode() + body
    marks = [hmac.new(base64.b64decode(key.removeprefix(PREFIX)), content, hashlib.sha256).digest() for key in keys]
    return {"webhook-id": id, "webhook-timestamp": str(at),
            "webhook-signature": " ".join(f"v1,{base64.b64encode(mark).decode()}" for mark in marks)}
