"""Text of many lines."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from dougong.fields.text import TextType


class NoteType(TextType):
    """Text of many lines; line ends are LF, tabs may stay."""

    key = "note"
    widget = "note"
    operators = frozenset({"like", "null"})
    sortable = False
    searched = "asked"
    options: ClassVar[Mapping[str, Any]] = {
        "length": {"type": "integer", "minimum": 1, "maximum": 100_000, "default": 20_000,
                "description": "Most characters allowed."},
    }
    longest = 20_000
    shape = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$"
    control = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

    def tidy(self, text: str) -> str:
        """Return the text without blanks around it, every line end as LF."""
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
