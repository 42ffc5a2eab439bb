"""Calls that are there whatever the catalog holds."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.openapi.answers import ALWAYS, BODY, answers, json
from dougong.api.openapi.schemas import Schema, closed, many, of
from dougong.kernel.labels import LANGUAGES
from dougong.records.definitions.planning import OPERATIONS

_TEXT: Final[Schema] = {"type": "string"}
_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
_ID: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
_SAFETY: Final[Schema] = {"enum": ["safe", "confirm", "destructive", "refused"]}
_FILES: Final[Schema] = {
    "type": "object", "additionalProperties": {"type": ["string", "null"]}, "maxProperties": 1000,
    "propertyNames": {"type": "string", "pattern": "^[^/]+/.+$"},
    "description": "Definitions by <pack>/<path>, over those in force; null takes a file away."}
_CHANGE: Final[dict[str, Schema]] = {
    "set": _TEXT, "to": {}, "unset": _TEXT, "insert": {}, "into": _TEXT, "move": _TEXT,
    "after": {"type": ["string", "null"]}, "was": {}}
_OPERATIONS: Final[Schema] = {
    "type": "array", "maxItems": OPERATIONS, "items": {
        "type": "object", "additionalProperties": False, "minProperties": 1,
        "properties": {**_CHANGE, "add": {"type": "object", "additionalProperties": True,
                                          "description": "A whole definition, as its kind's schema says."},
                       "drop": _TEXT, "reset": _TEXT, "rename": _TEXT}},
    "description": "Operations on the site's layer, in order: set, unset, insert, move, add, drop, reset or rename."}
_MORE: Final[dict[str, Schema]] = {
    "files": _FILES, "operations": _OPERATIONS, "digest": _TEXT,
    "agree": {"enum": ["safe", "confirm", "destructive"], "default": "safe",
              "description": "The least safe kind of step that is agreed to."}}
_WHAT: Final[Schema] = {"enum": ["added", "removed", "changed"]}
#: Since which catalog the site says so, when that came into force and who put it there; null elsewhere.
_SINCE: Final[dict[str, Schema]] = {
    "number": {"type": ["integer", "null"]}, "at": {"type": ["string", "null"]},
    "by": {"type": ["object", "null"], "additionalProperties": False, "required": ["user", "door", "note"],
           "properties": {"user": {"type": ["integer", "null"]}, "door": _TEXT, "note": _TEXT}}}
_ENTRY: Final[dict[str, Schema]] = {"number": _WHOLE, "at": _TEXT, "by": _SINCE["by"]}


def schemas() -> dict[str, Schema]:
    """Return the schemas of what these calls answer."""
    return {
        "me": closed({"id": _WHOLE, "name": _TEXT, "language": {"enum": list(LANGUAGES)}, "roles": many(_TEXT)}),
        "access": _access(),
        "catalog": closed({"number": _WHOLE, "fingerprint": _TEXT, "packs": many(closed(
            {"name": _TEXT, "label": _TEXT, "version": _TEXT, "requires": many(_TEXT)})), "objects": many(closed(
                {"name": _TEXT, "uid": _TEXT, "label": _TEXT, "pack": _TEXT, "parent": {"type": ["string", "null"]},
                 "fields": many(closed({"name": _TEXT, "uid": _TEXT, "label": _TEXT, "type": _TEXT, "pack": _TEXT,
                                        "to": many(_TEXT)}))}))}),
        "plan": closed({"base": _WHOLE, "digest": _TEXT, "safety": _SAFETY, "steps": many(closed(
            {"verb": _TEXT, "subject": _TEXT, "sentence": _TEXT, "ahead": many(_TEXT), "sql": many(_TEXT),
             "later": many(_TEXT), "safety": _SAFETY, "rows": _WHOLE,
             "binned": _WHOLE, "samples": many(_TEXT), "dependants": many(_TEXT)}))}),
        "violations": closed({"data": many(closed(
            {"object": _TEXT, "rule": _TEXT, "enforce": {"enum": ["observe", "warn", "new", "all"]},
             "count": {"type": ["integer", "null"], "minimum": 0}}))}),
        "applied": closed({"number": _WHOLE}),
        "definitions_history": closed({"data": many(closed({**_ENTRY, "definitions": many(closed(
            {"definition": _TEXT, "what": _WHAT}))}))}),
        "definitions_change": closed({**_ENTRY, "since": _WHOLE, "changes": many(closed(
            {"definition": _TEXT, "what": _WHAT, "diff": _TEXT,
             "differences": many(closed({"path": _TEXT, "was": {}, "to": {}}))}))}),
        "explained": closed({"path": _TEXT, **_origin(), "beneath": many(closed(_origin())),
                             "parts": many(of("explained"))}),
        "patches": closed({"data": many(closed(
            {"layer": _TEXT, "file": _TEXT, "path": _TEXT,
             "operation": {"type": "object", "additionalProperties": False, "properties": _CHANGE},
             "state": {"enum": ["in_force", "gone", "changed", "refused"]}, "now": {}, "why": _TEXT, **_SINCE}))}),
    }


def _history() -> dict[str, Any]:
    """Return the calls about how the definitions came to be what they are."""
    one = f"{PREFIX}/catalog/history/{{number}}"
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0},
              "description": "The number of the catalog a change made."}
    asked = [{"name": name, "in": "query", "schema": {"type": "integer", "minimum": low, "maximum": high},
              "description": said} for name, low, high, said in (
        ("before", 0, 999_999_999, "Only numbers below this one."), ("limit", 1, 100, "How many, at most."))]
    since = {"name": "since", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 999_999_999},
             "description": "The catalog to compare with; the one before when absent."}
    return {
        f"{PREFIX}/catalog/history": {"get": {
            "operationId": "definitions_history", "tags": ["definitions"], "summary": "Who changed which definitions",
            "parameters": asked,
            "responses": answers({"200": json(of("definitions_history"), "Newest first.")}, ALWAYS)}},
        one: {"get": {
            "operationId": "definitions_change", "tags": ["definitions"], "summary": "What a change was",
            "parameters": [number, since],
            "responses": answers({"200": json(of("definitions_change"), "By definition.")}, (*ALWAYS, 404))}},
        f"{one}/revert": {"post": {
            "operationId": "revert_definitions", "tags": ["definitions"],
            "summary": "The plan of taking a change back; with its digest, carry it out",
            "parameters": [number], "requestBody": _body({}, ("digest", "agree")),
            "responses": answers({"200": json({"anyOf": [of("plan"), of("applied")]}, "Plan, or number in force.")},
                                 (*BODY, 404, 409))}},
    }


def _access() -> Schema:
    """Return the schema of what somebody may do, and why."""
    known = {"type": ["boolean", "null"]}
    empty = {"type": ["string", "null"]}
    ground = {"role": _TEXT, "grant": _TEXT, "covers": known, "text": _TEXT}
    reasons = {"allowed": {"type": "boolean"}, "verdict": _TEXT, "text": _TEXT, "grounds": many(closed(
        {**ground, "pack": _TEXT, "scope": _TEXT, "condition": empty}))}
    way = {"transition": _TEXT, "label": _TEXT}
    said: dict[str, Schema] = {
        "user": closed({"id": _WHOLE, "name": _TEXT}),
        "roles": many(closed({"role": _TEXT, "label": _TEXT, "unit": empty, "from": _TEXT, "to": empty,
                              "now": {"type": "boolean"}}))}
    more: dict[str, Schema] = {
        "objects": many(closed({"object": _TEXT, "label": _TEXT, "may": many(_TEXT),
                                "transitions": many(closed(way))})),
        "object": _TEXT, "label": _TEXT, "id": {"type": ["integer", "null"]},
        "verbs": many(closed({"verb": _TEXT, **reasons})), "transitions": many(closed({**way, **reasons})),
        "fields": many(closed({"field": _TEXT, "label": _TEXT, "read": {"type": "boolean"},
                               "edit": {"type": "boolean"}, "text": _TEXT,
                               "grounds": many(closed({**ground, "right": _TEXT, "because": _TEXT}))}))}
    return closed({**said, **more}, said)


def _origin() -> dict[str, Schema]:
    """Return what tells where a value comes from."""
    return {"value": {}, "layer": _TEXT, "file": _TEXT, "line": _WHOLE, "column": _WHOLE, **_SINCE}


def paths(*, admin: bool) -> dict[str, Any]:
    """Return the calls; the catalog is for administrators."""
    found: dict[str, Any] = {f"{PREFIX}/me": {"get": {
        "operationId": "me", "tags": ["me"], "summary": "Who the token belongs to",
        "responses": answers({"200": json(of("me"), "The person.")}, ALWAYS)}}}
    found[f"{PREFIX}/me/access"] = {"get": {
        "operationId": "access", "tags": ["me"], "summary": "What one may do, and why; administrators ask of others",
        "parameters": [{"name": name, "in": "query", "schema": schema, "description": said} for name, schema, said in (
            ("user", _ID, "The id of whom administrators ask of."), ("object", _TEXT, "The object; all when absent."),
            ("id", _ID, "A record of the object."))],
        "responses": answers({"200": json(of("access"), "Roles, verbs, transitions and fields, with reasons.")},
                             (*ALWAYS, 404))}}
    if admin:
        found[f"{PREFIX}/catalog"] = {"get": {
            "operationId": "catalog", "tags": ["catalog"], "summary": "The definitions in force",
            "responses": answers({"200": json(of("catalog"), "Packs and objects.")}, ALWAYS)}}
        found[f"{PREFIX}/catalog/violations"] = {"get": {
            "operationId": "violations", "tags": ["catalog"], "summary": "How many live records break which rule",
            "responses": answers({"200": json(of("violations"), "Rules that are broken.")}, ALWAYS)}}
        found[f"{PREFIX}/catalog/explain"] = {"get": {
            "operationId": "explain_catalog", "tags": ["definitions"], "summary": "Where a definition comes from",
            "parameters": [{"name": "path", "in": "query", "required": True, "schema": {"type": "string"},
                            "description": "As objects.user.fields.login.label, or an object and what is in it."}],
            "responses": answers({"200": json(of("explained"), "What stands there, with what is inside it.")},
                                 (*ALWAYS, 404))}}
        found[f"{PREFIX}/catalog/patches"] = {"get": {
            "operationId": "patches", "tags": ["definitions"], "summary": "What the site and upper packs have changed",
            "responses": answers({"200": json(of("patches"), "Operations in force and parked.")}, ALWAYS)}}
        found |= _history()
        found[f"{PREFIX}/catalog/plan"] = {"post": {
            "operationId": "plan_catalog", "tags": ["definitions"], "summary": "What a change of definitions would do",
            "requestBody": _body({}, ("files", "operations")),
            "responses": answers({"200": json(of("plan"), "The plan, step by step.")}, BODY)}}
        found[f"{PREFIX}/catalog/apply"] = {"post": {
            "operationId": "apply_catalog", "tags": ["definitions"], "summary": "Carry out a plan that was read",
            "requestBody": _body({"digest": _TEXT}, ("files", "operations", "agree")),
            "responses": answers({"200": json(of("applied"), "The number now in force.")}, (*BODY, 409))}}
    return found


def _body(properties: dict[str, Schema], more: tuple[str, ...]) -> dict[str, Any]:
    said = {**closed(properties), "properties": {**properties, **{name: _MORE[name] for name in more}}}
    return {"required": True, "content": {"application/json": {"schema": said}}}
