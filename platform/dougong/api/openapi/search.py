"""The call that searches all objects."""

from typing import Any, Final

from dougong.api.answers import PREFIX
from dougong.api.filters import LONGEST_SEARCH, NO_NUL
from dougong.api.openapi.answers import ALWAYS, answers, json
from dougong.api.openapi.parameters import query
from dougong.api.openapi.schemas import Schema, of
from dougong.api.search import LONGEST, USUAL
from dougong.fields.link import ID_SCHEMA
from dougong.records.context import Context
from dougong.records.search.everywhere import RANKS, searchable

_HIT: Final[Schema] = {
    "type": "object", "additionalProperties": False, "required": ["object", "id", "title", "number", "rank"],
    "properties": {"object": {"type": "string"}, "id": dict(ID_SCHEMA), "title": {"type": "string"},
                   "number": {"type": ["string", "null"]},
                   "rank": {"enum": list(RANKS), "description":
                            "By what it was found: its number, its whole title or the start of it, a word of its "
                            "title, or other text; in this order."}}}


def schemas() -> dict[str, Schema]:
    """Return the schema of what was found."""
    return {"found": {"type": "object", "additionalProperties": False, "required": ["data"],
                      "properties": {"data": {"type": "array", "items": _HIT}}}}


def paths(context: Context) -> dict[str, Any]:
    """Return the call, with the objects the caller may search."""
    names = [object.name for object in searchable(context)]
    said = query("q", {"type": "string", "maxLength": LONGEST_SEARCH, "pattern": NO_NUL},
                 "Words, numbers or parts of them; Chinese also as pinyin or initials, simplified or traditional.")
    among = [query("object", {"type": "array", "items": {"enum": names}, "minItems": 1}, "Look into these alone.")]
    most = query("limit", {"type": "integer", "minimum": 1, "maximum": LONGEST, "default": USUAL}, "Records at most.")
    return {f"{PREFIX}/search": {"get": {
        "operationId": "search", "tags": ["search"], "summary": "Find records of any object",
        "parameters": [{**said, "required": True}, most, *(among if names else [])],
        "responses": answers({"200": json(of("found"), "The records, the best first.")}, ALWAYS)}}}
