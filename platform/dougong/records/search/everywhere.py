"""Search over all objects: whole numbers first, whole titles, what titles begin with, their words, any other text."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.fields import tokens
from dougong.fields.tokens import Asked
from dougong.records.context import Context
from dougong.records.search.hits import LONGEST, Hit, Ranked
from dougong.records.search.words import Searched, readership
from dougong.store.search import index as store
from dougong.store.search.index import RANKS
from dougong.store.session import Rows
from dougong.store.statements.forms import packed

__all__ = ("COUNTED", "RANKS", "Found", "Hit", "overview", "search", "searchable")

#: Records counted at most: beyond it people are told "more than".
COUNTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """Records found, the best first, and by object how many there are in all; `capped` says there may be more."""

    hits: tuple[Hit, ...]
    counts: Mapping[str, int]
    capped: bool = False


def search(context: Context, q: str, *, objects: Collection[str] | None = None, limit: int = 20) -> list[Hit]:
    """Return the live records that fit what was typed, the best first and among equals the newest, at most `limit`.

    `objects` are looked into (None: all the person may read). One wait, and one more for each object whose rows are
    still being made or of which the person may read some records only.
    """
    asked = tokens.asked(q[:LONGEST])
    if asked is None:
        return []
    by_rows, by_list = _apart(context, objects)
    found = Ranked(context)
    if by_rows:
        found.add(_asked(context, asked, by_rows, limit))
    for object in by_list:
        found.add_list(object, q, asked, limit)
    return found.best(limit)


def overview(context: Context, q: str, *, limit: int = 60, each: int = 5) -> Found:
    """Return what a page over all objects shows: the best records, at least `each` of every object that has so many,
    and how many there are of each."""
    asked = tokens.asked(q[:LONGEST])
    if asked is None:
        return Found((), {})
    by_rows, by_list = _apart(context, None)
    counts = _counted(context, asked, by_rows) if by_rows else {}
    hits = search(context, q, limit=limit)
    poor = [name for name, count in counts.items() if sum(hit.object == name for hit in hits) < min(each, count)]
    for name in poor:
        hits += [hit for hit in search(context, q, objects={name}, limit=each) if hit not in hits]
    for object in by_list:
        if count := sum(hit.object == object.name for hit in hits):
            counts[object.name] = count
    return Found(tuple(hits), counts, capped=sum(counts.values()) >= COUNTED)


def searchable(context: Context) -> list[Object]:
    """Return the objects the person may search, in the order of the catalog."""
    return [object for object in context.catalog.objects.values()
            if context.plans.searched(object.name) is not None and context.actor.policy.may(object, "read").allowed]


def _apart(context: Context, objects: Collection[str] | None) -> tuple[list[Searched], list[Object]]:
    """Return the objects whose rows say everything, and those to ask record by record, as lists do."""
    by_rows, by_list = list[Searched](), list[Object]()
    policy, plans = context.actor.policy, context.plans
    for object in searchable(context):
        searched = plans.searched(object.name)
        if searched is None or (objects is not None and object.name not in objects):
            continue
        if readership(context.catalog, object, policy) in searched.readerships and \
                policy.rows(object, "read") is None and \
                plans.progress.is_whole(context.database, object.uid, searched.looks_at):
            by_rows.append(searched)
        else:
            by_list.append(object)
    return by_rows, by_list


def _asked(context: Context, asked: Asked, among: Sequence[Searched], limit: int) -> Iterator[Hit]:
    dialect = context.database.dialect
    statement, places = context.plans.engine.search_hits, _places(context, among)
    said = {rank: text for rank, text in store.ranked(asked, dialect).items()
            if rank not in ("title", "text") or not asked.scant}
    with context.database.read() as session:
        answers = session.many([(statement, {"search": text, "places": places, "limit": limit})
                                for text in said.values()])
    yield from _hits(among, zip(said, answers, strict=True))


def _hits(among: Sequence[Searched], answers: Iterable[tuple[str, Rows]]) -> Iterator[Hit]:
    names = {each.object.uid: each.object.name for each in among}
    for rank, rows in answers:
        for uid, id, title, number in rows:
            yield Hit(names[uid], id, title, number, rank)


def _counted(context: Context, asked: Asked, among: Sequence[Searched]) -> dict[str, int]:
    dialect = context.database.dialect
    statement = context.plans.engine.search_counts
    said = store.ranked(asked, dialect)["start"] if asked.scant else store.matching(asked, dialect)
    with context.database.read() as session:
        rows = session.rows(statement, {"search": said, "places": _places(context, among), "limit": COUNTED})
    names = {each.object.uid: each.object.name for each in among}
    return {names[uid]: count for uid, count in rows}


def _places(context: Context, among: Sequence[Searched]) -> Any:
    """Return the objects and readerships to look into, as the one parameter of a statement."""
    policy = context.actor.policy
    places = [f"{each.object.uid}/{readership(context.catalog, each.object, policy)}" for each in among]
    return places if context.database.dialect == "postgresql" else packed(places)
