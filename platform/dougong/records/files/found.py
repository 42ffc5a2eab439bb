"""Files as they are read: one, the versions of one, those of a record, what became of them, and their bytes."""

from dataclasses import dataclass
from typing import IO, Any, Final, Literal

from dougong.kernel.errors import Missing, Unavailable
from dougong.records import outage, reading
from dougong.records.context import Context
from dougong.records.files.keeper import keeping
from dougong.records.files.model import FIELDS, File, Place, Versions, file_of, grouped
from dougong.records.files.rights import admit
from dougong.records.lists.query import Filter, Query
from dougong.records.runtime import Runtime
from dougong.store.errors import StoreError
from dougong.store.files.left import FILE

#: Files that may be attached to one record, their versions counted (safety.md R14).
MOST: Final = 1000
PAGE: Final = 500
#: Removed files of a record that its history still speaks of.
REMEMBERED: Final = 100


Deed = Literal["attached", "replaced", "put_back", "removed", "removed_version"]


@dataclass(frozen=True, slots=True)
class Event:
    """Something done to the files of a record: to `file`, by a user, at a moment in JSON form. What was `put_back` has
    the bytes of version `former`."""

    what: Deed
    file: File
    at: str
    actor: int
    former: int = 0


def of_record(context: Context, object: str, id: int) -> list[Versions]:
    """Return what is attached to a record the caller has read, what was sent last first."""
    if FILE not in context.catalog.objects:
        return []
    return grouped(file_of(row) for row in _rows(context, Place(object, id), PAGE))


def readable(context: Context, id: int) -> File:
    """Return a file the caller may read; raises Missing for any other as for none."""
    row = reading.read(keeping(context), FILE, id)
    if row.get("archived_at") is not None:
        raise Missing
    file = file_of(row)
    admit(context, file, "read")
    return file


def versions(context: Context, file: File) -> Versions:
    """Return a file the caller may read with its versions; that of a field has one."""
    if file.about is None:
        return Versions((file,))
    return next((each for each in of_record(context, file.about.object, file.about.id)
                 if each.newest.key == file.key), Versions((file,)))


def events(context: Context, object: str, id: int, attached: list[Versions]) -> list[Event]:
    """Return what was done to the files of a record the caller has read, newest first; `attached` is what is there."""
    if FILE not in context.catalog.objects:
        return []
    binned = [(file_of(row), row) for row in _rows(context, Place(object, id), REMEMBERED, gone=True)]
    every = grouped([*(file for each in attached for file in each.files), *(file for file, _ in binned)])
    here = {each.newest.key for each in attached}
    found = [event for each in every for event in _sent(each)]
    whole = {each.newest.id for each in every if each.newest.key not in here}
    last = {file.key: row["archived_at"] for file, row in binned if file.id in whole}
    for file, row in binned:
        if file.id in whole or last.get(file.key) != row["archived_at"]:
            found.append(Event("removed" if file.id in whole else "removed_version", file, row["archived_at"],
                               row["archived_by"] or 0))
    return sorted(found, key=lambda each: (each.at, each.file.id), reverse=True)


def content(runtime: Runtime, file: File) -> IO[bytes]:
    """Return the bytes of a file to read; raises Unavailable when they are not there."""
    try:
        return runtime.files.open(file.sha256)
    except StoreError as error:
        raise outage.told(error) or Unavailable from error


def _sent(of: Versions) -> list[Event]:
    """Return when each version came, and which of them have the bytes of one before."""
    found, seen = [], dict[str, int]()
    for file in reversed(of.files):
        former = seen.get(file.sha256, 0)
        what: Deed = "attached" if file.number == 1 else "put_back" if former else "replaced"
        found.append(Event(what, file, file.created_at, file.created_by, former))
        seen[file.sha256] = file.number
    return found


def _rows(context: Context, place: Place, most: int, *, gone: bool = False) -> list[dict[str, Any]]:
    """Return the records of what is attached, or of what was removed last."""
    kept, rows, cursor = keeping(context), list[dict[str, Any]](), None
    fields = (*FIELDS, "archived_at", "archived_by") if gone else FIELDS
    while True:
        page = reading.select(kept, Query(
            object=FILE, filters=(Filter("about", "eq", f"{place.object} {place.id}"),), fields=fields, sort=("-id",),
            limit=most, cursor=cursor, archived=gone))
        rows += page.rows
        cursor = page.next
        if cursor is None or gone:
            return rows
