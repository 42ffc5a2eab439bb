"""What a new or changed formula or rollup begins with on records that are there already: filled after the apply."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from dougong.catalog.model import Catalog
from dougong.catalog.plain import plain
from dougong.records.context import Context
from dougong.records.upkeep.verify import Difference, verify
from dougong.store import snapshot
from dougong.store.database import Database


def before(database: Database) -> bytes:
    """Return the catalog in force as stored, b"" before the first: taken before an apply, given to `fill` after it."""
    stored = snapshot.load(database, snapshot.current_number(database))
    return b"" if stored is None else stored.frozen


@dataclass(frozen=True, slots=True)
class Filled:
    """How many values were computed anew, and those that could not be kept: another record has them already, and only
    one may. They stay as they were until people change or merge the records."""

    count: int = 0
    left: tuple[Difference, ...] = ()

    def told(self) -> Iterator[str]:
        """Yield a line for administrators about each value that could not be kept."""
        for each in self.left:
            yield (f"{each.object} {each.id}: {each.field} is to be {each.right}, which another record has; merge the "
                   "two, or change one of them")


def fill(context: Context, frozen: bytes) -> Filled:
    """Compute the stored formulas and rollups that were not defined so in `frozen` for every record, batch by batch,
    while others write.

    Killed on the way, the rest shows in `dougong verify`, and `--repair` goes on.
    """
    objects, count, left = _moved(frozen, context.catalog), 0, list[Difference]()
    for each in verify(context, objects=objects, repair=True) if objects else ():
        if each.mended:
            count += 1
        elif each.what == "formula":
            left.append(each)
    return Filled(count, tuple(left))


def _moved(frozen: bytes, catalog: Catalog) -> frozenset[str]:
    """Return the objects with a formula or rollup that is new or another; a line's owner with it. Which of them are
    stored follows from all of them: one that says the same may be kept now, and was not."""
    if not frozen:
        return frozenset()                           # the first catalog has no records
    held = orjson.loads(frozen)["catalog"]["objects"]
    now: Mapping[str, Any] = plain(catalog)["objects"]
    found: set[str] = set()
    for name in held.keys() & catalog.objects.keys():
        object, old = catalog.objects[name], held[name].get("fields") or {}
        derived = [each.name for each in object.fields.values() if each.derived]
        if any(_said(old.get(each)) != _said(now[name]["fields"][each]) for each in derived):
            found.update((name, object.parent or name, *(each.options["of"] for each in object.lines)))
    return frozenset(found)


def _said(body: Mapping[str, Any] | None) -> Any:
    return None if body is None else (body.get("formula"), body.get("rollup"), body["type"], body.get("places"))
