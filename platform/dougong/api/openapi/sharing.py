"""What sharing and assigning take and tell."""

from collections.abc import Iterable

from dougong.api.openapi.schemas import Schema
from dougong.fields.link import LARGEST_ID
from dougong.records.acts.shares import KINDS, VERBS

_DAY: Schema = {"type": ["string", "null"], "format": "date", "description": "The last day; for good where null."}


def share_body(roles: Iterable[str]) -> Schema:
    """Return the schema of with whom a record is to be shared, for what, until when."""
    whom = {"type": "string", "pattern": _whom(roles), "description": "user/<id>, unit/<id> or role/<code>."}
    return {"type": "object", "additionalProperties": False, "required": ["whom"], "properties": {
        "whom": whom, "verb": {"enum": list(VERBS), "default": "read"}, "until": _DAY}}


def shares_answer() -> Schema:
    """Return the schema of with whom a record is shared."""
    row = {"whom": {"type": "string"}, "verb": {"enum": ["read", "write"]}, "until": _DAY,
           "by": {"type": "integer"}, "at": {"type": "string", "format": "date-time"}}
    return {"type": "object", "additionalProperties": False, "required": ["data"], "properties": {
        "data": {"type": "array", "items": {"type": "object", "additionalProperties": False, "required": list(row),
                                            "properties": row}}}}


def assign_body(along: Iterable[str]) -> Schema:
    """Return the schema of whose a record is to be, and by which links others go along."""
    named = sorted(along)
    more = {"along": {"type": "array", "items": {"enum": named}, "description": "Links by which records go along."}}
    return {"type": "object", "additionalProperties": False, "required": ["owner"], "properties": {
        "owner": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}, **(more if named else {})}}


def merge_body(change: Schema) -> Schema:
    """Return the schema of which record goes, and what of it the other takes: as a change says it."""
    return {"type": "object", "additionalProperties": False, "required": ["from"], "properties": {
        "from": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}, "values": change}}


def along_answer() -> Schema:
    """Return the schema of what may go along with a record."""
    row: Schema = {"name": {"type": "string"}, "object": {"type": "string"}, "field": {"type": "string"},
                   "count": {"type": "integer"}, "capped": {"type": "boolean"}}
    return {"type": "object", "additionalProperties": False, "required": ["data"], "properties": {
        "data": {"type": "array", "items": {"type": "object", "additionalProperties": False, "required": list(row),
                                            "properties": row}}}}


def _whom(roles: Iterable[str]) -> str:
    people = "|".join(kind for kind in KINDS if kind != "role")
    return rf"^(({people})/[1-9][0-9]{{0,17}}|role/({'|'.join(sorted(roles)) or '-'}))$"
