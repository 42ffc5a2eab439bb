"""The history: one row per change of a record with its lines, in the change's own transaction."""

from collections.abc import Mapping
from typing import Any

import orjson

from dougong.records.draft import Draft
from dougong.records.dumping import changes
from dougong.records.plans import ObjectPlan
from dougong.records.work import Work


def remember(work: Work, plan: ObjectPlan, draft: Draft) -> None:
    """Send the history's row; nothing for objects that keep none."""
    if plan.object.history:
        note(work, plan, draft, changes(draft))


def note(work: Work, plan: ObjectPlan, draft: Draft, changed: Mapping[str, Any]) -> None:
    """Send an entry of the history that tells `changed`."""
    context = work.context
    engine = context.plans.engine
    work.session.send(engine.history_written, (
        plan.object.uid, draft.id, draft.values["version"], context.catalog.number, context.actor.id, context.door,
        _cause(work, draft), context.correlation, engine.moment(context.now), orjson.dumps(changed).decode()))


def _cause(work: Work, draft: Draft) -> str | None:
    """Return what asked for the change: its own cause, and for one that another asked for, the chain."""
    if not work.chain:
        return draft.change.cause
    return " → ".join(work.chain)
