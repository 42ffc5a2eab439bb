"""POST: values of a version put back, values erased for good. Each becomes a Change for the unit of work."""

import re
from dataclasses import replace
from typing import Any, Final

from flask import Response

from dougong.api import conditions
from dougong.api.reads import within
from dougong.api.shape import is_positive, unknown
from dougong.api.writes import own, run, sent
from dougong.kernel.errors import FieldError, Refused
from dougong.records.acts.erasing import LONGEST_REASON
from dougong.records.asof.version import putting_back
from dougong.records.context import Context
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change

#: Fields one call may name.
MOST: Final = 200
#: A reason says something, on one line.
REASON: Final = r"^[^\u0000-\u001f]*[^\s\u0000-\u001f][^\u0000-\u001f]*$"


def restore_values(context: Context, runtime: Runtime, object: str, id: int) -> Response:
    """Give fields the values a version held; an ordinary change, on the version of If-Match or on what is there."""
    own(context.object(object))
    asked = sent()
    errors = [*unknown(asked, ("version", "fields")), *_named(asked)]
    if not is_positive(asked.get("version")):
        errors.append(FieldError("/version", "version_malformed"))
    if errors:
        raise Refused(errors=errors)
    change = putting_back(context, object, within(id), asked["version"], asked["fields"])
    strict = conditions.if_match()
    return run(runtime, context, replace(change, version=strict or change.version, strict=strict is not None,
                                         key=conditions.key()))


def erase(context: Context, runtime: Runtime, object: str, id: int) -> Response:
    """Erase values of a record and of its history for good; the reason stays."""
    own(context.object(object))
    asked = sent()
    errors = [*unknown(asked, ("fields", "reason")), *_named(asked)]
    reason = asked.get("reason")
    if not (isinstance(reason, str) and len(reason) <= LONGEST_REASON and re.search(REASON, reason)):
        errors.append(FieldError("/reason", "erase_reason"))
    if errors:
        raise Refused(errors=errors)
    return run(runtime, context, Change(object=object, verb="erase", id=within(id), values=asked,
                                        cause=f"erase: {str(reason).strip()}"))


def _named(asked: dict[str, Any]) -> list[FieldError]:
    """Return what is wrong with a list of names."""
    names = asked.get("fields")
    if isinstance(names, list) and 0 < len(names) <= MOST and all(isinstance(each, str) for each in names):
        return []
    return [FieldError("/fields", "restore_values_fields", {"max": MOST})]
