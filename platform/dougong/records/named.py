"""What records are called, by their ids."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from dougong.catalog.model import Object
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.lists.listing import asking
from dougong.records.lists.query import Filter, Query
from dougong.records.reading import select

#: A record: the name of its object, and its id.
Named = tuple[str, int]


def heading(row: Mapping[str, Any]) -> str:
    """Return what a record goes by: its title, or "#5" where it has none or that may not be read."""
    return str(row.get("title") or f"#{row['id']}")


def titles(context: Context, object: str, ids: Iterable[int | None]) -> dict[int, str]:
    """Return what records of one object go by; who may not be read or is no longer there is left out. One wait, none
    without ids."""
    asked = _asked(context, object, sorted({id for id in ids if id}))
    return {} if asked is None else {row["id"]: heading(row) for row in select(context, asked).rows}


def called(context: Context, records: Iterable[Named]) -> dict[Named, str]:
    """Return what records of any objects go by, archived ones too; those that may not be read or are no longer there
    are left out. One wait for all of them, none without records."""
    batch, found = Batch(), dict[Named, str]()
    for object, ids in _apart(records).items():
        for archived in (True, False):
            asked = _asked(context, object, ids)
            if asked is not None:
                _ask(context, batch, replace(asked, archived=archived), found)
    if batch:
        with context.database.read() as session:
            batch.run(session)
    return found


def _apart(records: Iterable[Named]) -> dict[str, list[int]]:
    """Return the ids by object."""
    found: dict[str, set[int]] = {}
    for object, id in records:
        found.setdefault(object, set()).add(id)
    return {object: sorted(ids) for object, ids in found.items()}


def _asked(context: Context, object: str, wanted: list[int]) -> Query | None:
    """Return the question for the titles, None where there is nothing to ask."""
    thing: Object | None = context.catalog.objects.get(object)
    if not wanted or thing is None or not context.actor.policy.may(thing, "read").allowed:
        return None
    shown = ("id", "title") if context.actor.policy.field(thing, "title") is not None else ("id",)
    return Query(object=object, filters=(Filter("id", "in", ",".join(map(str, wanted))),), fields=shown, sort=("id",),
                 limit=len(wanted))


def _ask(context: Context, batch: Batch, query: Query, found: dict[Named, str]) -> None:
    def take(rows: Iterator[dict[str, Any]]) -> None:
        found.update(((query.object, row["id"]), heading(row)) for row in rows)
    asking(context, query, batch, take)
