"""A link to a record of any object: two columns, one index."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

from marshmallow import fields as wire
from sqlalchemy import BigInteger

from dougong.fields.base import Column, Convert, Dialect, FieldType, Spec
from dougong.fields.link import EXTERNAL_LONGEST, ID_SCHEMA, OBJECT, External, read_id, read_link
from dougong.fields.refusals import Unclear, Wire, quote, refusal
from dougong.fields.stored import TEXT
from dougong.fields.text import ONE_LINE
from dougong.fields.typed import plain
from dougong.kernel.kinds import Kind
from dougong.kernel.names import is_name

_FORMS = ({"object", "id"}, {"object", "external_id"})
_TYPED = re.compile("([a-z][a-z0-9_]*)[ #/:]+([0-9]{1,19})")


@dataclass(frozen=True, slots=True)
class AnyLink:
    """One record of any object. In values `object` is its name; stored it is its uid, which the records floor puts
    in its place, since a name may change (design.md 5). A write may name the record by an External instead."""

    object: str
    id: int | External


class AnyLinkType(FieldType):
    """Object and id of one record; no foreign key holds it, so the unit of work checks and locks the target."""

    key = "any-link"
    kind = Kind.OPAQUE
    widget = "any_link"
    operators = frozenset({"eq", "ne", "null"})
    sortable = False
    aggregates = frozenset({"count"})
    options: ClassVar[Mapping[str, Any]] = {
        "to": {"type": "array", "items": dict(OBJECT), "minItems": 1, "uniqueItems": True, "x-patch": "never",
               "description": "Objects it may point to; any, where this is left out."},
        "on_delete": {"enum": ["restrict", "keep"], "default": "restrict",
                      "description": "What happens when the record it points to is deleted: refuse that, or keep "
                                     "pointing at it."},
    }

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return two columns: <name>_object and <name>_id."""
        return (Column(f"{spec.name}_object", TEXT), Column(f"{spec.name}_id", BigInteger()))

    def bind(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what makes the pair of columns."""
        return lambda value: (value.object, value.id)

    def result(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what makes an AnyLink of the pair of columns."""
        return lambda pair: AnyLink(*pair)

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads {"object": name, "id": n} or {"object": name, "external_id": text}; codes
        any_link, any_link_target, link."""
        allowed = frozenset(self.targets(spec))

        def read(sent: Any) -> AnyLink:
            if not isinstance(sent, Mapping) or sent.keys() not in _FORMS:
                raise refusal("any_link")
            name = sent["object"]
            if not isinstance(name, str) or not is_name(name) or (allowed and name not in allowed):
                raise refusal("any_link_target", object=quote(name))
            if "id" in sent:
                return AnyLink(name, read_id(sent["id"]))
            return AnyLink(name, read_link({"external_id": sent["external_id"]}))
        return Wire(read)

    def to_json(self, spec: Spec) -> Convert:
        """Return {"object": ..., "id": ...}."""
        return lambda value: {"object": value.object, "id": value.id}

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of the pair."""
        return self._pair(spec, "id", dict(ID_SCHEMA))

    def schema_sent(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of the pair, or of object and external id."""
        external = {"type": "string", "minLength": 1, "maxLength": EXTERNAL_LONGEST, "pattern": ONE_LINE}
        return {"oneOf": [self.schema(spec), self._pair(spec, "external_id", external)]}

    def _pair(self, spec: Spec, key: str, schema: dict[str, Any]) -> dict[str, Any]:
        allowed = self.targets(spec)
        return {"type": "object", "additionalProperties": False, "required": ["object", key], "properties": {
            "object": {"type": "string", "enum": list(allowed)} if allowed else {**OBJECT, "examples": ["user"]},
            key: schema}}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the pair typed: unit 42, unit#42, unit/42."""
        word = plain(text)
        if not word:
            return None
        found = _TYPED.fullmatch(word)
        if found is None:
            raise Unclear("any_link")
        return {"object": found[1], "id": int(found[2])}

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return unit #42; readers who have label and title show those instead."""
        return "" if value is None else f"{value.object} #{value.id}"

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return unit #42."""
        return self.show(spec, value, "en")

    def targets(self, spec: Spec) -> tuple[str, ...]:
        """Return the objects it may point to; empty for any."""
        return tuple(spec.options.get("to", ()))
