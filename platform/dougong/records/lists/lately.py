"""What was changed lately, whoever did it and in whatever object: where people go on working."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dougong.catalog.model import Object
from dougong.records.context import Context
from dougong.records.named import titles

#: Entries of the history looked at, newest first. What a command or an import brings by thousands is nobody's work of
#: today: what people did by hand is looked for among the newest of all.
LOOKED_AT: Final = {"limit": 400, "back": 20_000, "machine": "cli", "bulk": "import"}
#: Records whose titles are asked for.
NAMED: Final = 40


@dataclass(frozen=True, slots=True)
class Changed:
    """The last change of a live record that may be read."""

    object: Object
    id: int
    title: str
    at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class Lately:
    """The records, newest first, and the objects by how often they were changed, most often first."""

    records: tuple[Changed, ...]
    objects: tuple[Object, ...]


def lately(context: Context, among: Iterable[Object]) -> Lately:
    """Return what was changed lately `among` objects."""
    known = {each.uid: each for each in among}
    with context.database.read() as session:
        rows = session.rows(context.plans.engine.history_lately, LOOKED_AT)
    entries = [(known[uid], id, actor, at) for uid, id, actor, at in rows if uid in known]
    counts: dict[str, int] = {}
    for object, *_ in entries:
        counts[object.uid] = counts.get(object.uid, 0) + 1
    often = sorted(counts, key=lambda uid: -counts[uid])
    return Lately(_named(context, entries), tuple(known[uid] for uid in often))


def _named(context: Context, entries: list[tuple[Object, int, int | None, datetime]]) -> tuple[Changed, ...]:
    """Return each record once, with its title."""
    first: dict[tuple[str, int], tuple[Object, int, int | None, datetime]] = {}
    for entry in entries:
        first.setdefault((entry[0].name, entry[1]), entry)
    newest = list(first.values())[:NAMED]
    ids: dict[str, list[int]] = {}
    for object, id, *_ in newest:
        ids.setdefault(object.name, []).append(id)
    named = {name: titles(context, name, found) for name, found in ids.items()}
    when, me = context.plans.engine.when, context.actor.id
    return tuple(Changed(object, id, named[object.name][id], when(at), actor == me)
                 for object, id, actor, at in newest if id in named[object.name])
