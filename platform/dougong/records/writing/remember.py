"""The history: one row per change of a record with its lines, in the change's own transaction."""

from collections.abc import Mapping
from typing import Any

import orjson

from dougong.records.causes import DO
from dougong.records.dumping import changes
from dougong.records.plans import ObjectPlan
from dougong.records.writing.draft import Draft
from dougong.records.writing.work import Work
from dougong.store.statements.forms import sent_params


def remember(work: Work, plan: ObjectPlan, *drafts: Draft) -> None:
    """Send the history's rows, those of many records in one statement; nothing for objects that keep none."""
    if not plan.object.history:
        return
    rows, engine = [_entry(work, plan, draft, changes(draft)) for draft in drafts], work.context.plans.engine
    if len(rows) == 1:
        work.session.send(engine.history_written, rows[0])
    else:
        work.session.send(engine.history_written_rows, sent_params(rows, work.context.database.dialect))


def note(work: Work, plan: ObjectPlan, draft: Draft, changed: Mapping[str, Any]) -> None:
    """Send an entry of the history that tells `changed`."""
    work.session.send(work.context.plans.engine.history_written, _entry(work, plan, draft, changed))


def _entry(work: Work, plan: ObjectPlan, draft: Draft, changed: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return an entry as the history's table takes it."""
    context = work.context
    return (plan.object.uid, draft.id, draft.values["version"], context.catalog.number, context.actor.id, context.door,
            _cause(work, plan, draft), context.correlation, context.plans.engine.moment(context.now),
            orjson.dumps(changed).decode(), draft.told)


def _cause(work: Work, plan: ObjectPlan, draft: Draft) -> str | None:
    """Return what asked for the change: its own cause, and for one that another asked for, the chain; with the
    transition it runs at the end."""
    cause = " → ".join(work.chain) if work.chain else draft.change.cause
    flow, name = plan.object.workflow, draft.change.transition
    if not name or flow is None:
        return cause
    return f"{cause} {DO}{flow.transitions[name].uid}" if cause else f"{DO}{flow.transitions[name].uid}"
