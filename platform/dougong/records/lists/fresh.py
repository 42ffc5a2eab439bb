"""Which records somebody else has changed since one looked: a mark on what stands open, not a lock."""

from collections.abc import Sequence
from datetime import datetime

from dougong.catalog.model import Object
from dougong.records.context import Context
from dougong.records.lists.query import Filter, Query
from dougong.records.reading import select
from dougong.store.statements.forms import listed


def fresh(context: Context, object: Object, since: datetime, ids: Sequence[int]) -> list[int]:
    """Return those of the records that another than this person has changed since, as far as they may be read; one
    question where nothing has."""
    if not ids or not object.history:
        return []
    engine = context.plans.engine
    with context.database.read() as session:
        rows = session.rows(engine.history_newer, {
            "object_uid": object.uid, "ids": listed(ids, engine.dialect), "since": engine.moment(since),
            "me": context.actor.id})
    if not rows:
        return []
    asked = Query(object=object.name, filters=(Filter("id", "in", ",".join(str(id) for id, in rows)),), sort=("id",),
                  fields=("id",), limit=len(rows))
    return [row["id"] for row in select(context, asked).rows]
