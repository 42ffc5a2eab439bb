"""Who may speak: whoever may read a record may read and write comments on it and follow it."""

from collections.abc import Mapping
from typing import Any

from dougong.access.scope import ScopedPolicy
from dougong.catalog.model import Object
from dougong.kernel.errors import Denied, Missing
from dougong.records.context import Context
from dougong.records.reading import read


def spoken_of(context: Context, object: str, id: int) -> tuple[Object, Mapping[str, Any]]:
    """Return the object and a record of it that is spoken of; raises Missing for what may not be read, for lines and
    for what the engine writes alone."""
    found = context.object(object)
    if not talks(found):
        raise Missing(object=object)
    return found, read(context, object, id)


def talks(object: Object) -> bool:
    """Return whether people speak of records of this object: of lines they do with the record they belong to."""
    return object.parent is None and object.access == "user"


def admit_writing(context: Context) -> None:
    """Raise Denied for a token that is narrowed to reading."""
    policy = context.actor.policy
    if isinstance(policy, ScopedPolicy) and not policy.writes:
        raise Denied("denied_outside_scope")
