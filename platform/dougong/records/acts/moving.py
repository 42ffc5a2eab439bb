"""Running a transition: an update by a right of its own. What its workflow says of it, steps of processes hold."""

from functools import partial

from dougong.access.policy import doing
from dougong.catalog.states import Transition
from dougong.kernel.errors import Conflict, Missing
from dougong.records.batch import Batch
from dougong.records.environ import equip
from dougong.records.plans import ObjectPlan
from dougong.records.writing import parse, persist, versions
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.external import resolve
from dougong.records.writing.flow import finish, present, settled
from dougong.records.writing.found import Found, ask, dump_found
from dougong.records.writing.gate import may
from dougong.records.writing.linker import Linker
from dougong.records.writing.parse import Parsed
from dougong.records.writing.settle import begin
from dougong.records.writing.work import Work


def move(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Run the change's transition on a record; `values` are what the transition requires. It stands on the version
    that was seen: of two that run at once, one is a Conflict with the record as it is. A transition that no person
    runs asks nobody's rights."""
    transition = transition_of(plan, change)
    person = transition.by == "person" or not work.chain
    if person:
        may(plan, doing(transition.name))
    parsed = Parsed(plan, change, plan.asked(transition))
    if not work.chain:                             # what a step asks for stands on the record as it is
        versions.demand(change, parsed.version)
    resolve(work.context, plan, parsed.values, parsed.errors, work.session)
    linker = Linker(work.context)
    linker.want(plan.rules, parsed.values)
    found = ask(work.context, batch, plan, change.id, "change")
    linker.ask(batch)
    batch.run(work.session)
    _stand(work, plan, found, transition, person=person)
    current = partial(dump_found, work.context, plan, found)
    if versions.compare(change, parsed.version, found.old["version"], current):
        raise Conflict(current=current())
    draft = parse.update(plan, change, parsed, found)
    found.link(draft)
    equip(draft, work.context)
    begin(draft)
    settled(work, plan, draft, linker)
    persist.change(work, draft, draft.changed())
    finish(work, plan, draft)
    return draft


def transition_of(plan: ObjectPlan, change: Change) -> Transition:
    """Return the transition a change runs; raises Missing when the object has none of this name."""
    flow = plan.object.workflow
    found = None if flow is None else flow.transitions.get(change.transition)
    if found is None:
        raise Missing("no_such_transition", name=change.transition)
    return found


def _stand(work: Work, plan: ObjectPlan, found: Found, transition: Transition, *, person: bool) -> None:
    """Raise Missing, Denied or, for what is in the bin, Conflict."""
    if person:
        present(work, plan, found, doing(transition.name))
    elif not found:
        raise Missing
    elif found.old.get("archived_at") is not None:
        raise Conflict("archived", current=dump_found(work.context, plan, found))
