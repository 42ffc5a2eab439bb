"""What a definition of kind `period` may say."""

from collections.abc import Mapping
from typing import Any

NAME = {"type": "string", "pattern": "^[a-z][a-z0-9]*(_[a-z0-9]+)*$", "maxLength": 40}
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://dougong.dev/schemas/1/period.json",
    "title": "Period",
    "description": "Of records that agree in some fields one holds on any day: their periods do not overlap.",
    "type": "object",
    "additionalProperties": False,
    "required": ["kind", "name", "object", "each", "from", "to"],
    "properties": {
        "kind": {"const": "period", "title": "Kind", "description": "What the file defines."},
        "name": {**NAME, "title": "Name", "description": "The name; the file is called like it."},
        "object": {**NAME, "title": "Object", "description": "Whose records hold for a time."},
        "each": {"type": "array", "minItems": 1, "maxItems": 8, "uniqueItems": True, "title": "Each",
                 "items": {**NAME, "title": "Field"},
                 "description": "The fields in which records must agree to be compared; one that is blank agrees with "
                                "nothing. The first is a link that every record has."},
        "from": {**NAME, "title": "From", "description": "The field with the first day; blank: always so."},
        "to": {**NAME, "title": "To", "description": "The field with the last day; blank: until further notice."},
    },
}
