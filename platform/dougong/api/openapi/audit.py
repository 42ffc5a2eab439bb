"""The call that tells administrators what has to be accounted for."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.audit import MOST, USUAL
from dougong.api.openapi.answers import ALWAYS, answers, json
from dougong.api.openapi.parameters import query
from dougong.api.openapi.schemas import Schema, of
from dougong.records.audit import KINDS

_ID: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_MAYBE: Final[Schema] = {"type": ["string", "null"]}
_NUMBER: Final[Schema] = {"type": ["integer", "null"]}
_SAID: Final[Schema] = {"type": "object", "additionalProperties": True, "description": "What more is known of it."}


def schemas() -> dict[str, Schema]:
    """Return the schema of a page of entries."""
    entry = {"id": _ID, "at": _MOMENT, "what": {"enum": list(KINDS)}, "who": _NUMBER, "door": {"type": "string"},
             "address": _MAYBE, "object": _MAYBE, "record": _NUMBER, "said": _SAID, "correlation": _MAYBE}
    closed = {"type": "object", "additionalProperties": False, "required": list(entry), "properties": entry}
    return {"audit": {"type": "object", "additionalProperties": False, "required": ["data", "next"], "properties": {
        "data": {"type": "array", "items": closed, "maxItems": MOST}, "next": _MAYBE}}}


def paths() -> dict[str, Any]:
    """Return the call."""
    asked = [query("who", _ID, "The id of a user."), query("what", {"enum": list(KINDS)}, "What was done."),
             query("object", {"type": "string"}, "What it was done with."), query("record", _ID, "Its record."),
             query("since", _MOMENT, "From this moment on."), query("until", _MOMENT, "Before this moment."),
             query("before", _ID, "Below the entry with this id: the next page."),
             query("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "Entries at most.")]
    return {f"{PREFIX}/audit": {"get": {
        "operationId": "audit", "tags": ["audit"], "summary": "Sign-ins, denied attempts, rights, exports, erasures",
        "parameters": asked,
        "responses": answers({"200": json(of("audit"), "The newest first.")}, ALWAYS)}}}
