"""What somebody pointed to lately: where a picker begins before anything is typed."""

from typing import Final

from dougong.catalog.model import Field, Object
from dougong.kernel.kinds import Kind
from dougong.records.context import Context
from dougong.records.lists.lately import LOOKED_AT
from dougong.records.lists.query import Filter, Query
from dougong.records.reading import select

#: Records of one's own whose links are looked at, newest first.
LOOKED_THROUGH: Final = 40


def used(context: Context, holder: Object, field: Field, most: int) -> tuple[int, ...]:
    """Return the records the `field` of `holder` points to in what this person changed lately, the latest first, at
    most so many; of lines, in the lines of what was changed. A field of several links has none."""
    if field.type.kind is not Kind.LINK or field.type.storage != "columns":
        return ()
    of = holder if holder.parent is None else context.catalog.objects[holder.parent]
    with context.database.read() as session:
        rows = session.rows(context.plans.engine.history_lately, LOOKED_AT)
    changed = list(dict.fromkeys(id for uid, id, actor, _ in rows if uid == of.uid and actor == context.actor.id))
    if not changed:
        return ()
    key = "id" if of is holder else "parent"
    newest = {id: at for at, id in enumerate(changed[:LOOKED_THROUGH])}
    asked = Query(object=holder.name, filters=(Filter(key, "in", ",".join(map(str, newest))),), sort=("id",),
                  fields=tuple({"id": None, key: None, field.name: None}), limit=LOOKED_THROUGH)
    found = sorted(select(context, asked).rows, key=lambda row: newest[row[key]])
    return tuple(dict.fromkeys(row[field.name] for row in found if row.get(field.name) is not None))[:most]
