"""The calls by which administrators look after effects."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.effects import MOST, USUAL
from dougong.api.openapi.answers import ALWAYS, answers, json
from dougong.api.openapi.parameters import query
from dougong.api.openapi.schemas import Schema, of
from dougong.processes.effects.listing import STATES

_ID: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
_TEXT: Final[Schema] = {"type": "string"}
_MAYBE: Final[Schema] = {"type": ["string", "null"]}
_NUMBER: Final[Schema] = {"type": ["integer", "null"]}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_PLACE: Final = {"name": "id", "in": "path", "required": True, "schema": _ID}


def schemas() -> dict[str, Schema]:
    """Return the schemas of an effect and of a page of them."""
    held = {"id": _ID, "kind": _TEXT, "key": _TEXT, "state": {"enum": list(STATES)}, "tries": {"type": "integer"},
            "due": _MOMENT, "error": _MAYBE, "target": _MAYBE, "object": _MAYBE, "record": _NUMBER, "actor": _NUMBER,
            "door": _TEXT, "cause": _MAYBE, "correlation": _MAYBE, "created": _MOMENT, "ended": _MAYBE,
            "payload": {"type": "object", "additionalProperties": True, "description": "What is told."}}
    return {"effect": {"type": "object", "additionalProperties": False, "required": list(held), "properties": held},
            "effects": {"type": "object", "additionalProperties": False, "required": ["data", "next"], "properties": {
                "data": {"type": "array", "items": of("effect"), "maxItems": MOST}, "next": _MAYBE}}}


def paths() -> dict[str, Any]:
    """Return the calls."""
    asked = [query("state", {"enum": list(STATES)}, "How it stands."), query("kind", _TEXT, "What kind of effect."),
             query("target", _TEXT, "What it is for: that of a webhook is webhook/ and its id."),
             query("before", _ID, "Below the effect with this id: the next page."),
             query("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "At most.")]
    return {f"{PREFIX}/effects": {"get": {
                "operationId": "effects", "tags": ["effects"], "summary": "What the world was to be told",
                "parameters": asked, "responses": answers({"200": json(of("effects"), "The newest first.")}, ALWAYS)}},
            f"{PREFIX}/effects/{{id}}": {"get": _one("effect", "One effect", ALWAYS)},
            f"{PREFIX}/effects/{{id}}/retry": {"post": _one("retry_effect", "Try one again, now", (*ALWAYS, 409))},
            f"{PREFIX}/effects/{{id}}/cancel": {"post": _one("cancel_effect", "Never let it happen", (*ALWAYS, 409))}}


def _one(name: str, summary: str, problems: tuple[int, ...]) -> dict[str, Any]:
    return {"operationId": name, "tags": ["effects"], "summary": summary, "parameters": [_PLACE],
            "responses": answers({"200": json(of("effect"), "As it is now.")}, problems)}
