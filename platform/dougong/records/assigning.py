"""Assigning: a record becomes another person's, and what goes along with it, in one transaction."""

from dougong.kernel.errors import Conflict, FieldError, Missing, Refused
from dougong.records import persist
from dougong.records.batch import Batch
from dougong.records.change import Change
from dougong.records.draft import Draft
from dougong.records.flow import finish
from dougong.records.found import ask, dump_found
from dougong.records.gate import authorise, may
from dougong.records.people import ask_whom
from dougong.records.plans import ObjectPlan
from dougong.records.settle import settle
from dougong.records.untouched import unchanged
from dougong.records.work import Work


def assign(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Let the record be `change.owner`'s; with {"from": id} only if it is that user's, else it is a Conflict. What
    definitions make of whose it is follows; what they require of its other fields, which nobody has touched, does not
    hold it up. Assigning it to whom it is already does nothing."""
    may(plan, "assign")
    if change.owner is None:
        raise Refused(errors=[FieldError("/owner", "assign_owner")])
    there = ask_whom(work.context, batch, "user", change.owner)
    record = ask(work.context, batch, plan, change.id, "change")
    batch.run(work.session)
    if not record:
        raise Missing
    authorise(work.context, plan, "assign", record)       # what is in the bin is somebody's, too
    if not there:
        raise Refused(errors=[FieldError("/owner", "assign_owner")])
    draft = unchanged(work, plan, change, record)
    if draft.values["owner"] != change.owner:
        if change.values.get("from", draft.values["owner"]) != draft.values["owner"]:
            raise Conflict("assign_other", current=dump_found(work.context, plan, record))
        draft.values["owner"] = change.owner
        settle(draft)
        draft.errors.clear()
        persist.change(work, draft, draft.changed())
        finish(work, plan, draft)
    return draft
