"""A link to one record of another object."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

from marshmallow import fields as wire
from sqlalchemy import BigInteger

from dougong.fields.base import Column, FieldType, Spec
from dougong.fields.refusals import Unclear, Wire, refusal
from dougong.fields.text import ONE_LINE
from dougong.fields.typed import plain
from dougong.kernel.kinds import Kind
from dougong.kernel.names import PATTERN

LARGEST_ID = 2**63 - 1
EXTERNAL_LONGEST = 200
ON_DELETE: Mapping[str, Any] = {
    "enum": ["restrict", "clear", "cascade"], "default": "restrict",
    "description": "What happens here when the linked record is deleted: refuse that, empty this field, go along."}
OBJECT = {"type": "string", "pattern": PATTERN, "maxLength": 48, "x-patch": "never"}
ID_SCHEMA: Mapping[str, Any] = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
GOES_ALONG: Mapping[str, Any] = {
    "type": ["boolean", "string"], "default": False,
    "description": "Whether records of the same owner that point here may go along when what they point to becomes "
                   "another's: true, or an expression over such a record that says which."}
LINK_SCHEMA: Mapping[str, Any] = {"oneOf": [
    dict(ID_SCHEMA),
    {"type": "object", "additionalProperties": False, "required": ["external_id"],
     "properties": {"external_id": {"type": "string", "minLength": 1, "maxLength": EXTERNAL_LONGEST,
                                    "pattern": ONE_LINE}}},
]}
_TYPED = re.compile("#?([0-9]{1,19})")


@dataclass(frozen=True, slots=True)
class External:
    """A record named by the id another system gave it; the records floor puts its own id in its place."""

    id: str


class LinkType(FieldType):
    """The id of a record; a write may name it by {"external_id": ...} instead."""

    key = "link"
    kind = Kind.LINK
    widget = "link"
    operators = frozenset("eq ne in nin null".split())
    aggregates = frozenset({"count"})
    options: ClassVar[Mapping[str, Any]] = {
        "to": {**OBJECT, "description": "Object whose records may be chosen."},
        "where": {"type": "string", "description": "Expression over the target: which of its records may be chosen."},
        "on_delete": dict(ON_DELETE), "goes_along": dict(GOES_ALONG),
    }
    needs = frozenset({"to"})

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return one 64-bit column that refers to the target's table."""
        (target,) = self.targets(spec)
        return (Column(spec.name, BigInteger(), target, spec.options.get("on_delete", "restrict")),)

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads an id, or {"external_id": ...} as an External; code link."""
        return Wire(read_link)

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of an id."""
        return dict(ID_SCHEMA)

    def schema_sent(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of an id or {"external_id": ...}."""
        return dict(LINK_SCHEMA)

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the id typed: 42 or #42. Titles are found by whoever can search the target."""
        return typed_id(text)

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return #42; readers who have the record's title show that instead."""
        return "" if value is None else f"#{value}"

    def targets(self, spec: Spec) -> tuple[str, ...]:
        """Return the object linked to."""
        return (spec.options["to"],)


def _is_id(sent: Any) -> bool:
    """Return whether something is an id: a whole number from 1 to 2^63 - 1."""
    return isinstance(sent, int) and not isinstance(sent, bool) and 0 < sent <= LARGEST_ID


def read_id(sent: Any) -> int:
    """Return the id sent; raises the refusal "link"."""
    if _is_id(sent):
        return int(sent)
    raise refusal("link")


def read_link(sent: Any) -> int | External:
    """Return the id sent, or the External it names; raises the refusal "link"."""
    if _is_id(sent):
        return int(sent)
    if isinstance(sent, Mapping) and sent.keys() == {"external_id"} and _external(sent["external_id"]):
        return External(sent["external_id"])
    raise refusal("link")


def typed_id(text: str) -> int | None:
    """Return the id typed, None for blank; raises Unclear "link"."""
    word = plain(text)
    if not word:
        return None
    found = _TYPED.fullmatch(word)
    if found is None:
        raise Unclear("link")
    return int(found[1])


def _external(text: Any) -> bool:
    return (isinstance(text, str) and 0 < len(text) <= EXTERNAL_LONGEST and re.fullmatch(ONE_LINE, text) is not None
            and not any("\ud800" <= character <= "\udfff" for character in text))
