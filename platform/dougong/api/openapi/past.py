"""Bodies of what is done to a record's past."""

from collections.abc import Iterable

from dougong.api.openapi.schemas import VERSION, Describer, Schema
from dougong.api.past import MOST, REASON
from dougong.catalog.model import Object
from dougong.records.acts.erasing import LONGEST_REASON


def restore_values_body(describer: Describer, object: Object) -> Schema:
    """Return the schema of which fields shall have the values of which version."""
    names = (entry.spec.name for entry in describer.plan(object).shape.entries)
    return {"type": "object", "additionalProperties": False, "required": ["version", "fields"],
            "properties": {"version": dict(VERSION), "fields": _names(names)}}


def erase_body(describer: Describer, object: Object) -> Schema:
    """Return the schema of which fields shall be erased, those of lines after the name of the lines, and why."""
    plan = describer.plan(object)
    own = [entry.spec.name for entry in plan.shape.entries if entry.spec.name not in plan.lines]
    below = [f"{name}.{entry.spec.name}" for name, lines in plan.lines.items() for entry in lines.shape.entries]
    reason = {"type": "string", "minLength": 1, "maxLength": LONGEST_REASON, "pattern": REASON}
    return {"type": "object", "additionalProperties": False, "required": ["fields", "reason"],
            "properties": {"fields": _names([*own, *below]), "reason": reason}}


def _names(names: Iterable[str]) -> Schema:
    return {"type": "array", "items": {"enum": list(names)}, "minItems": 1, "maxItems": MOST}
