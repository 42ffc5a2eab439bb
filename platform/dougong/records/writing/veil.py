"""What stands against a change in a field somebody may not see is told without naming it: hidden is not there."""

from collections.abc import Iterable

from dougong.kernel.errors import FieldError
from dougong.records.plans import ObjectPlan

#: What is said instead.
UNSEEN = FieldError("", "unseen_field")
#: What is said of names that were sent and are none here: hidden ones are among them.
STRANGE = frozenset({"unknown_field"})


def veiled(plan: ObjectPlan, errors: Iterable[FieldError]) -> list[FieldError]:
    """Return the faults of a record, those of fields hidden from the plan's policy as one that names nothing."""
    found: list[FieldError] = []
    for each in errors:
        told = each if each.code in STRANGE or seen(plan, each.pointer) else UNSEEN
        if told is not UNSEEN or UNSEEN not in found:
            found.append(told)
    return found


def seen(plan: ObjectPlan, pointer: str) -> bool:
    """Return whether the field of the record or of a line that a pointer leads to may be seen; what leads to no field
    is about the record."""
    name, *rest = pointer.removeprefix("/").split("/")
    if plan.object.field(name) is None:
        return True
    if plan.policy.field(plan.object, name) is None:
        return False
    return name not in plan.lines or len(rest) < 2 or seen(plan.lines[name], rest[-1])
