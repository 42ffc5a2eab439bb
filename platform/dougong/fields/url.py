"""A web address."""

from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from typing import Any, ClassVar

from dougong.fields.base import Spec
from dougong.fields.shaped import ShapedType


class UrlType(ShapedType):
    """An address that begins http:// or https://; no name or password before the host, where it could deceive."""

    key = "url"
    widget = "url"
    operators = frozenset({"eq", "ne", "like", "starts", "null"})
    options: ClassVar[Mapping[str, Any]] = {}
    longest = 2000
    form = r"https?://[^\s/?#@<>\"\\\u0000-\u001f\u007f-\u009f]+([/?#][^\s<>\"\\\u0000-\u001f\u007f-\u009f]*)?"
    says = "url"
    searched = "asked"

    def parse(self, spec: Spec, text: str, today: date | None = None, zone: tzinfo = UTC) -> Any:
        """Return the address typed; one without a scheme gets https."""
        word = text.strip()
        if not word:
            return None
        return word if "://" in word else f"https://{word}"
