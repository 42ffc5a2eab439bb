"""Yes or no."""

from datetime import UTC, date, tzinfo
from typing import Any

from marshmallow import fields as wire
from sqlalchemy import Boolean, SmallInteger

from dougong.fields.base import Column, Convert, Dialect, FieldType, Spec
from dougong.fields.refusals import Unclear, Wire, refusal
from dougong.fields.stored import Stored
from dougong.fields.typed import plain
from dougong.kernel.kinds import Kind
from dougong.kernel.messages import say

_COLUMN = Stored(Boolean(), SmallInteger(), int, bool)
_WORDS = {**dict.fromkeys("1 true t yes y on x ✓ √ 是 对 對 有".split(), True),
          **dict.fromkeys("0 false f no n off ✗ × 否 不 错 錯 无 無".split(), False)}


class FlagType(FieldType):
    """Yes, no, or not said."""

    key = "flag"
    kind = Kind.FLAG
    widget = "flag"
    operators = frozenset({"eq", "ne", "null"})
    aggregates = frozenset({"count"})

    def columns(self, spec: Spec) -> tuple[Column, ...]:
        """Return one column: boolean, or 0 and 1."""
        return (Column(spec.name, _COLUMN),)

    def bind(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what makes 0 and 1 for SQLite."""
        return int if dialect == "sqlite" else None

    def result(self, spec: Spec, dialect: Dialect) -> Convert:
        """Return what makes a bool of SQLite's 0 and 1."""
        return bool if dialect == "sqlite" else None

    def wire(self, spec: Spec) -> wire.Field[Any]:
        """Return the field that reads true and false, nothing else; code flag."""
        return Wire(_read)

    def schema(self, spec: Spec) -> dict[str, Any]:
        """Return the schema of a boolean."""
        return {"type": "boolean"}

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the flag typed: 是, yes, 1, ✓ and their opposites."""
        word = plain(text).lower()
        if not word:
            return None
        if word not in _WORDS:
            raise Unclear("flag")
        return _WORDS[word]

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return yes or no in words."""
        return "" if value is None else say("yes" if value else "no", language)

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return true or false, the values of the input."""
        return "" if value is None else str(bool(value)).lower()



def _read(sent: Any) -> bool:
    if sent is True or sent is False:
        return sent
    raise refusal("flag")
