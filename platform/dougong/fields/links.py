"""Links to many records of another object."""

import re
from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

from marshmallow import fields as wire

from dougong.fields.base import Column, Convert, FieldType, Spec
from dougong.fields.link import ID_SCHEMA, LINK_SCHEMA, External, LinkType, read_link, typed_id
from dougong.fields.refusals import Wire
from dougong.fields.several import distinct
from dougong.kernel.kinds import Kind
from dougong.kernel.labels import enumerated

MOST = 500
_SEPARATOR = re.compile(r"[,，、;；\s]+")


class LinksType(FieldType):
    """Ids of records, in a join table; what goes away is taken out, so there is no on_delete."""

    key = "links"
    kind = Kind.SET
    widget = "links"
    operators = frozenset({"has", "null"})
    sortable = False
    aggregates = frozenset({"count"})
    storage = "join"
    options: ClassVar[Mapping[str, Any]] = {key: LinkType.options[key] for key in ("to", "where")}
    needs = frozenset({"to"})

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return no column: the pairs of ids stand in a join table."""
        return ()

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads a list of ids or {"external_id": ...}; codes list, link, too_many, twice."""
        return Wire(_read)

    def to_json(self, spec: Spec) -> Convert:
        """Return what makes a JSON array."""
        return list

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of a list of distinct ids."""
        return {"type": "array", "items": dict(ID_SCHEMA), "uniqueItems": True, "maxItems": MOST}

    def schema_sent(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of a list of distinct ids or {"external_id": ...}."""
        return {**self.schema(spec), "items": dict(LINK_SCHEMA)}

    def schema_present(self, spec: Spec) -> dict[str, Any]:
        """Return `schema_sent` for at least one record."""
        return {**self.schema_sent(spec), "minItems": 1}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the ids typed, with commas or blanks between."""
        return list(dict.fromkeys(filter(None, map(typed_id, _SEPARATOR.split(text))))) or None

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return #1, #2; readers who have the records' titles show those instead."""
        return enumerated((f"#{each}" for each in value or ()), language)

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return the ids with commas between."""
        return ", ".join(map(str, value or ()))

    def targets(self, spec: Spec) -> tuple[str, ...]:
        """Return the object linked to."""
        return (spec.options["to"],)


def _read(sent: Any) -> tuple[int | External, ...]:
    return tuple(map(read_link, distinct(sent, MOST)))
