"""A phone number."""

import re
from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

from dougong.fields.base import Spec
from dougong.fields.shaped import ShapedType
from dougong.fields.typed import plain

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9])([0-9]{4})([0-9]{4})")


class PhoneType(ShapedType):
    """A phone number: digits, a plus at the start, hyphens; blanks and brackets are dropped."""

    key = "phone"
    widget = "phone"
    options: ClassVar[Mapping[str, Any]] = {}
    longest = 40
    form = r"\+?[ ()]*[0-9][0-9 ()-]{1,36}[0-9)]"
    says = "phone"

    def tidy(self, text: str) -> str:
        """Return the number without blanks and brackets, so that one number is written one way."""
        return text.strip().translate(_DROPPED)

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the number typed, full-width digits made ordinary."""
        return self.tidy(plain(text)) or None

    def show(self, spec: Spec, value: Any, language: str, zone: tzinfo = UTC) -> str:
        """Return a Chinese mobile number as 138 0571 2046, any other as it is."""
        found = _MOBILE.fullmatch(value or "")
        return " ".join(found.groups()) if found else value or ""

    def edit(self, spec: Spec, value: Any, zone: tzinfo = UTC) -> str:
        """Return the number as it is kept."""
        return value or ""


_DROPPED = str.maketrans("", "", " ()")
