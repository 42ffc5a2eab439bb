"""The calls of files."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.files import LONGEST_NAME, TYPE
from dougong.api.openapi.answers import ALWAYS, BODY, answers, json
from dougong.api.openapi.schemas import Schema, closed, of

_TEXT: Final[Schema] = {"type": "string"}
_ID: Final[Schema] = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
_SIZE: Final[Schema] = {"type": "integer", "minimum": 0}
_LOCATION: Final[Schema] = {"Location": {"required": True, "schema": _TEXT, "description": "Where it is."}}
_NUMBER: Final[Schema] = {"name": "id", "in": "path", "required": True, "schema": _ID}
_BYTES: Final[Schema] = {"schema": {"type": "string", "format": "binary"}}


def schemas() -> dict[str, Schema]:
    """Return the schema of a file."""
    maybe: Schema = {"type": ["integer", "null"], "minimum": 0}
    about: Schema = {"anyOf": [closed({"object": _TEXT, "id": _ID}), {"type": "null"}]}
    return {"file_kept": closed({
        "id": _ID, "name": _TEXT, "kind": {**_TEXT, "description": "Media type by content."}, "size": _SIZE,
        "sha256": _TEXT, "width": maybe, "height": maybe, "about": about,
        "version": {"type": "integer", "minimum": 1, "description": "Which of its versions it is."},
        "created_at": {"type": "string", "format": "date-time"}, "created_by": _ID})}


def paths() -> dict[str, Any]:
    """Return the calls of files."""
    root, one = f"{PREFIX}/files", f"{PREFIX}/files/{{id}}"
    file = of("file_kept")
    part: Schema = {"description": "The bytes Range asks for.", "content": {TYPE: _BYTES}}
    return {
        root: {"post": {**_call("file_upload", "Send a file", answers(
            {"201": json(file, "Kept.", _LOCATION)}, sorted({*BODY, 403, 404, 413, 415, 422, 503})), [
                {"name": "name", "in": "query", "required": True,
                 "schema": {**_TEXT, "minLength": 1, "maxLength": LONGEST_NAME}},
                {"name": "about", "in": "query", "schema": {**_TEXT, "examples": ["user/5"]},
                 "description": "The record it is attached to."}]),
            "requestBody": {"required": True, "content": {TYPE: _BYTES}}}},
        one: {"get": _call("file_read", "What is known of a file", answers(
                  {"200": json(file, "The file.")}, sorted({*ALWAYS, 400, 404})), [_NUMBER]),
              "delete": _call("file_remove", "Remove a file", answers(
                  {"204": {"description": "It is in the bin."}}, sorted({*ALWAYS, 403, 404, 409, 503})), [_NUMBER])},
        f"{one}/content": {"get": _call("file_content", "The bytes of a file", answers(
            {"200": {"description": "All of them.", "content": {"*/*": _BYTES}}, "206": part,
             "304": {"description": "You have them."}, "416": {"description": "There are no such bytes."}},
            sorted({*ALWAYS, 400, 404, 503})), [
                _NUMBER, {"name": "inline", "in": "query", "schema": {"type": "boolean"},
                               "description": "Show it, if it is a picture or PDF."}])},
        **_versions(one, file),
        f"{PREFIX}/{{object}}/{{id}}/attachments": {"get": _call("attachments", "What is attached to a record", answers(
            {"200": json(closed({"data": {"type": "array", "items": file}}), "Files, newest first.")},
            sorted({*ALWAYS, 404})), [{"name": "object", "in": "path", "required": True, "schema": _TEXT}, _NUMBER])},
    }


def _versions(one: str, file: Schema) -> dict[str, Any]:
    body = {"requestBody": {"required": True, "content": {TYPE: _BYTES}}}
    name: Schema = {"name": "name", "in": "query", "schema": {**_TEXT, "minLength": 1, "maxLength": LONGEST_NAME},
                    "description": "Called as before without it."}
    made = {"201": json(file, "The newest version now.", _LOCATION)}
    every = json(closed({"data": {"type": "array", "items": file}}), "Its versions, the newest first.")
    return {
        f"{one}/versions": {
            "get": _call("file_versions", "The versions of a file", answers(
                {"200": every}, sorted({*ALWAYS, 400, 404})), [_NUMBER]),
            "post": {**_call("file_replace", "Send a new version of an attached file", answers(
                made, sorted({*BODY, 403, 404, 413, 415, 422, 503})), [_NUMBER, name]), **body}},
        f"{one}/put-back": {"post": _call("file_put_back", "Make an earlier version the newest", answers(
            made, sorted({*ALWAYS, 403, 404, 422, 503})), [_NUMBER])}}


def _call(name: str, summary: str, responses: Schema, parameters: list[Schema]) -> Schema:
    return {"operationId": name, "tags": ["files"], "summary": summary, "parameters": parameters,
            "responses": responses}
