"""The calls by which administrators invite people."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.openapi.answers import BODY, answers, json
from dougong.api.openapi.schemas import Schema, of
from dougong.kernel.labels import LANGUAGES

_ID: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
_TEXT: Final[Schema] = {"type": "string", "minLength": 1}


def schemas() -> dict[str, Schema]:
    """Return the schemas of who is invited, and of what comes of it."""
    said = {"name": _TEXT, "login": _TEXT, "email": {**_TEXT, "format": "email"}, "language": {"enum": list(LANGUAGES)},
            "unit": {**_ID, "description": "Where the roles are held; nowhere in particular if not said."},
            "roles": {"type": "array", "items": _ID, "description": "The ids of roles, held from today."}}
    return {"invitation": {"type": "object", "additionalProperties": False, "required": ["name", "login", "email"],
                           "properties": said},
            "invited": {"type": "object", "additionalProperties": False, "required": ["user"],
                        "properties": {"user": _ID}}}


def paths() -> dict[str, Any]:
    """Return the calls."""
    body = {"required": True, "content": {"application/json": {"schema": of("invitation")}}}
    return {
        f"{PREFIX}/invitations": {"post": {
            "operationId": "invite", "tags": ["people"], "summary": "Add a person and send them an invitation",
            "requestBody": body, "responses": answers({"201": json(of("invited"), "The new user.")}, BODY)}},
        f"{PREFIX}/invitations/{{id}}/again": {"post": {
            "operationId": "invite_again", "tags": ["people"], "summary": "Send a user a new invitation",
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": _ID}],
            "responses": answers({"204": {"description": "It is on its way."}}, BODY)}}}
