"""The calls by which administrators let messages from outside arrive."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.openapi.answers import ALWAYS, answers, json
from dougong.api.openapi.schemas import Schema, closed, many, of

_TEXT: Final[Schema] = {"type": "string"}
_MAYBE: Final[Schema] = {"type": ["string", "null"]}
_PLACE: Final = {"name": "rule", "in": "path", "required": True, "schema": _TEXT}
_TAKEN: Final[Mapping[str, Schema]] = {"at": {**_TEXT, "description": "A JSON pointer into the message."},
                                       "name": _TEXT, "type": _TEXT, "required": {"type": "boolean"}}
_CALL: Final[Mapping[str, Schema]] = {"message": _TEXT, "heard": {"type": "boolean"},
                                      "record": {"type": ["integer", "null"]}, "error": _MAYBE,
                                      "at": {"type": "string", "format": "date-time"}}


def schemas() -> dict[str, Schema]:
    """Return the schemas of a rule that hears messages: in the list, with the last of them, and with its secret."""
    held = {"rule": _TEXT, "object": _TEXT,
            "url": {**_MAYBE, "description": "Where they arrive; null while nothing does."}, "created": _MAYBE,
            "takes": many(closed(_TAKEN))}
    return {"inbound": closed(held), "inbounds": closed({"data": many(of("inbound"))}),
            "inbound.one": closed({**held, "calls": many(closed(_CALL))}),
            "inbound.new": closed({**held, "secret": {**_TEXT, "description": "By what messages are signed; told "
                                                                               "this once."}})}


def paths() -> dict[str, Any]:
    """Return the calls."""
    one = f"{PREFIX}/webhooks/inbound/{{rule}}"
    return {
        f"{PREFIX}/webhooks/inbound": {"get": _call(
            "inbounds", "Which rules hear messages from outside", {"200": json(of("inbounds"), "All of them.")})},
        one: {"get": _one("inbound", "One of them", {"200": json(of("inbound.one"), "With the last that came.")}),
              "delete": _one("close_inbound", "Let nothing arrive any more", {"204": {"description": "Closed."}})},
        f"{one}/secret": {"post": _one("turn_inbound", "Make a secret, and an address where there is none",
                                       {"200": json(of("inbound.new"), "With its secret.")})}}


def _call(name: str, summary: str, good: Mapping[str, Schema], problems: Iterable[int] = ALWAYS) -> dict[str, Any]:
    return {"operationId": name, "tags": ["webhooks"], "summary": summary, "responses": answers(good, problems)}


def _one(name: str, summary: str, good: Mapping[str, Schema]) -> dict[str, Any]:
    return {**_call(name, summary, good), "parameters": [_PLACE]}
