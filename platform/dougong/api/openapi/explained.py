"""What `?explain=1` answers."""

from typing import Final

from dougong.api.openapi.schemas import Schema

_TEXT: Final[Schema] = {"type": "string"}
_YES: Final[Schema] = {"type": "boolean"}
_MAYBE: Final[Schema] = {"type": ["boolean", "null"]}
_COUNT: Final[Schema] = {"type": "integer"}


def schemas() -> dict[str, Schema]:
    """Return the schemas of reasons."""
    grounds = _list(_closed({"role": _TEXT, "grant": _TEXT, "pack": _TEXT, "scope": _TEXT, "text": _TEXT,
                             "condition": {"type": ["string", "null"]}, "covers": _MAYBE}))
    verb = _closed({"verb": _TEXT, "allowed": _YES, "verdict": _TEXT, "text": _TEXT, "grounds": grounds})
    field = _closed({"field": _TEXT, "label": _TEXT, "read": _YES, "edit": _YES, "text": _TEXT, "fixed_text": _TEXT,
                     "fixed": {"enum": ["derived", "readonly", None]}, "grounds": _list(_closed({
                         "role": _TEXT, "grant": _TEXT, "right": _TEXT, "because": _TEXT, "covers": _MAYBE,
                         "text": _TEXT}))})
    parts = _list(_closed({"text": _TEXT, "holds": _MAYBE, "values": {"type": "object", "additionalProperties": True}}))
    locked = {"anyOf": [_closed({"state": _TEXT, "kind": {"enum": ["all", "except", "only"]}, "text": _TEXT}),
                        {"type": "null"}]}
    way = _closed({"transition": _TEXT, "label": _TEXT, "to": _TEXT, "allowed": _YES, "text": _TEXT, "grounds": grounds,
                   "verdict": {"enum": ["runs", "not_granted", "roles", "stopped"]}, "conditions": parts})
    rule = _closed({
        "rule": _TEXT, "label": _TEXT, "fired": _YES, "text": _TEXT, "version": _COUNT, "at": _TEXT,
        "verdict": {"enum": ["fired", "false", "held", "done", "broken", "then"]},
        "actor": {"type": ["integer", "null"]}, "door": _TEXT, "cause": _TEXT,
        "conditions": parts})
    person = _closed({"id": _COUNT, "name": _TEXT, "administrator": _YES, "units": _list(_COUNT),
                      "roles": _list(_closed({"role": _TEXT, "label": _TEXT}))})
    return {
        "explained_record": _closed({"person": person, "object": _TEXT, "id": _COUNT, "verbs": _list(verb),
                                     "fields": _list(field), "rules": _list(rule), "locked": locked,
                                     "transitions": _list(way)}),
        "explained_list": _closed({"person": person, "object": _TEXT, "seen": _COUNT, "shown": _COUNT, "capped": _YES,
                                   "reading": verb, "conditions": _list(_closed(
                                       {"condition": _TEXT, "without": _COUNT, "excludes": _COUNT}))})}


def _closed(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}
