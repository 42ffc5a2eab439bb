"""Several of the values a definition lists."""

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

from marshmallow import fields as wire

from dougong.fields.base import Option, Spec
from dougong.fields.choice import OPTIONS, listed, option_names, option_typed, option_words, unknown
from dougong.fields.refusals import Wire
from dougong.fields.several import SeveralType, distinct, typed
from dougong.kernel.labels import enumerated


class ChoicesType(SeveralType):
    """Some of the listed values, kept in the order of the definition."""

    key = "choices"
    widget = "choices"
    options: ClassVar[Mapping[str, Any]] = OPTIONS
    needs = frozenset({"options"})

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads a list of names; codes list, option, twice."""
        names = option_names(spec)
        known = frozenset(names)

        def read(sent: Any) -> tuple[str, ...] | None:
            for name in distinct(sent, len(names)):
                if not isinstance(name, str) or name not in known:
                    raise unknown(name, known)
            return tuple(name for name in names if name in sent) or None
        return Wire(read)

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of a list of distinct names."""
        names = option_names(spec)
        return {"type": "array", "items": {"type": "string", "enum": list(names)}, "uniqueItems": True,
                "maxItems": len(names)}

    def schema_present(self, spec: Spec) -> dict[str, Any]:
        """Return `schema` for at least one name."""
        return {**self.schema(spec), "minItems": 1}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the names of the options typed by name or label, with commas or 、 between."""
        found = {option_typed(spec, word) for word in typed(text)}
        return [name for name in option_names(spec) if name in found] or None

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return the labels with 、 between in Chinese, commas in English."""
        return enumerated((option_words(spec, name, language) for name in value or ()), language)

    def choices(self, spec: Spec) -> tuple[Option, ...]:
        """Return the options in the order of the definition."""
        return listed(spec)
