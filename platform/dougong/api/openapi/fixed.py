"""Calls that are there whatever the catalog holds."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.openapi.answers import ALWAYS, answers, json
from dougong.api.openapi.schemas import Schema, of
from dougong.kernel.labels import LANGUAGES

_TEXT: Final[Schema] = {"type": "string"}
_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}


def schemas() -> dict[str, Schema]:
    """Return the schemas of what these calls answer."""
    return {
        "me": _closed({"id": _WHOLE, "name": _TEXT, "language": {"enum": list(LANGUAGES)}, "roles": _list(_TEXT)}),
        "catalog": _closed({"number": _WHOLE, "fingerprint": _TEXT, "packs": _list(_closed(
            {"name": _TEXT, "label": _TEXT, "version": _TEXT, "requires": _list(_TEXT)})), "objects": _list(_closed(
                {"name": _TEXT, "uid": _TEXT, "label": _TEXT, "pack": _TEXT, "parent": {"type": ["string", "null"]},
                 "fields": _list(_closed({"name": _TEXT, "uid": _TEXT, "label": _TEXT, "type": _TEXT, "pack": _TEXT,
                                          "to": _list(_TEXT)}))}))}),
    }


def paths(*, admin: bool) -> dict[str, Any]:
    """Return the calls; the catalog is for administrators."""
    found: dict[str, Any] = {f"{PREFIX}/me": {"get": {
        "operationId": "me", "tags": ["me"], "summary": "Who the token belongs to",
        "responses": answers({"200": json(of("me"), "The person.")}, ALWAYS)}}}
    if admin:
        found[f"{PREFIX}/catalog"] = {"get": {
            "operationId": "catalog", "tags": ["catalog"], "summary": "The definitions in force",
            "responses": answers({"200": json(of("catalog"), "Packs and objects.")}, ALWAYS)}}
    return found


def _closed(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}
