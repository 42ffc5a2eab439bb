"""Assigning: a record becomes another person's, and what goes along with it, in one transaction."""

from collections.abc import Sequence

from dougong.catalog.model import Field, Object
from dougong.kernel.errors import Conflict, FieldError, Missing, Refused
from dougong.records.acts import along
from dougong.records.batch import Batch
from dougong.records.people import ask_whom
from dougong.records.plans import ObjectPlan
from dougong.records.writing import persist
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.flow import finish
from dougong.records.writing.found import ask, dump_found
from dougong.records.writing.gate import authorise, may
from dougong.records.writing.settle import settle
from dougong.records.writing.untouched import unchanged
from dougong.records.writing.work import Work


def assign(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Let the record be `change.owner`'s; with {"from": id} only if it is that user's, else it is a Conflict. With
    {"along": ["object.field", ...]} what points to it by these links goes along (records.acts.along). What
    definitions make of whose it is follows; what they require of its other fields, which nobody has touched, does
    not hold it up. Assigning it to whom it is already does nothing."""
    may(plan, "assign")
    if change.owner is None:
        raise Refused(errors=[FieldError("/owner", "assign_owner")])
    there = ask_whom(work.context, batch, "user", change.owner)
    record = ask(work.context, batch, plan, change.id, "change")
    with_it = _asked_along(work, plan, change, batch)
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
        for thing, field, ids in with_it:
            _follow(work, change, thing, field, ids)
    return draft


def _asked_along(work: Work, plan: ObjectPlan, change: Change,
                 batch: Batch) -> Sequence[tuple[Object, Field, Sequence[int]]]:
    """Ask for what is to go along with the record; nothing asked for is no question."""
    asked = change.values.get("along") or ()
    if not asked or change.id is None:
        return ()
    if not work.chain:                            # what goes along goes by what was asked for first
        along.demand(work.context, plan.object, asked)
    found = along.ask(work.context, batch, plan.object, [change.id])
    return [each for each in found if along.name_of(each[0], each[1]) in asked]


def _follow(work: Work, change: Change, thing: Object, field: Field, ids: Sequence[int]) -> None:
    if len(ids) > along.MOST:
        raise Refused(errors=[FieldError("/along", "along_many", {
            "name": along.name_of(thing, field), "max": along.MOST})])
    for id in ids:
        work.request(Change(object=thing.name, verb="assign", id=id, owner=change.owner,
                            values={"along": change.values["along"]}, cause=f"{change.object} {change.id}"))
