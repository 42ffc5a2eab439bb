"""A mail address."""

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

from dougong.fields.base import Spec
from dougong.fields.shaped import ShapedType
from dougong.fields.typed import plain

_WORD = r"[^\s@<>(),;:\"\\\[\]\u0000-\u001f\u007f-\u009f]"


class EmailType(ShapedType):
    """One mail address, without a name or brackets; RFC 5321 allows 254 characters."""

    key = "email"
    widget = "email"
    options: ClassVar[Mapping[str, Any]] = {}
    longest = 254
    form = rf"{_WORD}{{1,64}}@{_WORD}+\.{_WORD}+"
    says = "email"

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the address typed, full-width forms made ordinary."""
        return plain(text).removeprefix("mailto:") or None
