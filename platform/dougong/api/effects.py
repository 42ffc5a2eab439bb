"""/api/v1/effects: what the world was to be told and what came of it, for administrators."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from dougong.api import answers, parameters
from dougong.api.caller import administered
from dougong.api.reads import within
from dougong.api.shape import unknown
from dougong.api.writes import sent
from dougong.fields.link import LARGEST_ID
from dougong.kernel.errors import FieldError, Malformed, Refused
from dougong.processes.effects import listing
from dougong.processes.effects.listing import STATES, Asked, Seen
from dougong.processes.rules.tryable import rule_called
from dougong.records.causes import of_rule
from dougong.records.context import Context
from dougong.records.runtime import Runtime

MOST: Final = 500
USUAL: Final = 50
#: What narrows which effects are meant, beside their state.
ONLY: Final = ("kind", "target", "rule")


def entries(context: Context) -> Response:
    """Return effects, the newest first: `state`, `kind`, `target`, `rule` (by name), `before` (the id of one), `limit`.
    Raises Denied for all but administrators, Missing for no such rule."""
    administered(context)
    given = parameters.known("state", *ONLY, "before", "limit")
    if given.get("state", STATES[0]) not in STATES:
        raise Malformed("query_value", name="state")
    limit = parameters.number(given, "limit") or USUAL
    if limit > MOST:
        raise Malformed("query_limit", name="limit", most=MOST)
    rows = listing.found(context.database, Asked(
        state=given.get("state", ""), kind=given.get("kind", ""), target=given.get("target", ""),
        cause=_cause(context, given), before=parameters.number(given, "before") or LARGEST_ID, limit=limit))
    return answers.answer({"data": [seen(context, row) for row in rows],
                           "next": str(rows[-1].id) if len(rows) == limit else None})


def one(context: Context, id: int) -> Response:
    """Return one effect; raises Missing, and Denied for all but administrators."""
    administered(context)
    parameters.known()
    return answers.answer(seen(context, listing.one(context.database, within(id))))


def settle(context: Context, id: int, runtime: Runtime, *, cancel: bool) -> Response:
    """Try an effect again now, or cancel it, and return it; raises Conflict where it is done or being tried."""
    administered(context)
    parameters.known()
    (listing.cancel if cancel else listing.again)(context.database, within(id), runtime.clock)
    return answers.answer(seen(context, listing.one(context.database, within(id))))


def settle_dead(context: Context, runtime: Runtime, *, cancel: bool) -> Response:
    """Try all that were given up again now, or cancel them, as far as `kind`, `target` and `rule` go, and return how
    many those are. Raises Denied for all but administrators, Refused, Missing for no such rule."""
    administered(context)
    parameters.known()
    asked = sent()
    errors = unknown(asked, ONLY)
    errors += [FieldError(f"/{name}", "text") for name in ONLY if not _is_said(asked.get(name, name))]
    if errors:
        raise Refused(errors=errors)
    count = (listing.cancel_dead if cancel else listing.again_dead)(context.database, Asked(
        kind=asked.get("kind", ""), target=asked.get("target", ""), cause=_cause(context, asked)), runtime.clock)
    return answers.answer({"count": count})


def _is_said(value: object) -> bool:
    return isinstance(value, str) and value != "" and "\0" not in value


def _cause(context: Context, given: Mapping[str, Any]) -> str:
    return of_rule(rule_called(context.catalog, given["rule"])) if "rule" in given else ""


def seen(context: Context, row: Seen) -> dict[str, Any]:
    """Return an effect in JSON form."""
    thing = context.catalog.by_uid.get(row.object_uid or "")
    return {"id": row.id, "kind": row.kind, "key": row.key, "state": row.state, "tries": row.tries,
            "due": row.due_at.isoformat(), "error": row.error, "target": row.target,
            "object": thing.name if thing else None, "record": row.record_id, "actor": row.actor, "door": row.door,
            "cause": row.cause, "correlation": row.correlation, "created": row.created_at.isoformat(),
            "ended": row.ended_at.isoformat() if row.ended_at else None, "payload": dict(row.payload)}
