"""Emptying the bin: what has lain there long enough goes for good, as far as nothing that stays points to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dougong.catalog.model import Object
from dougong.fields.moment import text
from dougong.kernel.errors import Conflict, Missing, Refused
from dougong.records.context import Context
from dougong.records.lists.query import LONGEST, Filter, Query
from dougong.records.reading import select
from dougong.records.writing.change import Change
from dougong.records.writing.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Purged:
    """How many records of an object went, and how many stay because others still point to them."""

    object: str
    gone: int
    kept: int


def binned(context: Context) -> list[Object]:
    """Return the objects whose records can lie in the bin, as far as the actor may read them."""
    policy = context.actor.policy
    return [each for each in context.catalog.objects.values()
            if each.parent is None and each.access == "user" and policy.may(each, "read").allowed]


def old(context: Context, object: str, before: datetime) -> Iterator[int]:
    """Yield the ids of records that went into the bin before a moment."""
    cursor = None
    while True:
        page = select(context, Query(object=object, archived=True, fields=("id",), sort=("id",), limit=LONGEST,
                                     filters=(Filter("archived_at", "lt", text(before)),), cursor=cursor))
        yield from (row["id"] for row in page.rows)
        if page.next is None:
            return
        cursor = page.next


def purge_bin(unit: UnitOfWork, before: datetime, cause: str) -> list[Purged]:
    """Purge what went into the bin before a moment, each record in a transaction of its own, and say what came of it.

    What only other purged records point to goes after them, so the bin is gone through until nothing more goes.
    """
    left = [(each.name, id) for each in binned(unit.context) for id in old(unit.context, each.name, before)]
    gone: dict[str, int] = {}
    while left:
        kept = [at for at in left if not _goes(unit, *at, cause)]
        for name, _ in set(left) - set(kept):
            gone[name] = gone.get(name, 0) + 1
        if len(kept) == len(left):
            break
        left = kept
    names = sorted({*gone, *(name for name, _ in left)})
    return [Purged(name, gone.get(name, 0), sum(each == name for each, _ in left)) for name in names]


def _goes(unit: UnitOfWork, object: str, id: int, cause: str) -> bool:
    """Purge one record; what points to it, or what brought it back in the meantime, keeps it."""
    try:
        unit.apply(Change(object=object, verb="purge", id=id, cause=cause))
    except (Conflict, Refused):
        return False
    except Missing:
        return True
    return True
