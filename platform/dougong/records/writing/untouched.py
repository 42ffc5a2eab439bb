"""A draft of a record whose fields nobody touches: its owner changes, or who else may see it."""

from functools import partial

from dougong.kernel.errors import NOTHING
from dougong.records.environ import equip
from dougong.records.plans import ObjectPlan
from dougong.records.writing import versions
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft, Row
from dougong.records.writing.found import Found, dump_found
from dougong.records.writing.work import Work


def unchanged(work: Work, plan: ObjectPlan, change: Change, record: Found) -> Draft:
    """Return the record as it is; raises Stale when a strict change stands on another version. Others may have changed
    its fields meanwhile, which is nothing to this."""
    if change.strict:
        versions.compare(change, change.version, record.old["version"],
                         partial(dump_found, work.context, plan, record))
    draft = Draft(plan.rules, change, dict(record.old), NOTHING, record.old)
    record.link(draft)
    for lines in plan.rules.lines:
        draft.lines[lines.field.name] = [Row(lines.rules, row, NOTHING, old=old, linked=row)
                                         for old in record.lines[lines.field.name] for row in (dict(old),)]
    equip(draft, work.context)
    return draft
