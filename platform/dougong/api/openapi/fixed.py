"""Calls that are there whatever the catalog holds."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.openapi.answers import ALWAYS, BODY, answers, json
from dougong.api.openapi.schemas import Schema, of
from dougong.kernel.labels import LANGUAGES

_TEXT: Final[Schema] = {"type": "string"}
_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
_SAFETY: Final[Schema] = {"enum": ["safe", "confirm", "destructive", "refused"]}
_FILES: Final[Schema] = {
    "type": "object", "additionalProperties": {"type": ["string", "null"]}, "maxProperties": 1000,
    "propertyNames": {"type": "string", "pattern": "^[^/]+/.+$"},
    "description": "Definitions by <pack>/<path>, over those in force; null takes a file away."}


def schemas() -> dict[str, Schema]:
    """Return the schemas of what these calls answer."""
    return {
        "me": _closed({"id": _WHOLE, "name": _TEXT, "language": {"enum": list(LANGUAGES)}, "roles": _list(_TEXT)}),
        "catalog": _closed({"number": _WHOLE, "fingerprint": _TEXT, "packs": _list(_closed(
            {"name": _TEXT, "label": _TEXT, "version": _TEXT, "requires": _list(_TEXT)})), "objects": _list(_closed(
                {"name": _TEXT, "uid": _TEXT, "label": _TEXT, "pack": _TEXT, "parent": {"type": ["string", "null"]},
                 "fields": _list(_closed({"name": _TEXT, "uid": _TEXT, "label": _TEXT, "type": _TEXT, "pack": _TEXT,
                                          "to": _list(_TEXT)}))}))}),
        "plan": _closed({"base": _WHOLE, "digest": _TEXT, "safety": _SAFETY, "steps": _list(_closed(
            {"verb": _TEXT, "subject": _TEXT, "sentence": _TEXT, "ahead": _list(_TEXT), "sql": _list(_TEXT),
             "later": _list(_TEXT), "safety": _SAFETY, "rows": _WHOLE,
             "binned": _WHOLE, "samples": _list(_TEXT), "dependants": _list(_TEXT)}))}),
        "violations": _closed({"data": _list(_closed(
            {"object": _TEXT, "rule": _TEXT, "enforce": {"enum": ["observe", "warn", "new", "all"]},
             "count": {"type": ["integer", "null"], "minimum": 0}}))}),
        "applied": _closed({"number": _WHOLE}),
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
        found[f"{PREFIX}/catalog/violations"] = {"get": {
            "operationId": "violations", "tags": ["catalog"], "summary": "How many live records break which rule",
            "responses": answers({"200": json(of("violations"), "Rules that are broken.")}, ALWAYS)}}
        found[f"{PREFIX}/catalog/plan"] = {"post": {
            "operationId": "plan_catalog", "tags": ["definitions"], "summary": "What a change of definitions would do",
            "requestBody": _body({"files": _FILES}, ()),
            "responses": answers({"200": json(of("plan"), "The plan, step by step.")}, BODY)}}
        found[f"{PREFIX}/catalog/apply"] = {"post": {
            "operationId": "apply_catalog", "tags": ["definitions"], "summary": "Carry out a plan that was read",
            "requestBody": _body({"files": _FILES, "digest": _TEXT}, ("agree",)),
            "responses": answers({"200": json(of("applied"), "The number now in force.")}, (*BODY, 409))}}
    return found


def _body(properties: dict[str, Schema], more: tuple[str, ...]) -> dict[str, Any]:
    agree: Schema = {"enum": ["safe", "confirm", "destructive"], "default": "safe",
                     "description": "The least safe kind of step that is agreed to."}
    said = {**_closed(properties), "properties": {**properties, **dict.fromkeys(more, agree)}}
    return {"required": True, "content": {"application/json": {"schema": said}}}


def _closed(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}
