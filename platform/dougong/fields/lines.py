"""The lines of a document: records of a line object, written through their owner."""

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

from marshmallow import fields as wire

from dougong.fields.base import Column, FieldType, Spec
from dougong.fields.link import OBJECT
from dougong.fields.refusals import Unclear, Wire, refusal
from dougong.kernel.kinds import Kind
from dougong.kernel.messages import say

MOST = 1000


class LinesType(FieldType):
    """Line objects; the loader reads their rows by the line object's own fields."""

    key = "lines"
    kind = Kind.ROWS
    widget = "lines"
    operators = frozenset()
    sortable = False
    storage = "lines"
    options: ClassVar[Mapping[str, Any]] = {
        "of": {**OBJECT, "description": "Line object, which says `parent:` and the name of this object."},
        "min": {"type": "integer", "minimum": 0, "maximum": MOST, "default": 0, "description": "Fewest lines."},
        "max": {"type": "integer", "minimum": 1, "maximum": MOST, "default": MOST, "description": "Most lines."},
    }
    needs = frozenset({"of"})

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return no column: lines have a table of their own."""
        return ()

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads a list of objects of the right length; codes lines, lines_min, lines_max.

        The values inside are still in JSON form; fields/loading.py reads them.
        """
        low, high = int(spec.options.get("min", 0)), int(spec.options.get("max", MOST))

        def read(sent: Any) -> list[Mapping[str, Any]]:
            if not isinstance(sent, list):
                raise refusal("lines")
            if len(sent) < low:
                raise refusal("lines_min", min=low)
            if len(sent) > high:
                raise refusal("lines_max", max=high)
            return sent
        return Wire(read)

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of the list; the document's schema puts that of the line object into `items`."""
        return {"type": "array", "items": {"type": "object"},
                "minItems": int(spec.options.get("min", 0)), "maxItems": int(spec.options.get("max", MOST))}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Refuse any text: lines are typed field by field."""
        if text.strip():
            raise Unclear("lines")

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return how many lines there are."""
        return "" if value is None else say("lines_count", language, n=len(value))

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return nothing: the grid edits lines."""
        return ""

    def targets(self, spec: Spec) -> tuple[str, ...]:
        """Return the line object."""
        return (spec.options["of"],)

    def check_options(self, spec: Spec) -> str | None:
        """Return that min is above max, if it is."""
        return "min is above max" if spec.options.get("min", 0) > spec.options.get("max", MOST) else None
