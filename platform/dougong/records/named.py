"""What records are called, by their ids."""

from collections.abc import Iterable

from dougong.records.context import Context
from dougong.records.query import Filter, Query
from dougong.records.reading import select


def titles(context: Context, object: str, ids: Iterable[int | None]) -> dict[int, str]:
    """Return the titles of records of one object, "#5" for one without; who may not be read or is no longer there is
    left out. One wait, none without ids."""
    wanted = sorted({id for id in ids if id})
    thing = context.catalog.objects.get(object)
    if not wanted or thing is None or not context.actor.policy.may(thing, "read").allowed:
        return {}
    asked = Query(object=object, filters=(Filter("id", "in", ",".join(map(str, wanted))),), fields=("id", "title"),
                  limit=len(wanted))
    return {row["id"]: str(row.get("title") or f"#{row['id']}") for row in select(context, asked).rows}
