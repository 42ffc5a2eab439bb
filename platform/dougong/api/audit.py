"""GET /api/v1/audit: what has to be accounted for, for administrators."""

from datetime import datetime
from typing import Any, Final

from flask import Response

from dougong.api import answers, parameters
from dougong.api.caller import administered
from dougong.kernel.errors import Malformed
from dougong.records.audit import KINDS, Asked, Row, found
from dougong.records.context import Context

MOST: Final = 500
USUAL: Final = 50


def entries(context: Context) -> Response:
    """Return entries, the newest first: `who` (a user's id), `what`, `object`, `record`, `since`, `until`, `before`
    (the id of an entry), `limit`. Raises Denied for all but administrators."""
    administered(context)
    given = parameters.known("who", "what", "object", "record", "since", "until", "before", "limit")
    limit = parameters.number(given, "limit") or USUAL
    if limit > MOST:
        raise Malformed("query_limit", name="limit", most=MOST)
    if given.get("what", KINDS[0]) not in KINDS:
        raise Malformed("query_value", name="what")
    asked = Asked(actor=parameters.number(given, "who"), kind=given.get("what"), object=given.get("object"),
                  record_id=parameters.number(given, "record"), since=_moment(given, "since"),
                  until=_moment(given, "until"), limit=limit)
    before = parameters.number(given, "before")
    rows = found(context, asked if before is None else asked.below(before))
    return answers.answer({"data": [seen(row) for row in rows],
                           "next": str(rows[-1].id) if len(rows) == limit else None})


def seen(row: Row) -> dict[str, Any]:
    """Return an entry in JSON form."""
    return {"id": row.id, "at": row.at.isoformat(), "what": row.kind, "who": row.actor, "door": row.door,
            "address": row.address, "object": row.object, "record": row.record_id, "said": dict(row.said),
            "correlation": row.correlation}


def _moment(given: dict[str, str], name: str) -> datetime | None:
    if name not in given:
        return None
    try:
        at = datetime.fromisoformat(given[name])
    except ValueError:
        raise Malformed("query_value", name=name) from None
    if at.tzinfo is None:
        raise Malformed("query_value", name=name)
    return at
