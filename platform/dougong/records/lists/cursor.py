"""Where a list goes on: the sort keys of the last row, signed, and good for the same question only."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import orjson
from itsdangerous import BadSignature, URLSafeSerializer

from dougong.kernel.errors import Malformed
from dougong.records.context import Context
from dougong.records.lists.query import Query

SALT = "cursor"


def write(context: Context, query: Query, keys: Sequence[Any]) -> str:
    """Return the cursor behind a row whose sort keys, as stored, are `keys`."""
    return _signer(context).dumps([_shape(context, query), [_plain(key) for key in keys]])


def read(context: Context, query: Query, count: int) -> list[Any]:
    """Return the sort keys in the query's cursor; raises Malformed for a forged one or one of another question."""
    try:
        shape, keys = _signer(context).loads(query.cursor or "")
    except (BadSignature, ValueError, TypeError):
        raise Malformed("query_cursor") from None
    if shape != _shape(context, query) or len(keys) != count:
        raise Malformed("query_cursor")
    return list(keys)


def _plain(key: Any) -> Any:
    """Return a stored form as JSON; the database reads the text back as exactly what it was."""
    if key is None or isinstance(key, bool | int | str):
        return key
    return key.isoformat() if isinstance(key, datetime | date | time) else str(key)


def _shape(context: Context, query: Query) -> str:
    """Return a text equal for questions whose rows come in the same order."""
    filters = sorted((each.group, each.path, each.op, each.value) for each in query.filters)
    said = [query.object, filters, query.where, query.q, query.sort, query.archived, query.as_of,
            context.actor.policy.fingerprint]
    return hashlib.sha256(orjson.dumps(said)).hexdigest()[:16]


def _signer(context: Context) -> URLSafeSerializer:
    return URLSafeSerializer(context.secret, SALT)
