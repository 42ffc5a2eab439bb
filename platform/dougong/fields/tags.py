"""Free words a record is found by."""

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

from marshmallow import fields as wire

from dougong.fields.base import Spec
from dougong.fields.refusals import Wire, refusal
from dougong.fields.several import SeveralType, distinct, typed
from dougong.fields.text import LINE_CONTROL, clean
from dougong.kernel.labels import enumerated

MOST = 50
LONGEST = 40
#: A tag begins and ends with something visible and holds none of the characters that separate tags when typed.
SHAPE = (r"^[^\s,，、;；\u0000-\u001f\u007f-\u009f]"
         r"([^,，、;；\u0000-\u001f\u007f-\u009f]*[^\s,，、;；\u0000-\u001f\u007f-\u009f])?$")
_SEPARATORS = frozenset(",，、;；")


class TagsType(SeveralType):
    """Up to 50 distinct words of up to 40 characters, in the order given."""

    key = "tags"
    widget = "tags"
    searched = "always"
    options: ClassVar[Mapping[str, Any]] = {}

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads a list of words; codes list, text, too_long, control, tag, twice."""
        return Wire(_read)

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of a list of distinct words."""
        return {"type": "array", "items": {"type": "string", "maxLength": LONGEST, "pattern": SHAPE},
                "uniqueItems": True, "maxItems": MOST}

    def words(self, value: Any) -> tuple[str, ...]:
        """Return the words."""
        return tuple(value or ())

    def schema_present(self, spec: Spec) -> dict[str, Any]:
        """Return `schema` for at least one word."""
        return {**self.schema(spec), "minItems": 1}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the words typed, with commas, 、 or semicolons between."""
        return typed(text) or None

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return the words with 、 between in Chinese, commas in English."""
        return enumerated(value or (), language)


def _read(sent: Any) -> tuple[str, ...] | None:
    return tuple(map(_word, distinct(sent, MOST))) or None


def _word(sent: Any) -> str:
    word = clean(sent, LONGEST, LINE_CONTROL)
    if not word or word != word.strip() or not _SEPARATORS.isdisjoint(word):
        raise refusal("tag")
    return word
