"""The calls by which administrators look after effects."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.effects import MOST, USUAL
from dougong.api.filters import NO_NUL
from dougong.api.openapi.answers import ALWAYS, BODY, answers, json
from dougong.api.openapi.parameters import query
from dougong.api.openapi.schemas import Schema, closed, of
from dougong.processes.effects.listing import STATES

_ID: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
_TEXT: Final[Schema] = {"type": "string"}
_SAID: Final[Schema] = {"type": "string", "minLength": 1, "pattern": NO_NUL}
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
                "data": {"type": "array", "items": of("effect"), "maxItems": MOST}, "next": _MAYBE}},
            "effects_settled": closed({"count": {"type": "integer", "minimum": 0}})}


def paths() -> dict[str, Any]:
    """Return the calls."""
    asked = [query("state", {"enum": list(STATES)}, "How it stands."), query("kind", _TEXT, "What kind of effect."),
             query("target", _TEXT, "What it is for: that of a webhook is webhook/ and its id."),
             query("rule", _TEXT, "The rule that asked for it."),
             query("before", _ID, "Below the effect with this id: the next page."),
             query("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "At most.")]
    return {f"{PREFIX}/effects": {"get": {
                "operationId": "effects", "tags": ["effects"], "summary": "What the world was to be told",
                "parameters": asked, "responses": answers({"200": json(of("effects"), "The newest first.")}, ALWAYS)}},
            f"{PREFIX}/effects/retry": {"post": _all("retry_effects", "Try all that were given up again, now")},
            f"{PREFIX}/effects/cancel": {"post": _all("cancel_effects", "Never let those happen that were given up")},
            f"{PREFIX}/effects/{{id}}": {"get": _one("effect", "One effect", ALWAYS)},
            f"{PREFIX}/effects/{{id}}/retry": {"post": _one("retry_effect", "Try one again, now", (*ALWAYS, 409))},
            f"{PREFIX}/effects/{{id}}/cancel": {"post": _one("cancel_effect", "Never let it happen", (*ALWAYS, 409))}}


def _one(name: str, summary: str, problems: tuple[int, ...]) -> dict[str, Any]:
    return {"operationId": name, "tags": ["effects"], "summary": summary, "parameters": [_PLACE],
            "responses": answers({"200": json(of("effect"), "As it is now.")}, problems)}


def _all(name: str, summary: str) -> dict[str, Any]:
    only = {each: {**_SAID, "description": f"Only those {what}."} for each, what in (
        ("kind", "of this kind"), ("target", "for this"), ("rule", "this rule asked for"))}
    body: Schema = {"type": "object", "additionalProperties": False, "properties": only}
    return {"operationId": name, "tags": ["effects"], "summary": summary,
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": answers({"200": json(of("effects_settled"), "How many those are.")}, BODY)}
