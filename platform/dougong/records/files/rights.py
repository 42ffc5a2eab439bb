"""Who may see and change a file: the one place that decides it, by the record it is attached to or the field that
holds it. What policies say of those records and fields is all there is to say of their files."""

from typing import Literal

from dougong.kernel.errors import Denied, Missing
from dougong.records import reading
from dougong.records.context import Context
from dougong.records.files.model import File, Place
from dougong.records.writing.change import Change
from dougong.records.writing.preview import preview
from dougong.store.files.left import holders

Right = Literal["read", "change"]


def admit(context: Context, to: File | Place, right: Right) -> None:
    """Return when the caller may read or change a file, or what is attached to a record; raises Missing or Denied as
    the record would.

    Whoever reads a record reads what is attached to it, whoever may change it attaches, replaces and removes. The file
    of a field is read by whoever sees that field of a record they read; it goes by emptying the field. What belongs to
    nothing yet is its sender's.
    """
    place = to if isinstance(to, Place) else to.about
    if place is not None:
        _record(context, place, right)
    elif isinstance(to, File) and to.created_by != context.actor.id and not (right == "read" and _seen(context, to.id)):
        raise Missing


def _record(context: Context, place: Place, right: Right) -> None:
    if right == "read":
        reading.read(context, place.object, place.id)
        return
    if context.object(place.object).parent is not None:
        raise Missing(object=place.object)
    told = preview(context, Change(object=place.object, verb="update", id=place.id))
    if told.values.get("archived_at") is not None:
        raise Denied("file_archived")


def _seen(context: Context, id: int) -> bool:
    """Return whether the caller may see the file in a field of some record."""
    for object, record, field in holders(context.database, context.catalog, id):
        try:
            if context.actor.policy.field(context.object(object), field) is not None:
                reading.read(context, object, record)
                return True
        except Missing:
            continue
    return False
