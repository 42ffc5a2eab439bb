"""Signatures as Standard Webhooks has them (www.standardwebhooks.com, version 1): who has the secret knows that a
message is ours, which one it is, and when it was sent."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Final

PREFIX: Final = "whsec_"
#: Bytes of a secret: 24 to 64, says the standard.
BYTES: Final = 32
#: Seconds a message may be older or, by its sender's clock, younger than now.
WINDOW: Final = 300
LONGEST_ID: Final = 200
#: Signatures that are looked at.
_MOST: Final = 5
_SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


def new_secret() -> str:
    """Return a secret nobody knows yet."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def signed(keys: Iterable[str], id: str, at: int, body: bytes) -> Mapping[str, str]:
    """Return the headers of a message sent `at` (seconds since 1970): its id, the same however often it is sent, the
    moment, and a signature by each of the secrets, of which the receiver knows one."""
    marks = " ".join(_mark(key, f"{id}.{at}.", body) for key in keys)
    return {"webhook-id": id, "webhook-timestamp": str(at), "webhook-signature": marks}


def proven(keys: Iterable[str], headers: Mapping[str, str], now: int, body: bytes) -> bool:
    """Return whether a message with these headers (by small names) comes from who knows one of the secrets, and was
    sent just before `now`. It takes the same time whatever is wrong."""
    id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    given = headers.get("webhook-signature", "").split(" ")[:_MOST]
    known = [_mark(key, f"{id}.{at}.", body).encode() for key in keys]
    right = [hmac.compare_digest(each.encode(), mark) for each in given for mark in known]
    return any(right) and bool(id) and len(id) <= LONGEST_ID and bool(_SECONDS.fullmatch(at)) \
        and abs(now - int(at)) <= WINDOW


def _mark(key: str, before: str, body: bytes) -> str:
    mark = hmac.new(base64.b64decode(key.removeprefix(PREFIX)), before.encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(mark).decode()}"
