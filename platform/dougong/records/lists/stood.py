"""Since when records have the value they have: a card tells how long it has been in its column."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dougong.catalog.model import Field, Object
from dougong.records.context import Context
from dougong.store.statements.forms import listed


def stood(context: Context, object: Object, field: Field, ids: Sequence[int]) -> Mapping[int, datetime]:
    """Return when the field of each of these records was last given its value, with one statement; without those whose
    past is not kept. The caller has read the records and may see the field."""
    if not ids or not object.history:
        return {}
    engine = context.plans.engine
    with context.database.read() as session:
        rows = session.rows(engine.history_stood, {
            "object_uid": object.uid, "field_uid": field.uid, "ids": listed(ids, engine.dialect)})
    return {id: engine.when(at) for id, at in rows}
