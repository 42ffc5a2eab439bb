"""What a definition of kind `duplicate` may say."""

from collections.abc import Mapping
from typing import Any

from .keys import MAKERS

NAME = {"type": "string", "pattern": "^[a-z][a-z0-9]*(_[a-z0-9]+)*$", "maxLength": 40}
FIELDS = {"type": "object", "propertyNames": NAME, "additionalProperties": {**NAME, "title": "Field",
          "description": "The field of that object the key is made of."}}
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://dougong.dev/schemas/1/duplicate.json",
    "title": "Duplicate",
    "description": "By what records of an object are known to be the same, or look alike.",
    "type": "object",
    "additionalProperties": False,
    "required": ["kind", "name", "object", "keys"],
    "properties": {
        "kind": {"const": "duplicate", "title": "Kind", "description": "What the file defines."},
        "name": {**NAME, "title": "Name", "description": "The name; the file is called like it."},
        "object": {**NAME, "title": "Object", "description": "Whose records are not to be there twice."},
        "keys": {
            "type": "object", "minProperties": 1, "maxProperties": 8, "propertyNames": NAME, "title": "Keys",
            "description": "By name, what two records have in common that are the same.",
            "additionalProperties": {
                "type": "object", "additionalProperties": False, "required": ["of", "as"], "title": "Key",
                "description": "One key.",
                "properties": {
                    "of": {**NAME, "title": "Of", "description": "The field it is made of, a text somebody writes."},
                    "as": {"enum": list(MAKERS), "title": "As",
                           "description": "How: name folds width, case and script and leaves out blanks, signs and "
                                          "suffixes of firms; sound is how such a name is pronounced; code keeps "
                                          "letters and digits; phone keeps digits; mail folds case."},
                    "unique": {"type": "boolean", "default": False, "title": "Unique",
                               "description": "Whether a live record with the same key is refused; else it is "
                                              "warned of."},
                },
            },
        },
        "also_in": {
            "type": "object", "propertyNames": NAME, "title": "Also in", "additionalProperties": {
                **FIELDS, "title": "Object", "description": "By key, the field it is made of there."},
            "description": "Other objects whose records are warned of, and the other way round.",
        },
        "similar": {
            "type": "object", "additionalProperties": False, "required": ["key"], "title": "Similar",
            "description": "Records whose key differs little are warned of.",
            "properties": {
                "key": {**NAME, "title": "Key", "description": "The key that is compared, one of a name."},
                "least": {"type": "number", "minimum": 0.5, "maximum": 1, "default": 0.8, "title": "Least",
                          "description": "How alike: 1 less the part of the characters that differ."},
            },
        },
        "reveal": {"type": "array", "uniqueItems": True, "items": NAME, "title": "Reveal",
                   "description": "What whoever may not see a record is told of it; nothing but that it exists, when "
                                  "absent. `owner` is whose it is."},
    },
}
