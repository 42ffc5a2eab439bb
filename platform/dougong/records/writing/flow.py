"""The bound half of a change, verb by verb: read and lock, settle, guard, persist, post, number, remember."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from dougong.access.policy import Act
from dougong.kernel.errors import Conflict, Missing, Refused
from dougong.records.batch import Batch
from dougong.records.environ import equip
from dougong.records.plans import ObjectPlan
from dougong.records.search.index import index
from dougong.records.since import NOTHING_SINCE
from dougong.records.writing import parse, persist, rollups, versions
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.external import resolve
from dougong.records.writing.found import Found, ask, dump_found
from dougong.records.writing.gate import admit, authorise, may, writable
from dougong.records.writing.linker import Linker
from dougong.records.writing.number import number_new, number_posted
from dougong.records.writing.parse import Parsed
from dougong.records.writing.remember import remember
from dougong.records.writing.settle import begin, settle
from dougong.records.writing.steps import Phase
from dougong.records.writing.trees import ask_trees
from dougong.records.writing.veil import veiled
from dougong.records.writing.work import Work

#: New records of many that are sent together.
AT_ONCE: Final = 100


def create(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Make a new record; `batch` holds what else is asked in the first wait."""
    may(plan, "create")
    linker = Linker(work.context, trusted=work.trusted if work.trusting else None)
    draft = _begun(work, plan, change, linker)
    linker.ask(batch)
    _run(work, plan, "claim", draft)
    batch.run(work.session)
    work.lock()
    _settle(work, plan, draft, linker)
    work.demand()
    number_new(work, [draft])
    persist.add(work, draft)
    finish(work, plan, draft)
    return draft


def update(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Change a record; a draft without changes is returned as it is, and nothing is written."""
    may(plan, "update")
    assigning(plan, change)
    parsed = Parsed(plan, change, plan.written if work.chain else None)
    if not work.chain:                            # what a step asks for stands on the record as it is
        versions.demand(change, parsed.version)
    resolve(work.context, plan, parsed.values, parsed.errors, work.session)
    linker = Linker(work.context)
    _want(linker, plan, parsed.values)
    found = ask(work.context, batch, plan, change.id, "change")
    linker.ask(batch)
    ask_trees(batch, plan, change, parsed)
    batch.run(work.session)
    present(work, plan, found, "update")
    if change.owner is not None:
        authorise(work.context, plan, "assign", found)
    parsed.errors.extend(writable(work.context, plan, found, parsed.values))
    current = partial(dump_found, work.context, plan, found)
    behind = versions.compare(change, parsed.version, found.old["version"], current)
    since = versions.since(work, plan, change, parsed.version or 0, current) if behind else NOTHING_SINCE
    draft = parse.update(plan, change, parsed, found, since)
    found.link(draft)
    equip(draft, work.context)
    begin(draft)
    try:
        settled(work, plan, draft, linker)
    except Refused:
        if draft.gone:                            # what someone removed explains more than what follows from it
            versions.merge(plan, draft, since, current)
        raise
    if behind:
        versions.merge(plan, draft, since, current)
    names = draft.changed()
    if names or draft.moved() or draft.lines_changed():
        persist.change(work, draft, names)
        finish(work, plan, draft)
    return draft


def settled(work: Work, plan: ObjectPlan, draft: Draft, linker: Linker) -> None:
    """Lock what steps claim and settle the draft; raises Refused with all its faults."""
    _run(work, plan, "claim", draft)
    work.lock()
    _settle(work, plan, draft, linker)


def _want(linker: Linker, plan: ObjectPlan, values: Mapping[str, Any]) -> None:
    """Ask for the targets of links that were sent, so that they come with the record itself."""
    linker.want(plan.rules, values)
    for name, lines in plan.lines.items():
        for line in values.get(name) or ():
            linker.want(lines.rules, line)


def assigning(plan: ObjectPlan, change: Change) -> None:
    """Raise Denied when the change says whose the record is to be and that is not for this person to say."""
    if change.owner is not None:
        may(plan, "assign")


def present(work: Work, plan: ObjectPlan, found: Found, verb: Act) -> None:
    """Raise Missing, Denied or, for what is in the bin, Conflict."""
    if not found:
        raise Missing
    authorise(work.context, plan, verb, found)
    if verb != "restore" and found.old.get("archived_at") is not None:
        raise Conflict("archived", current=dump_found(work.context, plan, found))


def _settle(work: Work, plan: ObjectPlan, draft: Draft, linker: Linker) -> None:
    """Bring in what links' targets say, settle the draft, and let steps compute and guard; raise all faults at once."""
    linker.bring(draft, work.session)
    _run(work, plan, "compute", draft)
    settle(draft)
    if not draft.errors:
        _run(work, plan, "guard", draft)
    if draft.errors:
        raise Refused(errors=veiled(plan, draft.errors))


def create_many(work: Work, plan: ObjectPlan, changes: Sequence[Change]) -> list[Draft]:
    """Make many new records with as many waits and statements as one takes. A draft with errors was left out and
    nothing of it has been sent; anything else that goes wrong is raised, and the transaction is of no more use."""
    may(plan, "create")
    batch, linker = Batch(), Linker(work.context)
    drafts = [_begun(work, plan, change, linker) for change in changes]
    linker.ask(batch)
    _run(work, plan, "claim", *drafts)
    batch.run(work.session)
    work.lock()
    for at in range(0, len(drafts), AT_ONCE):       # the database works at some while the next are settled
        some = [draft for draft in drafts[at:at + AT_ONCE] if _settles(work, plan, draft, linker)]
        if some:
            _add_some(work, plan, some, soon=len(drafts) - at - len(some))
    return drafts


def _add_some(work: Work, plan: ObjectPlan, some: Sequence[Draft], soon: int) -> None:
    """Let the database begin with settled new records, at least one; `soon` more may follow them."""
    number_new(work, some)
    persist.stamp_many(work, some, soon)
    persist.add_many(work, some)
    work.session.push()
    finish(work, plan, *some)
    work.session.push()


def _begun(work: Work, plan: ObjectPlan, change: Change, linker: Linker) -> Draft:
    """Return the draft of a new record with its defaults; what its links need is wanted, not asked."""
    assigning(plan, change)
    parsed = Parsed(plan, change, plan.written if work.chain else None)
    resolve(work.context, plan, parsed.values, parsed.errors, work.session)
    draft = parse.create(plan, change, parsed)
    equip(draft, work.context)
    begin(draft)
    for row in draft.rows():
        linker.want(row.rules, row.values)
    linker.seek(draft)
    return draft


def _settles(work: Work, plan: ObjectPlan, draft: Draft, linker: Linker) -> bool:
    """Settle one draft of many and return whether nothing is wrong with it."""
    try:
        _settle(work, plan, draft, linker)
    except Refused:
        return False
    return True


def finish(work: Work, plan: ObjectPlan, *drafts: Draft) -> None:
    """Post, roll up, admit the new image, number, decide, remember, index and leave what the world shall be told: of
    one record, or of many new ones phase by phase."""
    _run(work, plan, "post", *drafts)
    for draft in drafts:
        work.touched(plan.object.name, draft.id or 0, draft.old, draft.values)
        rollups.note(work, draft)
    _run(work, plan, "roll_up", *drafts)
    for draft in drafts:
        admit(plan, draft)
        if draft.number_due:
            number_posted(work, draft)
    _run(work, plan, "decide", *drafts)
    remember(work, plan, *drafts)
    index(work, *drafts)
    _run(work, plan, "index", *drafts)
    _run(work, plan, "outbox", *drafts)


def hold(work: Work, plan: ObjectPlan, draft: Draft) -> None:
    """Lock what steps claim and let them guard: for a change that gives no values, so that locks hold for it too."""
    _run(work, plan, "claim", draft)
    work.lock()
    _run(work, plan, "guard", draft)
    if draft.errors:
        raise Refused(errors=veiled(plan, draft.errors))


def decide(work: Work, plan: ObjectPlan, draft: Draft) -> None:
    """Let what a record makes happen by itself be decided, though nothing of it is written."""
    _run(work, plan, "decide", draft)


def _run(work: Work, plan: ObjectPlan, phase: Phase, *drafts: Draft) -> None:
    for step in work.context.plans.steps(plan.object, phase):
        for draft in drafts:
            step.run(work, draft)
