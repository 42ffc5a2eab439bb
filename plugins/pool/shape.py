"""What a definition of kind `pool` may say."""

from collections.abc import Mapping
from typing import Any

NAME = {"type": "string", "pattern": "^[a-z][a-z0-9]*(_[a-z0-9]+)*$", "maxLength": 40}
LIMITS: Mapping[str, str] = {
    "hold": "How many records one person has at most.",
    "daily": "How many one person takes in a day at most.",
    "cooldown": "Days for which whoever had a record last does not take it.",
}
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://dougong.dev/schemas/1/pool.json",
    "title": "Pool",
    "description": "Records nobody owns, which people take within limits and give back.",
    "type": "object",
    "additionalProperties": False,
    "required": ["kind", "name", "object", "claim", "leave", "previous", "since", "holding"],
    "properties": {
        "kind": {"const": "pool", "title": "Kind", "description": "What the file defines."},
        "name": {**NAME, "title": "Name", "description": "The name; the file is called like it."},
        "object": {**NAME, "title": "Object", "description": "Whose records are taken and given back."},
        "claim": {**NAME, "title": "Claim",
                  "description": "The transition by which somebody takes a record and owns it from then on."},
        "leave": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {**NAME, "title": "Transition"},
                  "title": "Leave", "description": "The transitions after which nobody owns it."},
        "previous": {**NAME, "title": "Previous", "description": "The field that keeps who had it last."},
        "since": {**NAME, "title": "Since", "description": "The field that keeps since when its owner has it."},
        "holding": {"type": "string", "minLength": 1, "maxLength": 2000, "title": "Holding",
                    "description": "Which of the records one owns count, as an expression."},
        "within": {**NAME, "title": "Within",
                   "description": "The link to the record that says the limits; nothing is limited without it."},
        "limits": {"type": "object", "additionalProperties": False, "title": "Limits",
                   "description": "The fields of that record that say them; one that is blank limits nothing.",
                   "properties": {key: {**NAME, "title": key.capitalize(), "description": said}
                                  for key, said in LIMITS.items()}},
    },
}
