"""The calls by which administrators look after webhooks."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.openapi.answers import ALWAYS, BODY, answers, json
from dougong.api.openapi.schemas import Schema, closed, of
from dougong.processes.effects.webhooks import EVENTS, LONGEST

_ID: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
_TEXT: Final[Schema] = {"type": "string"}
_PLACE: Final = {"name": "id", "in": "path", "required": True, "schema": _ID}
_SAID: Final[Mapping[str, Schema]] = {
    "name": {**_TEXT, "minLength": 1, "maxLength": LONGEST},
    "url": {**_TEXT, "maxLength": 2000, "description": "Where messages go; https, and nothing inside."},
    "objects": {"type": "array", "items": _TEXT, "description": "Names; none for all objects."},
    "events": {"type": "array", "items": {"enum": list(EVENTS)}, "minItems": 1},
    "active": {"type": "boolean"}}
_SECRET: Final[Schema] = {**_TEXT, "description": "By what messages are signed; told this once."}


def schemas() -> dict[str, Schema]:
    """Return the schemas of a webhook, of one with its secret, of all, and of what is said of one."""
    held = {"id": _ID, **_SAID, "stopped": {"type": ["string", "null"]}, "target": _TEXT,
            "created": {"type": "string", "format": "date-time"}}
    return {"webhook": closed(held, held), "webhook.new": closed({**held, "secret": _SECRET}, (*held, "secret")),
            "webhooks": closed({"data": {"type": "array", "items": of("webhook")}}, ("data",)),
            "webhook.said": closed(_SAID, ("name", "url", "events")), "webhook.change": closed(_SAID, ())}


def paths() -> dict[str, Any]:
    """Return the calls."""
    one, told, made = f"{PREFIX}/webhooks/{{id}}", json(of("webhook"), "As it is now."), of("webhook.new")
    return {
        f"{PREFIX}/webhooks": {
            "get": _call("webhooks", "Who is told of changes", {"200": json(of("webhooks"), "All of them.")}, ALWAYS),
            "post": {**_call("add_webhook", "Tell somebody of changes", {"201": json(made, "With its secret.")}, BODY),
                     "requestBody": _body("webhook.said")}},
        one: {"get": _one("webhook", "One webhook", {"200": told}, ALWAYS),
              "patch": {**_one("change_webhook", "Change one", {"200": told}, BODY),
                        "requestBody": _body("webhook.change")},
              "delete": _one("drop_webhook", "Remove one", {"204": {"description": "It is gone."}}, ALWAYS)},
        f"{one}/secret": {"post": _one("turn_webhook", "Make a new secret; that of before holds for a day",
                                       {"200": json(made, "With its secret.")}, ALWAYS)},
        f"{one}/test": {"post": _one("test_webhook", "Send a message that tells of nothing", {"202": told}, ALWAYS)}}


def _body(name: str) -> Schema:
    return {"required": True, "content": {"application/json": {"schema": of(name)}}}


def _call(name: str, summary: str, good: Mapping[str, Schema], problems: Iterable[int]) -> dict[str, Any]:
    return {"operationId": name, "tags": ["webhooks"], "summary": summary, "responses": answers(good, problems)}


def _one(name: str, summary: str, good: Mapping[str, Schema], problems: Iterable[int]) -> dict[str, Any]:
    return {**_call(name, summary, good, problems), "parameters": [_PLACE]}
