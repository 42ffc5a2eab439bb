"""The calls of imports and exports."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.imports import TYPES
from dougong.api.openapi.answers import ALWAYS, BODY, answers, json
from dougong.api.openapi.schemas import Schema, closed, of
from dougong.records.jobs import STATES
from dougong.records.transfer.asking import DECISIONS, LONGEST_CELL, MODES, MOST_MENDED, PHASES
from dougong.records.transfer.encoding import ENCODINGS
from dougong.records.transfer.exporting import FORMATS
from dougong.records.transfer.judging import VERDICTS

_TEXT: Final[Schema] = {"type": "string"}
_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
_MAYBE: Final[Schema] = {"type": ["integer", "null"], "minimum": 0}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}
_ID: Final[Schema] = {"name": "id", "in": "path", "required": True,
                      "schema": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}}
_FILE: Final[Schema] = {"schema": {"type": "string", "format": "binary"}}
_CHOICES: Final[dict[str, Schema]] = {
    "columns": {**_TEXTS, "description": "A field for each header; empty leaves the column out."},
    "match": {**_TEXT, "description": "What finds records to change; empty only creates."},
    "mode": {"enum": list(MODES), "description": "All or nothing, or without the rows that are refused."},
    "conflicts": {"enum": list(DECISIONS), "description": "Whose value stays where both have changed."},
    "decided": {"type": "object", "additionalProperties": {"enum": list(DECISIONS)},
                "propertyNames": {"type": "string", "pattern": "^[0-9]+$"}, "description": "The same, by row."},
    "cells": {"type": "object", "additionalProperties": {**_TEXT, "maxLength": LONGEST_CELL},
              "maxProperties": MOST_MENDED,
              "propertyNames": {"type": "string", "pattern": "^[A-Z]{1,3}[1-9][0-9]{0,6}$"},
              "description": "Texts in the place of cells of the file, by their names: C4."}}


def schemas() -> dict[str, Schema]:
    """Return the schemas of imports and exports."""
    problem: Schema = {"anyOf": [closed({"code": _TEXT, "detail": _TEXT}), {"type": "null"}]}
    state: Schema = {"enum": list(STATES)}
    moment: Schema = {"type": "string", "format": "date-time"}
    said = {name: _CHOICES[name] for name in ("columns", "match", "mode", "conflicts")}
    return {
        "import": closed({
            "id": _WHOLE, "object": _TEXT, "name": _TEXT, "state": state, "phase": {"enum": ["draft", *PHASES]},
            "done": _WHOLE, "created_at": moment, "encoding": _TEXT, "delimiter": _TEXT, "sheet": _TEXT,
            "sheets": _TEXTS, "headers": _TEXTS, "sample": {"type": "array", "items": _TEXTS}, **said,
            "counts": closed(dict.fromkeys(VERDICTS, _WHOLE)), "problem": problem}),
        "import_row": closed({
            "row": _WHOLE, "verdict": _TEXT, "id": _MAYBE, "errors": {"type": "array", "items": closed(
                {"row": _WHOLE, "cell": {"type": ["string", "null"]}, "pointer": _TEXT, "code": _TEXT,
                 "message": _TEXT})},
            "changes": {"type": "object", "description": "Of an update: [old, new] by field.",
                        "additionalProperties": {"type": "array", "minItems": 2, "maxItems": 2}}}),
        "export": closed({
            "id": _WHOLE, "object": _TEXT, "format": {"enum": list(FORMATS)}, "state": state, "done": _WHOLE,
            "total": _MAYBE, "rows": _MAYBE, "bytes": _MAYBE, "created_at": moment, "problem": problem}),
    }


def paths() -> dict[str, Any]:
    """Return the calls of imports and exports."""
    root, one = f"{PREFIX}/imports", f"{PREFIX}/imports/{{id}}"
    export = f"{PREFIX}/exports"
    taken, shown = json(of("import"), "Taken up.", _LOCATION), json(of("import"), "The import.")
    going = answers({"202": json(of("import"), "Taken up.")}, (*BODY, 409))
    found: dict[str, Any] = {
        root: {"get": _call("imports", "Your imports, newest first", answers({"200": json(closed(
            {"data": {"type": "array", "items": of("import")}}), "Imports.")}, ALWAYS)),
               "post": {**_call("import_upload", "Send a file", answers({"201": taken}, BODY), _UPLOAD),
                        "requestBody": {"required": True, "content": dict.fromkeys(TYPES, _FILE)}}},
        one: {"get": _call("import_read", "How an import goes", answers({"200": shown}, ALWAYS), [_ID])},
        f"{one}/rows": {"get": _call("import_rows", "What comes of each document", answers({"200": json(closed(
            {"data": {"type": "array", "items": of("import_row")}, "after": _MAYBE}), "Rows.")}, ALWAYS), _ROWS)},
        f"{one}/refused": {"get": _call("import_refused", "The refused rows as a file", answers({"200": {
            "description": "CSV.", "content": {"text/csv": _FILE}}}, ALWAYS), [_ID])},
        f"{one}/undo": {"post": _call("import_undo", "Take back what was imported", going, [_ID])},
        f"{one}/cancel": {"post": _call("import_cancel", "Stop at the next portion", going, [_ID])},
        export: {"post": {**_call("export", "Let a table be made", answers(
            {"202": json(of("export"), "Taken up.", _LOCATION)}, BODY)), "requestBody": _body({
                "object": _TEXT, "query": {**_TEXT, "description": "As in a list's address."}, "fields": _TEXTS,
                "format": {"enum": list(FORMATS)}, "identity": {"type": "boolean"}}, ["object"])}},
        f"{export}/{{id}}": {"get": _call("export_read", "How an export goes", answers(
            {"200": json(of("export"), "The export.")}, ALWAYS), [_ID])},
        f"{export}/{{id}}/cancel": {"post": _call("export_cancel", "Stop making the table", answers(
            {"202": json(of("export"), "It stops.")}, ALWAYS), [_ID])},
        f"{export}/{{id}}/file": {"get": _call("export_file", "The table", answers({"200": {
            "description": "CSV or XLSX.", "content": {"text/csv": _FILE, TYPES[-1]: _FILE}}}, (*ALWAYS, 409)), [_ID])},
    }
    for phase, summary in (("check", "Foresee what would come of it"), ("run", "Import it")):
        found[f"{one}/{phase}"] = {"post": {**_call(f"import_{phase}", summary, going, [_ID]),
                                            "requestBody": _body(_CHOICES, [])}}
    return found


_LOCATION: Final = {"Location": {"required": True, "schema": {"type": "string"}, "description": "Where it is."}}


def _asked(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "schema": schema}


_UPLOAD: Final = [{**_asked("object", _TEXT), "required": True}, _asked("name", {**_TEXT, "maxLength": 200}),
                  _asked("encoding", {"enum": list(ENCODINGS)}), _asked("delimiter", {"enum": [",", "\t", ";", "|"]}),
                  _asked("sheet", _TEXT)]


_ROWS: Final = [_ID, _asked("after", {**_WHOLE, "maximum": 999_999_999}),
                _asked("verdict", {"enum": list(VERDICTS)})]


def _call(name: str, summary: str, responses: Schema, parameters: list[Schema] | None = None) -> Schema:
    tag = "exports" if name.startswith("export") else "imports"
    return {"operationId": name, "tags": [tag], "summary": summary, "parameters": parameters or [],
            "responses": responses}


def _body(properties: dict[str, Schema], required: list[str]) -> Schema:
    schema = {**closed(properties), "required": required}
    return {"required": True, "content": {"application/json": {"schema": schema}}}
