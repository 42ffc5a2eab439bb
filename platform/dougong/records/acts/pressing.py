"""Pressing a button of a record: nothing of it is written but what the rule behind the button asks for."""

from functools import partial
from typing import Final

from dougong.catalog.model import Object
from dougong.catalog.rule import Rule
from dougong.fields.loading import Shape, loader
from dougong.kernel.errors import Conflict, Missing, Refused
from dougong.records.batch import Batch
from dougong.records.plans import ObjectPlan
from dougong.records.writing import versions
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.flow import decide, present
from dougong.records.writing.found import ask, dump_found
from dougong.records.writing.gate import may
from dougong.records.writing.parse import Parsed
from dougong.records.writing.untouched import unchanged
from dougong.records.writing.work import Work

#: A button takes no values.
_NONE: Final = loader(Shape(entries=()), "partial")


def press(work: Work, plan: ObjectPlan, change: Change, batch: Batch) -> Draft:
    """Let the rule behind a button decide about the record as it is, on the version that was seen. Who may change the
    record may press; raises Missing where it has no such button."""
    may(plan, "update")
    button_of(plan.object, change.button)
    parsed = Parsed(plan, change, _NONE)
    versions.demand(change, parsed.version)
    if parsed.errors:
        raise Refused(errors=parsed.errors)
    found = ask(work.context, batch, plan, change.id, "change")
    batch.run(work.session)
    present(work, plan, found, "update")
    current = partial(dump_found, work.context, plan, found)
    if versions.compare(change, parsed.version, found.old["version"], current):
        raise Conflict(current=current())
    draft = unchanged(work, plan, change, found)
    decide(work, plan, draft)
    return draft


def button_of(object: Object, name: str) -> Rule:
    """Return the rule behind a button; raises Missing where the object has none of this name."""
    found = next((rule for rule in object.buttons if rule.name == name), None)
    if found is None:
        raise Missing("no_such_transition", name=name)
    return found
