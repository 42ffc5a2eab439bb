"""Which rows of a list were ticked, as its form at the bottom sends them."""

from typing import Final
from urllib.parse import parse_qsl

from flask import request

from dougong.kernel.number import whole_number

#: Records of one go; more are done in several.
MOST: Final = 1000
#: Characters of a list's parameters that a form carries; nobody types more.
LONGEST: Final = 8000


def ticked() -> list[str]:
    """Return the ids sent, each box or all in one with commas."""
    return [text for each in request.form.getlist("_id") for text in each.split(",")
            if whole_number(text) is not None][:MOST]


def these() -> tuple[str, str]:
    """Return the condition of a list that leaves the rows ticked; none where none was."""
    return "id[in]", ",".join(ticked()) or "0"


def asks(name: str) -> list[tuple[str, str]]:
    """Return the parameters of a list that a form carries under a name."""
    return parse_qsl(request.form.get(name, "")[:LONGEST], keep_blank_values=True)
