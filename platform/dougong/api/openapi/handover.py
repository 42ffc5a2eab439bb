"""The calls of hand-overs."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.openapi.answers import ALWAYS, BODY, answers, json
from dougong.api.openapi.schemas import Schema, closed, of
from dougong.fields.link import LARGEST_ID
from dougong.records.acts.handover import LEFT, MOVED, TO_COME, movable
from dougong.records.context import Context
from dougong.records.jobs import STATES

_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
_MAYBE: Final[Schema] = {"type": ["integer", "null"], "minimum": 0}
_USER: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
_ID: Final[Schema] = {"name": "id", "in": "path", "required": True, "schema": _USER}
_TO: Final[Schema] = {"type": "object", "additionalProperties": _USER, "description": "Who takes it, by object."}


def schemas() -> dict[str, Schema]:
    """Return the schemas of what these calls answer."""
    problem: Schema = {"anyOf": [closed({"code": {"type": "string"}, "detail": {"type": "string"}}), {"type": "null"}]}
    return {"handover": closed({
        "id": _WHOLE, "leaver": _WHOLE, "to": _TO, "state": {"enum": list(STATES)}, "done": _WHOLE, "total": _MAYBE,
        MOVED: _MAYBE, LEFT: _MAYBE, "created_at": {"type": "string", "format": "date-time"}, "problem": problem})}


def paths(context: Context) -> dict[str, Any]:
    """Return the calls; none for who may give nothing away."""
    if not movable(context):
        return {}
    root, one = f"{PREFIX}/handovers", f"{PREFIX}/handovers/{{id}}"
    text: Schema = {"type": "string"}
    owned = closed({"object": text, "live": _WHOLE, "archived": _WHOLE})
    item = closed({"object": text, "id": _WHOLE, "title": text, "to": _WHOLE,
                   "state": {"enum": [TO_COME, MOVED, LEFT]}, "code": {"type": ["string", "null"]}})
    leaver = {"name": "leaver", "in": "query", "required": True, "schema": _USER}
    body = {"required": True, "content": {"application/json": {"schema": closed({"leaver": _USER, "to": {
        **_TO, "minProperties": 1}})}}}
    return {
        root: {"get": _call("handover_preview", "What somebody has", answers(
            {"200": json(_rows(owned), "Records by object.")}, ALWAYS), [leaver]),
               "post": {**_call("handover", "Give what somebody has to others", answers(
                {"202": json(of("handover"), "Taken up.", _LOCATION)}, BODY)), "requestBody": body}},
        one: {"get": _call("handover_read", "How a hand-over goes", answers(
            {"200": json(of("handover"), "The hand-over.")}, ALWAYS), [_ID])},
        f"{one}/rows": {"get": _call("handover_rows", "What became of every item", answers(
            {"200": json(_rows(item), "Items.")}, ALWAYS), [_ID])},
        f"{one}/cancel": {"post": _call("handover_cancel", "Stop at the next portion", answers(
            {"202": json(of("handover"), "It stops.")}, ALWAYS), [_ID])}}


_LOCATION: Final = {"Location": {"required": True, "schema": {"type": "string"}, "description": "Where it is."}}


def _rows(row: Schema) -> Schema:
    return closed({"data": {"type": "array", "items": row}})


def _call(name: str, summary: str, responses: Schema, parameters: list[Schema] | None = None) -> Schema:
    return {"operationId": name, "tags": ["handovers"], "summary": summary, "parameters": parameters or [],
            "responses": responses}
