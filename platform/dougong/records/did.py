"""Which transition an entry of the history tells of."""

import re
from collections.abc import Mapping
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.records.causes import DO

_DID: Final = re.compile(rf"(?:^| ){DO}([a-z2-7]+)$")


def did(object: Object, cause: str | None, changes: Mapping[str, Any], *, hidden: bool = False) -> tuple[
        str | None, dict[str, Any] | None]:
    """Return what else asked for a change, and the transition it ran, {name, from, to}: None where it ran none; the
    name is None for a transition that is gone since. One that led to where the record was changed no state, which is
    told from the transition, unless the state is `hidden`."""
    found = _DID.search(cause or "")
    flow = object.workflow
    if found is None or cause is None:
        return cause, None
    known = None if flow is None else next((each for each in flow.transitions.values() if each.uid == found[1]), None)
    field = None if flow is None else object.fields.get(flow.field)
    stays = known.target if known is not None and known.target in known.source and not hidden else None
    before, after = changes.get(field.uid, (stays, stays)) if field is not None else (None, None)
    return cause[:found.start()] or None, {"name": known and known.name, "from": before, "to": after}
