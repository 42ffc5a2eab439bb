"""Examples one can send: made from what each field takes."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.api.openapi.schemas import Describer, is_needed
from dougong.catalog.model import Field, Object

_BY_FORMAT: Final[Mapping[str, str]] = {"date": "2025-07-29", "date-time": "2025-07-29T06:30:00Z"}


def example(describer: Describer, object: Object) -> dict[str, Any]:
    """Return a document that creates a record: its needed fields, one line where there must be lines."""
    plan, found = describer.plan(object), {}
    for entry in plan.shape.entries:
        field = object.fields[entry.spec.name]
        if not is_needed(field):
            continue
        lines = plan.lines.get(field.name)
        found[field.name] = _value(describer, field) if lines is None else [example(describer, lines.object)]
    return found


def _value(describer: Describer, field: Field) -> Any:
    return _shown(field.type.schema(field), describer.words(field))


def _shown(schema: Mapping[str, Any], words: str) -> Any:
    """Return a value the schema takes; where it takes any text, `words`."""
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    match _kind(schema):
        case "integer":
            return max(1, int(schema.get("minimum", 1)))
        case "boolean":
            return True
        case "array":
            return [_shown(schema["items"], words)]
        case "object":
            known = schema.get("properties", {})
            return {name: _shown(known[name], words) for name in schema.get("required", ())}
        case _:
            return _BY_FORMAT.get(schema.get("format", "")) or words


def _kind(schema: Mapping[str, Any]) -> str:
    """Return the kind of value a schema takes, the first of several."""
    kind = schema.get("type", "string")
    return str(kind if isinstance(kind, str) else kind[0])
