"""Idempotency keys: the same request sent twice is done once (safety.md R17); another body with its key is refused."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from dougong.kernel.errors import NOTHING, FieldError, Refused
from dougong.records.context import Context
from dougong.records.writing.change import Change
from dougong.records.writing.outcome import Outcome
from dougong.store.session import Order, Rows

#: The name of the constraint two requests with one key meet at.
DONE = 0


def fingerprint(change: Change) -> str:
    """Return a text equal for equal requests: verb, record, version and values, whatever their order."""
    said = [change.object, change.verb, change.id, change.version, change.strict, change.values,
            *([change.owner] if change.owner is not None else [])]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS, default=_plain)).hexdigest()


def asked(context: Context, change: Change) -> Order:
    """Return what looks the change's key up."""
    return context.plans.engine.replay_lookup, (str(context.actor.id), change.key, route(change))


def found(change: Change, rows: Rows) -> Outcome | None:
    """Return the outcome stored under the key, None when there is none; raises Refused when it was another request."""
    if not rows:
        return None
    print_, body = rows[0]
    if print_ != fingerprint(change):
        raise Refused("key_reused")
    stored: dict[str, Any] = orjson.loads(body)
    warnings = tuple(FieldError(each["pointer"], each["code"], each["params"] or NOTHING, each["text"])
                     for each in stored.pop("warnings"))
    return Outcome(**stored, warnings=warnings, replayed=True)


def kept(context: Context, change: Change, outcome: Outcome) -> Order:
    """Return what stores the outcome under the change's key, in the effect's transaction."""
    warnings = [{"pointer": each.pointer, "code": each.code, "params": each.params, "text": each.text}
                for each in outcome.warnings]
    told = {"record": outcome.record, "id": outcome.id, "version": outcome.version, "created": outcome.created,
            "keys": outcome.keys, "warnings": warnings}
    body = orjson.dumps(told, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()
    engine = context.plans.engine
    return engine.replay_written, (
        str(context.actor.id), change.key, route(change), fingerprint(change), DONE, body, engine.moment(context.now))


def _plain(value: Any) -> Any:
    """Return what JSON has for a value it does not know: an object for a mapping, the number as written for one that
    no float is."""
    return dict(value) if isinstance(value, Mapping) else str(value)


def route(change: Change) -> str:
    """Return what a key is good for: the verb, and the object or record."""
    return f"{change.verb} {change.object}" + (f"/{change.id}" if change.id is not None else "")
