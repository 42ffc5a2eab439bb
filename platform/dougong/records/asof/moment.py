"""The moment a reader asks about, and whether anybody can tell what was then."""

import re
from datetime import UTC, datetime
from typing import Final

from dougong.catalog.model import Object
from dougong.kernel.errors import Malformed, Refused
from dougong.records.context import Context

#: RFC 3339, also to the minute; a plus that a URL made a blank is still a plus.
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)([Zz]|[-+ ][0-9]{2}:[0-9]{2})")


def moment_of(context: Context, text: str) -> datetime:
    """Return the moment `text` names, in UTC; raises Malformed for anything but RFC 3339 with a zone, Refused for a
    moment that has not come yet."""
    found = _MOMENT.fullmatch(text)
    try:
        at = datetime.fromisoformat("{}T{}{}".format(*found.groups()).upper().replace(" ", "+")) if found else None
        at = at and at.astimezone(UTC)
    except (ValueError, OverflowError):
        at = None
    if at is None:
        raise Malformed("as_of_moment")
    if at > context.now:
        raise Refused("as_of_future")
    return at


def remembered(object: Object) -> None:
    """Raise Malformed for objects without a past of their own: lines have their record's, some keep none."""
    if object.parent is not None:
        raise Malformed("as_of_lines", object=object.parent)
    if not object.history:
        raise Malformed("as_of_none")
