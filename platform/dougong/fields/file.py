"""A file kept beside the record."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import fields as wire

from dougong.fields.base import Spec
from dougong.fields.link import LinkType, read_id
from dougong.fields.refusals import Wire
from dougong.kernel.kinds import Kind

OBJECT = "file"


class FileType(LinkType):
    """The id of a record of the object `file`, which is uploaded first."""

    key = "file"
    kind = Kind.OPAQUE
    widget = "file"
    operators = frozenset({"null"})
    sortable = False
    options: ClassVar[Mapping[str, Any]] = {}
    needs = frozenset()

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads an id; code link."""
        return Wire(read_id)

    def schema_sent(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of an id."""
        return self.schema(spec)

    def targets(self, spec: Spec) -> tuple[str, ...]:
        """Return the object `file`."""
        return (OBJECT,)
