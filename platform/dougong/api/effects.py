"""/api/v1/effects: what the world was to be told and what came of it, for administrators."""

from typing import Any, Final

from flask import Response

from dougong.api import answers, parameters
from dougong.api.reads import within
from dougong.kernel.errors import Denied, Malformed
from dougong.processes.effects import listing
from dougong.processes.effects.listing import STATES, Asked, Seen
from dougong.records.context import Context
from dougong.records.runtime import Runtime

MOST: Final = 500
USUAL: Final = 50
_LONGEST: Final = 18


def entries(context: Context) -> Response:
    """Return effects, the newest first: `state`, `kind`, `target`, `before` (the id of one), `limit`. Raises Denied for
    all but administrators."""
    _demand(context)
    given = parameters.known("state", "kind", "target", "before", "limit")
    if given.get("state", STATES[0]) not in STATES:
        raise Malformed("query_value", name="state")
    limit = _number(given, "limit", USUAL)
    if limit > MOST:
        raise Malformed("query_limit", name="limit", most=MOST)
    rows = listing.found(context.database, Asked(
        state=given.get("state", ""), kind=given.get("kind", ""), target=given.get("target", ""), limit=limit,
        before=_number(given, "before", 2**63 - 1)))
    return answers.answer({"data": [seen(context, row) for row in rows],
                           "next": str(rows[-1].id) if len(rows) == limit else None})


def one(context: Context, id: int) -> Response:
    """Return one effect; raises Missing, and Denied for all but administrators."""
    _demand(context)
    parameters.known()
    return answers.answer(seen(context, listing.one(context.database, within(id))))


def settle(context: Context, id: int, runtime: Runtime, *, cancel: bool) -> Response:
    """Try an effect again now, or cancel it, and return it; raises Conflict where it is done or being tried."""
    _demand(context)
    parameters.known()
    (listing.cancel if cancel else listing.again)(context.database, within(id), runtime.clock)
    return answers.answer(seen(context, listing.one(context.database, within(id))))


def seen(context: Context, row: Seen) -> dict[str, Any]:
    """Return an effect in JSON form."""
    thing = context.catalog.by_uid.get(row.object_uid or "")
    return {"id": row.id, "kind": row.kind, "key": row.key, "state": row.state, "tries": row.tries,
            "due": row.due_at.isoformat(), "error": row.error, "target": row.target,
            "object": thing.name if thing else None, "record": row.record_id, "actor": row.actor, "door": row.door,
            "cause": row.cause, "correlation": row.correlation, "created": row.created_at.isoformat(),
            "ended": row.ended_at.isoformat() if row.ended_at else None, "payload": dict(row.payload)}


def _demand(context: Context) -> None:
    if "admin" not in context.actor.roles:
        raise Denied


def _number(given: dict[str, str], name: str, usual: int) -> int:
    text = given.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= _LONGEST and int(text)):
        raise Malformed("query_value", name=name)
    return int(text)
