"""Purging: a record in the bin goes for good, with its lines and its past; that it was there stays on record."""

from dougong.kernel.errors import NOTHING, Conflict, Missing
from dougong.records.acts.erasing import drop_answers
from dougong.records.audit import told_within
from dougong.records.batch import Batch
from dougong.records.environ import equip
from dougong.records.plans import ObjectPlan
from dougong.records.search.index import ask_below, drop
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.found import ask
from dougong.records.writing.gate import authorise, may
from dougong.records.writing.remember import note
from dougong.records.writing.work import Work
from dougong.store.engine.comments import comment_statements
from dougong.store.engine.merged import merged_statements
from dougong.store.engine.notices import notice_statements
from dougong.store.engine.shares import share_statements
from dougong.store.statements.forms import listed


def purge(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Remove a record of the bin; raises Conflict for one that is live. What still points to it makes the commit fail.

    Its history goes, too, save one entry without values: who purged it, when and why.
    """
    may(plan, "purge")
    found = ask(work.context, batch, plan, change.id, "remove")
    below = ask_below(work, plan.object, change.id, batch)
    batch.run(work.session)
    if not found:
        raise Missing
    authorise(work.context, plan, "purge", found)
    if found.old.get("archived_at") is None:
        raise Conflict("purge_live")
    draft = Draft(plan.rules, change, dict(found.old), NOTHING, found.old)
    found.link(draft)
    equip(draft, work.context)
    draft.values["version"] += 1
    work.objects.append(plan.object)
    work.session.send(plan.storage.remove_rows, {"ids": listed([draft.id], work.context.database.dialect)})
    work.session.send(work.context.plans.engine.history_removed, (plan.object.uid, draft.id))
    note(work, plan, draft, {})
    _forget_beside(work, plan, draft)
    drop_answers(work, plan.object, draft.id or 0)
    for object, ids in ((plan.object, [draft.id or 0]), *below):
        drop(work, object, ids)
    work.touched(plan.object.name, draft.id or 0, draft.old, None)
    told_within(work, "erased", {"verb": "purge", "reason": change.cause}, plan.object.name, draft.id)
    return draft


def _forget_beside(work: Work, plan: ObjectPlan, draft: Draft) -> None:
    """Remove what others keep about the record: with whom it is shared, what was said of it, who was told."""
    dialect, of = work.context.database.dialect, {"object_uid": plan.object.uid, "record_id": draft.id}
    said = comment_statements(dialect)
    for each in (share_statements(dialect).drop_all, said.drop_all, said.drop_follows,
                 notice_statements(dialect).drop_all, merged_statements(dialect).forget):
        work.session.send(each, of)
