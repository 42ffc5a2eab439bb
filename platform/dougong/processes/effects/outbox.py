"""The door to the world: what a change leaves here is told if and only if the change lasts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dougong.records.writing.outgoing import STRAIGHT, Way, leave
from dougong.records.writing.work import Work

__all__ = ("STRAIGHT", "Way", "put")


def put(work: Work, kind: str, payload: Mapping[str, Any], *, key: str, due: datetime | None = None,
        way: Way = STRAIGHT) -> None:
    """Leave an effect with the change of `work`: a row in its transaction, run at least once by an Effect of this
    `kind` after the commit, not before `due`.

    The same `key` of a kind is left once, however often it is put; what the world hears bears it, so that it can know
    what comes twice. Raises ValueError for a payload beyond 256 KB.
    """
    leave(work, kind, payload, key, due, way)
