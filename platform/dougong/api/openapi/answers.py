"""What calls answer: records, pages, problems, with their headers."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dougong.api.errors import STATUS
from dougong.api.openapi.schemas import Schema, of
from dougong.api.problems import BASE
from dougong.kernel.messages import say

#: Headers of answers by name, for the components.
HEADERS: Final[Mapping[str, Schema]] = {
    "ETag": {"schema": {"type": "string", "pattern": '^"[0-9]+"$'}, "description": "The record's version."},
    "Link": {"required": True, "schema": {"type": "string"},
             "description": "RFC 8288: the first and, where there is one, the next page."},
    "Location": {"required": True, "schema": {"type": "string", "pattern": "^/api/v1/"},
                 "description": "Where the record is."},
    "Idempotency-Replayed": {"schema": {"const": "true"}, "description": "An earlier request with this key did it."},
}
ETAG: Final = {"ETag": {"$ref": "#/components/headers/ETag"}}
LINK: Final = {"Link": {"$ref": "#/components/headers/Link"}}
LOCATION: Final = {"Location": {"$ref": "#/components/headers/Location"}}
REPLAYED: Final = {"Idempotency-Replayed": {"$ref": "#/components/headers/Idempotency-Replayed"}}

#: Refusals every call may meet, those of calls with a body, and those of changes.
ALWAYS: Final = (400, 401, 403, 404, 406, 429, 503)
PAST: Final = (*ALWAYS, 422)             # as_of may ask for what cannot be told
BODY: Final = (*ALWAYS, 413, 415, 422)
CHANGE: Final = (*BODY, 409, 412, 428)
MOVE: Final = (*ALWAYS, 409, 412, 422)


def problem_schemas() -> dict[str, Schema]:
    """Return the schemas of a problem and of one refused value in it."""
    text: Schema = {"type": "string"}
    value: Schema = {"type": ["object", "array", "string", "number", "boolean", "null"]}
    fault: Schema = {
        "type": "object", "title": "Refused value", "additionalProperties": False,
        "required": ["pointer", "code", "message"],
        "properties": {"pointer": {**text, "description": "JSON pointer into the body; empty for the whole."},
                       "code": {**text, "description": "Stable name of the reason."},
                       "message": {**text, "description": "The reason in words, in the language asked for."},
                       "theirs": {**value, "description": "Of a clash: what the field holds now."},
                       "yours": {**value, "description": "Of a clash: what was sent."},
                       "records": {"type": "array", "items": {"type": "object", "additionalProperties": True},
                                   "description": "What stands in the way: object, id and title of each record, or, "
                                                  "of one that is not to be seen, what may be told of it."}}}
    problem: Schema = {
        "type": "object", "title": "Problem", "description": "RFC 9457.", "additionalProperties": False,
        "required": ["type", "title", "status", "code", "detail", "instance"],
        "properties": {
            "type": {"enum": sorted(f"{BASE}{name}" for _, _, name in STATUS)}, "title": text,
            "status": {"type": "integer", "minimum": 400, "maximum": 599}, "code": text, "detail": text,
            "instance": {**text, "description": "This occurrence; logs and history carry the same id."},
            "errors": {"type": "array", "items": of("fault"), "description": "Every refused value at once."},
            "current": {"type": "object", "description": "Of a conflict: the record as it is now.",
                        "additionalProperties": True},
            "why": {**text, "format": "uri-reference", "description": "Where it is told why this is refused."}}}
    return {"fault": fault, "problem": problem}


def problem_answers(language: str) -> dict[str, Schema]:
    """Return the answer of each status, for the components."""
    content = {"application/problem+json": {"schema": of("problem")}}
    return {str(status): {"description": say(f"problem_{name.replace('-', '_')}", language), "content": content,
                                 **_problem_headers(status)}
            for _, status, name in STATUS}


def answers(good: Mapping[str, Schema], problems: Iterable[int]) -> dict[str, Schema]:
    """Return the answers of a call: the good ones and the refusals, by status."""
    refusals = {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(problems)}
    return {**good, **refusals}


def json(schema: Schema, description: str, headers: Mapping[str, Any] | None = None) -> Schema:
    """Return an answer with a JSON body."""
    found: Schema = {"description": description, "content": {"application/json": {"schema": schema}}}
    return {**found, "headers": dict(headers)} if headers else found


def page(items: Schema) -> Schema:
    """Return the schema of a page of a list."""
    return {"type": "object", "additionalProperties": False, "required": ["data", "next"], "properties": {
        "data": {"type": "array", "items": items, "maxItems": 500},
        **{name: of(f"page.{name}") for name in ("next", "count", "capped")}}}


def page_schemas() -> dict[str, Schema]:
    """Return the schemas of what pages say beside their rows."""
    return {
        "page.next": {"type": ["string", "null"], "description": "Cursor of the next page, null at the end."},
        "page.count": {"type": "integer", "minimum": 0, "description": "How many match, where `count` asked for it."},
        "page.capped": {"type": "boolean",
                        "description": "With `count=capped`: whether there are more than `count`."}}


def _problem_headers(status: int) -> Schema:
    name = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}.get(status)
    return {"headers": {name: {"required": True, "schema": {"type": "string"}}}} if name else {}
