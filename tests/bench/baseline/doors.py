"""Who calls: a bearer token, stored as its SHA-256."""

from hashlib import sha256

from flask import request
from sqlalchemy import Connection, bindparam, func, select

from tests.bench.baseline.tables import token, user
from tests.bench.baseline.wire import Failure

_SIGN_IN = (
    select(user.c.id)
    .join(token, token.c.user_id == user.c.id)
    .where(
        token.c.hash == bindparam("hash"),
        token.c.revoked_at.is_(None),
        token.c.expires_at > func.now(),
        user.c.active,
    )
)


def actor(connection: Connection) -> int:
    """Return the id of the user whose token came with the request; raise Failure 401."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer":
        raise Failure(401, "no token")
    found = connection.execute(_SIGN_IN, {"hash": sha256(secret.encode()).digest()}).scalar()
    if found is None:
        raise Failure(401, "unknown token")
    return int(found)
