"""The calls by which administrators try rules."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.openapi.answers import ALWAYS, BODY, answers, json
from dougong.api.openapi.explained import conditions
from dougong.api.openapi.parameters import query
from dougong.api.openapi.schemas import Schema, closed, many, of
from dougong.fields.link import ID_SCHEMA
from dougong.processes.rules.foretold import TIMES
from dougong.processes.rules.replayed import DAYS

_TEXT: Final[Schema] = {"type": "string"}
_MAYBE: Final[Schema] = {"type": ["string", "null"]}
_YES: Final[Schema] = {"type": "boolean"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_ANY: Final[Schema] = {"type": "object", "additionalProperties": True}
_RULE: Final[Schema] = {"name": "rule", "in": "path", "required": True, "schema": _TEXT,
                        "description": "The name of the rule."}


def schemas() -> dict[str, Schema]:
    """Return the schemas of what trying a rule tells."""
    judged = closed({"line": _COUNT, "fires": _YES, "text": _TEXT, "conditions": conditions()})
    change = closed({"object": _TEXT, "id": {"type": ["integer", "null"]}, "title": _TEXT, "verb": _TEXT,
                     "transition": _MAYBE, "cause": _TEXT,
                     "changes": {**_ANY, "description": "As a history tells them: [old, new] by uid."}})
    fired = closed({"id": dict(ID_SCHEMA), "title": _TEXT, "version": _COUNT, "at": _MOMENT, "line": _COUNT})
    return {
        "rule_tried": closed({
            "rule": _TEXT, "fires": _YES, "judged": many(judged), "changes": many(change),
            "calls": many(closed({"action": _TEXT, "label": _TEXT})),
            "effects": many(closed({"kind": _TEXT, "target": _MAYBE, "payload": _ANY})),
            "refused": {"anyOf": [of("problem"), {"type": "null"}]}}),
        "rule_past": closed({
            "rule": _TEXT, "since": _MOMENT, "changes": _COUNT, "records": _COUNT, "cut": _YES, "fired": _COUNT,
            "on": _COUNT, "data": many(fired),
            "as_now": {**many(_TEXT), "description": "What is taken as it is now: nothing earlier is kept of it."}}),
        "rule_due": closed({"rule": _TEXT, "cut": _YES, "data": many(closed({
            "at": _MOMENT, "more": _YES, "records": many(closed({"id": dict(ID_SCHEMA), "title": _TEXT}))}))})}


def paths() -> dict[str, Any]:
    """Return the calls."""
    root = f"{PREFIX}/rules/{{rule}}"
    body = {"required": True, "content": {"application/json": {"schema":
        closed({"id": dict(ID_SCHEMA)})}}}
    tried = _call("try_rule", "What a rule makes of a record, and would do", "rule_tried", (*BODY, 409))
    days = query("days", {"type": "integer", "minimum": 1, "maximum": DAYS, "default": DAYS}, "How far to look back.")
    ahead = [query("day", {"type": "string", "format": "date"}, "The first day; today if left out."),
             query("days", {"type": "integer", "minimum": 1, "maximum": TIMES, "default": 1}, "So many days.")]
    return {
        f"{root}/try": {"post": {**tried, "requestBody": body}},
        f"{root}/past": {"get": {**_call("rule_past", "On which changes a rule would have fired", "rule_past", ALWAYS),
                                 "parameters": [_RULE, days]}},
        f"{root}/due": {"get": {**_call("rule_due", "What time would bring to a rule", "rule_due", ALWAYS),
                                "parameters": [_RULE, *ahead]}}}


def _call(name: str, summary: str, schema: str, problems: tuple[int, ...]) -> dict[str, Any]:
    return {"operationId": name, "tags": ["rules"], "summary": summary, "parameters": [_RULE],
            "responses": answers({"200": json(of(schema), "Nothing of it lasts.")}, problems)}
