"""What the transitions of a record tell and take."""

from dougong.api.openapi.schemas import VERSION, Describer, Schema, closed, of, titled
from dougong.catalog.model import Object
from dougong.catalog.states import Transition, Workflow

_TEXT: Schema = {"type": "string"}


def transitions_answer(flow: Workflow) -> Schema:
    """Return the schema of where a record stands and what leads on from there."""
    states: Schema = {"enum": list(flow.states)}
    names: Schema = {"type": "array", "items": _TEXT}
    row = {"name": {"enum": list(flow.transitions)}, "label": _TEXT, "to": states, "to_label": _TEXT,
           "runs": {"type": "boolean", "description": "Whether it can be run, once what it lacks is given."},
           "reasons": {"type": "array", "items": of("fault"), "description": "What keeps it from being run."},
           "require": {**names, "description": "Fields that have to have a value."},
           "lacks": {**names, "description": "Those of them that have none yet."},
           "question": {"type": ["string", "null"], "description": "What a person is asked before."}}
    return closed({"state": _TEXT, "data": {"type": "array", "items": closed(row)}})


def do_body(describer: Describer, object: Object, transition: Transition) -> Schema:
    """Return the schema of what a transition takes: the version seen, and the values it requires."""
    fields = {name: titled(describer, field, field.type.schema_sent(field), null=True) for name in transition.require
              if (field := describer.policy.field(object, name)) is not None}
    return {"type": "object", "additionalProperties": False, "properties": {"version": dict(VERSION), **fields}}


def done() -> Schema:
    """Return the schema of the transition an entry of a history tells of."""
    maybe: Schema = {"type": ["string", "null"]}
    return {"anyOf": [closed({"name": maybe, "from": maybe, "to": maybe}), {"type": "null"}],
            "description": "The transition that was run, and the states it led from and to."}
