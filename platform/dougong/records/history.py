"""What happened to a record, newest first, as far as the reader may see its fields today."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from dougong.catalog.model import Object
from dougong.fields import moment
from dougong.records.context import Context
from dougong.records.did import did
from dougong.records.plans import ObjectPlan
from dougong.records.reading import read
from dougong.store.engine.history import COLUMNS

USUAL = 50
LATEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Past:
    """Entries of a history, and the `before` of the next older ones (None at the beginning)."""

    rows: list[dict[str, Any]]
    before: int | None


def history(context: Context, object: str, id: int, *, before: int = LATEST, limit: int = USUAL) -> Past:
    """Return what was changed: {version, catalog, actor, door, cause, transition, correlation, at, changes}
    per change.

    `changes` is {field uid: [old, new]}, of lines {lines field uid: {line id: {field uid: [old, new]}}}; fields the
    policy hides are left out, fields that are gone since keep their uid. Raises Missing as reading does.
    """
    read(context, object, id)                        # who may not read the record may not read what it was
    return past(context, object, id, before=before, limit=limit)


def past(context: Context, object: str, id: int, *, before: int = LATEST, limit: int = USUAL) -> Past:
    """Return the `history` of a record the caller has read."""
    plan = context.plan(object)
    engine = context.plans.engine
    with context.database.read() as session:
        rows = session.rows(engine.history_read, {
            "object_uid": plan.object.uid, "record_id": id, "before": before, "limit": limit + 1})
    shown = [_entry(context, plan, row) for row in rows[:limit]]
    return Past(shown, rows[limit - 1][0] if len(rows) > limit else None)


def _entry(context: Context, plan: ObjectPlan, row: tuple[Any, ...]) -> dict[str, Any]:
    told = dict(zip(COLUMNS, row[1:], strict=True))
    changes = told["changes"]
    seen = visible(context, plan, orjson.loads(changes) if isinstance(changes, str) else changes)
    flow = plan.object.workflow
    hidden = flow is not None and plan.policy.field(plan.object, flow.field, "use") is None
    cause, transition = did(plan.object, told["cause"], seen, hidden=hidden)
    return {"id": row[0], **{name: told[name] for name in ("version", "catalog", "actor", "door")}, "cause": cause,
            "transition": transition, "correlation": told["correlation"],
            "at": moment.text(context.plans.engine.when(told["at"])), "changes": seen}


def visible(context: Context, plan: ObjectPlan, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what the policy hides today, in lines too."""
    found: dict[str, Any] = {}
    for uid, what in changes.items():
        name = _name(plan.object, uid)
        if name is not None and plan.policy.field(plan.object, name, "use") is None:
            continue
        if isinstance(what, dict) and name in plan.lines:
            found[uid] = {line: visible(context, plan.lines[name], fields) for line, fields in what.items()}
        else:
            found[uid] = what
    return found


def _name(object: Object, uid: str) -> str | None:
    """Return the name of a field by its uid; None for one that is gone."""
    return next((field.name for field in (*object.fields.values(), *object.system.values()) if field.uid == uid), None)


