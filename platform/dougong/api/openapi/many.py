"""Bodies and answers that hold many things: batches, previews, histories."""

from typing import Final

from dougong.api.batch import MOST
from dougong.api.filters import NO_NUL
from dougong.api.openapi.schemas import VERSION, Describer, Schema, closed, many, of
from dougong.api.openapi.transitions import done
from dougong.catalog.model import Object
from dougong.fields.link import ID_SCHEMA
from dougong.records.lists.summary import MOST_GROUPS

_TEXT: Final[Schema] = {"type": "string"}


def batch_body(object: Object) -> Schema:
    """Return the schema of a batch: all or none, its values as in single calls; or each on its own, where what is wrong
    with the values of one row is said in its answer."""
    return {"oneOf": [_batch({"const": True}, of(f"{object.name}.new"), of(f"{object.name}.values"),
                             ["atomic", "changes"]), of("batch.each")]}


def batch_schemas() -> dict[str, Schema]:
    """Return the schemas batches of all objects have in common."""
    loose: Schema = {"type": "object", "propertyNames": {"pattern": NO_NUL}, "additionalProperties": of("json"),
                     "description": "As in single calls; each row is judged on its own."}
    refused = closed({"status": {"type": "integer", "minimum": 400}, "problem": of("problem")}, ["status", "problem"])
    return {"batch.each": _batch({"const": False}, loose, loose, ["changes"]), "batch.refused": refused,
            "batch.do": _does(loose), **{f"batch.{verb}": _row(verb, {}) for verb in ("archive", "restore")}}


def _batch(atomic: Schema, new: Schema, values: Schema, required: list[str]) -> Schema:
    rows = [closed({"verb": {"const": "create"}, "values": new}, ["verb", "values"]),
            _row("update", {"values": values}), of("batch.archive"), of("batch.restore"), of("batch.do")]
    changes: Schema = {"type": "array", "minItems": 1, "maxItems": MOST, "items": {"oneOf": rows}}
    return closed(
        {"atomic": {**atomic, "description": "Whether all or none shall be done."}, "changes": changes}, required)


def _row(verb: str, more: Schema) -> Schema:
    """Return the schema of a change to a record that is there."""
    form = {"verb": {"const": verb}, "id": dict(ID_SCHEMA), "version": dict(VERSION), **more}
    return closed(form, [name for name in form if name != "version"])


def _does(values: Schema) -> Schema:
    """Return the schema of a transition to be run."""
    form = {"verb": {"const": "do"}, "id": dict(ID_SCHEMA), "version": dict(VERSION),
            "transition": {"type": "string", "minLength": 1, "pattern": NO_NUL}, "values": values}
    return closed(form, ["verb", "id", "transition"])


def batch_answer(object: Object) -> Schema:
    """Return the schema of what came of a batch, row by row."""
    made = closed({"status": {"enum": [200, 201]}, "record": of(object.name), "warnings": many(of("fault")),
                   "keys": {"type": "object", "additionalProperties": dict(ID_SCHEMA)}}, ["status", "record"])
    return closed({"data": many({"oneOf": [made, of("batch.refused")]})}, ["data"])


def preview_body(describer: Describer, object: Object) -> Schema:
    """Return the schema of values still being typed: any of the fields a write may hold, as unfinished as they are."""
    plan = describer.plan(object)
    names = [*(entry.spec.name for entry in plan.shape.entries), "external_id"]
    return closed({"id": dict(ID_SCHEMA), "values": closed({name: of("json") for name in names}, [])}, ["values"])


def preview_answer() -> Schema:
    """Return the schema of a preview."""
    state = closed({name: {"type": "boolean"} for name in ("visible", "required", "readonly")},
                   ["visible", "required", "readonly"])
    rule = {**closed({"rule": _TEXT, "label": _TEXT}, ["rule", "label"]), "description": "A rule that would fire."}
    return closed({"values": {"type": "object", "additionalProperties": of("json")}, "errors": many(of("fault")),
                   "warnings": many(of("fault")), "states": {"type": "object", "additionalProperties": state},
                   "rules": many(rule)}, ["values", "errors", "warnings", "states", "rules"])


def groups() -> Schema:
    """Return the schema of a summary: what made each group and what was taken of it, under the names asked for."""
    plain: Schema = {"type": ["string", "number", "boolean", "null"]}
    amount = closed({"unit": {"type": ["string", "integer", "null"]}, "title": _TEXT, "value": plain},
                    ["unit", "value"])
    titles: Schema = {"type": "object", "additionalProperties": _TEXT, "description": "Of links (`titles=1`)."}
    row: Schema = {"type": "object", "properties": {"_titles": titles}, "additionalProperties": {"anyOf": [
        plain, {**many(amount), "description": "One value per currency or unit."}]}}
    capped: Schema = {"type": "boolean", "description": "Whether there are more groups."}
    return closed({"data": {**many(row), "maxItems": MOST_GROUPS}, "capped": capped}, ["data"])


def past() -> Schema:
    """Return the schema of one entry of a history."""
    who: Schema = {"type": ["integer", "null"]}
    why: Schema = {"type": ["string", "null"]}
    properties = {
        "id": {"type": "integer"}, "version": {"type": "integer"}, "catalog": {"type": "integer"}, "actor": who,
        "door": _TEXT, "cause": why, "transition": done(), "correlation": why,
        "at": {"type": "string", "format": "date-time"},
        "changes": {"type": "object", "additionalProperties": {"type": ["array", "object"]}, "description":
                    "By uid of the field [before, after]; of lines, by id of the line and uid of its field."}}
    return closed(properties, list(properties))
