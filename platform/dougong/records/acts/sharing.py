"""Sharing: a record is shown, or opened for changes, to a person, a unit or all who hold a role, until a day."""

from collections.abc import Sequence
from typing import Any, Final

from dougong.kernel.errors import FieldError, Refused
from dougong.records.acts.shares import Share, Wish, found, wish_of
from dougong.records.audit import told_within
from dougong.records.batch import Batch
from dougong.records.people import Asked, ask_whom
from dougong.records.plans import ObjectPlan
from dougong.records.writing import persist
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.flow import present
from dougong.records.writing.found import Found, ask
from dougong.records.writing.gate import authorise, may
from dougong.records.writing.remember import note
from dougong.records.writing.untouched import unchanged
from dougong.records.writing.work import Work
from dougong.store.engine.shares import share_statements
from dougong.store.session import Rows

#: With so many one record is shared; for more there are units and roles.
MOST: Final = 200
#: Under which name the history tells of shares, where fields have their uids.
TOLD: Final = "shares"


def share(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Share a record with {"whom": "user/5", "verb": "read", "until": "2026-12-31"}, instead of what was shared with
    them before; with the verb "none", no longer. Nobody shares what they may not share, nor opens for changes what they
    may not change."""
    may(plan, "share")
    wish = wish_of(work.context, change.values)
    there = None if wish.kind == "role" else ask_whom(work.context, batch, wish.kind, int(wish.key))
    record, before = _held(work, plan, change, batch)
    if wish.verb == "write":
        may(plan, "update")
        authorise(work.context, plan, "update", record)
    old = next((each for each in before if each.wish.whom == wish.whom), None)
    if wish.verb != "none":
        _demand(there, 0 if old else len(before))
    draft = unchanged(work, plan, change, record)
    if wish.verb == "none" and old is not None:
        _end(work, plan, draft, old)
    if wish.verb != "none" and (old is None or old.wish != wish):
        _begin(work, plan, draft, old, wish)
    return draft


def _demand(there: Asked | None, count: int) -> None:
    """Raise Refused where nobody is there to share with, or there are too many already."""
    if there is not None and not there:
        raise Refused(errors=[FieldError("/whom", "share_whom")])
    if count >= MOST:
        raise Refused(errors=[FieldError("", "share_many", {"max": MOST})])


def _begin(work: Work, plan: ObjectPlan, draft: Draft, old: Share | None, wish: Wish) -> None:
    context = work.context
    work.session.send(share_statements(context.database.dialect).put, {
        **_record(plan, draft), **wish.told(), "by": context.actor.id,
        "at": context.plans.engine.moment(context.now)})
    _write(work, plan, draft, old, wish)


def _end(work: Work, plan: ObjectPlan, draft: Draft, old: Share) -> None:
    work.session.send(share_statements(work.context.database.dialect).drop,
                      {**_record(plan, draft), "whom": old.wish.whom})
    _write(work, plan, draft, old, None)


def _held(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> tuple[Found, Sequence[Share]]:
    """Return the record as it is, locked, and its shares; raises Missing, Denied or Conflict."""
    context = work.context
    record = ask(context, batch, plan, change.id, "change")
    rows: Rows = []
    batch.ask(share_statements(context.database.dialect).of_record,
              {"object_uid": plan.object.uid, "record_id": change.id}, rows.extend)
    batch.run(work.session)
    present(work, plan, record, "share")
    return record, found(context, rows)


def _record(plan: ObjectPlan, draft: Draft) -> dict[str, Any]:
    return {"object_uid": plan.object.uid, "record_id": draft.id}


def _write(work: Work, plan: ObjectPlan, draft: Draft, old: Share | None, new: Wish | None) -> None:
    """Let the record have another version, of which the history tells what became of the share."""
    context = work.context
    draft.values.update(version=draft.values["version"] + 1, updated_at=context.now, updated_by=context.actor.id)
    persist.write(work, draft, ("version", "updated_at", "updated_by"))
    told = {TOLD: [old and old.wish.told(), new and new.told()]}
    told_within(work, "rights", {"verb": "share", **told}, plan.object.name, draft.id)
    if plan.object.history:
        note(work, plan, draft, told)
