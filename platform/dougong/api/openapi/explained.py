"""What `?explain=1` answers."""

from typing import Final

from dougong.api.openapi.schemas import Schema, closed, many

_TEXT: Final[Schema] = {"type": "string"}
_YES: Final[Schema] = {"type": "boolean"}
_MAYBE: Final[Schema] = {"type": ["boolean", "null"]}
_COUNT: Final[Schema] = {"type": "integer"}


def schemas() -> dict[str, Schema]:
    """Return the schemas of reasons."""
    grounds = many(closed({"role": _TEXT, "grant": _TEXT, "pack": _TEXT, "scope": _TEXT, "text": _TEXT,
                           "condition": {"type": ["string", "null"]}, "covers": _MAYBE}))
    verb = closed({"verb": _TEXT, "allowed": _YES, "verdict": _TEXT, "text": _TEXT, "grounds": grounds})
    field = closed({"field": _TEXT, "label": _TEXT, "read": _YES, "edit": _YES, "text": _TEXT, "fixed_text": _TEXT,
                    "fixed": {"enum": ["derived", "readonly", None]}, "grounds": many(closed({
                         "role": _TEXT, "grant": _TEXT, "right": _TEXT, "because": _TEXT, "covers": _MAYBE,
                         "text": _TEXT}))})
    parts = conditions()
    locked = {"anyOf": [closed({"state": _TEXT, "kind": {"enum": ["all", "except", "only"]}, "text": _TEXT}),
                        {"type": "null"}]}
    way = closed({"transition": _TEXT, "label": _TEXT, "to": _TEXT, "allowed": _YES, "text": _TEXT, "grounds": grounds,
                  "verdict": {"enum": ["runs", "not_granted", "roles", "stopped"]}, "conditions": parts})
    button = closed({"button": _TEXT, "label": _TEXT, "allowed": _YES, "text": _TEXT, "grounds": grounds,
                     "verdict": {"enum": ["runs", "not_granted", "stopped"]}, "conditions": parts})
    rule = closed({
        "rule": _TEXT, "label": _TEXT, "fired": _YES, "text": _TEXT, "version": _COUNT, "at": _TEXT,
        "verdict": {"enum": ["fired", "false", "held", "done", "broken", "then"]},
        "actor": {"type": ["integer", "null"]}, "door": _TEXT, "cause": _TEXT,
        "conditions": parts})
    person = closed({"id": _COUNT, "name": _TEXT, "administrator": _YES, "units": many(_COUNT),
                     "roles": many(closed({"role": _TEXT, "label": _TEXT}))})
    fields = {**rule["properties"], "object": _TEXT, "id": _COUNT}
    return {
        "rule_foreseen": closed(fields),
        "explained_record": closed({"person": person, "object": _TEXT, "id": _COUNT, "verbs": many(verb),
                                    "fields": many(field), "rules": many(rule), "locked": locked,
                                    "transitions": many(way), "buttons": many(button)}),
        "explained_list": closed({"person": person, "object": _TEXT, "seen": _COUNT, "shown": _COUNT, "capped": _YES,
                                  "reading": verb, "conditions": many(closed(
                                       {"condition": _TEXT, "without": _COUNT, "excludes": _COUNT}))})}


def conditions() -> Schema:
    """Return the schema of the conditions that have to hold together, with what they saw."""
    return many(closed({"text": _TEXT, "holds": _MAYBE, "values": {"type": "object", "additionalProperties": True}}))
