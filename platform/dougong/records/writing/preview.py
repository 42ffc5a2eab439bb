"""What a change would be, while one types: the pure half on the record as it is now; no lock, nothing written."""

from dougong.kernel.errors import Missing
from dougong.records.advice import advise
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.dumping import dump
from dougong.records.environ import equip
from dougong.records.plans import ObjectPlan
from dougong.records.writing import parse
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.external import resolve
from dougong.records.writing.found import ask
from dougong.records.writing.gate import authorise, may, writable
from dougong.records.writing.linker import Linker
from dougong.records.writing.outcome import Preview
from dougong.records.writing.parse import Parsed
from dougong.records.writing.settle import begin, settle, states
from dougong.records.writing.veil import seen, veiled
from dougong.store.session import Reader


def preview(context: Context, change: Change) -> Preview:
    """Return the values a create or update would have, its faults and warnings, and how each field stands."""
    plan = context.plan(change.object)
    may(plan, "create" if change.id is None else "update")
    with context.database.read() as session:
        parsed = Parsed(plan, change)
        resolve(context, plan, parsed.values, parsed.errors, session)
        draft = _draft(context, plan, change, parsed, session)
        begin(draft)
        Linker(context, locking=False).bring(draft, session)
    settle(draft)
    advise(context, draft)
    return Preview(values=dump(plan, draft), errors=tuple(veiled(plan, draft.errors)),
                   warnings=tuple(veiled(plan, draft.warnings)),
                   draft=draft, states={pointer: state for row in draft.rows() for pointer, state in states(row)
                           if seen(plan, pointer)})


def _draft(context: Context, plan: ObjectPlan, change: Change, parsed: Parsed, session: Reader) -> Draft:
    if change.id is None:
        draft = parse.create(plan, change, parsed)
    else:
        batch = Batch()
        found = ask(context, batch, plan, change.id, "")
        batch.run(session)
        if not found:
            raise Missing
        authorise(context, plan, "update", found)
        parsed.errors.extend(writable(context, plan, found, parsed.values))
        draft = parse.update(plan, change, parsed, found)
        found.link(draft)
    equip(draft, context)
    return draft
