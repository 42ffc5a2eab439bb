"""Files as they are read: one by the rights of what it belongs to, those of a record, with their bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from dougong.kernel.errors import Denied, Missing, Unavailable
from dougong.records import outage, reading
from dougong.records.change import Change
from dougong.records.context import Context
from dougong.records.files.keeper import keeping
from dougong.records.files.sniff import PDF, is_picture
from dougong.records.query import Filter, Query
from dougong.records.runtime import Runtime
from dougong.store.errors import StoreError
from dougong.store.files_left import FILE, holders

#: Files that may be attached to one record (safety.md R14).
MOST: Final = 1000
PAGE: Final = 500
FIELDS: Final = ("id", "name", "kind", "size", "sha256", "width", "height", "about", "created_at", "created_by")


@dataclass(frozen=True, slots=True)
class Place:
    """The record a file is attached to."""

    object: str
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that is kept. `kind` is its media type by content, `size` bytes; `about` the record it is attached to."""

    id: int
    name: str
    kind: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    about: Place | None
    created_at: Any
    created_by: int

    @property
    def picture(self) -> bool:
        """Return whether it may be drawn in a page."""
        return is_picture(self.kind, self.width, self.height)

    @property
    def shown(self) -> bool:
        """Return whether a browser may show it by itself: never text, markup or drawings that run scripts."""
        return self.picture or self.kind == PDF


def of_record(context: Context, object: str, id: int) -> list[File]:
    """Return what is attached to a record the caller has read, newest first."""
    if FILE not in context.catalog.objects:
        return []
    asked = Query(object=FILE, filters=(Filter("about", "eq", f"{object} {id}"),), fields=FIELDS, sort=("-id",),
                  limit=PAGE)
    page = reading.select(keeping(context), asked)
    rows = list(page.rows)
    while page.next is not None:
        page = reading.select(keeping(context), Query(object=FILE, filters=asked.filters, fields=FIELDS,
                                                      sort=asked.sort, limit=PAGE, cursor=page.next))
        rows += page.rows
    return [file_of(row) for row in rows]


def readable(context: Context, id: int) -> File:
    """Return a file the caller may read: attached to a record they may read, held by a field of such a record that
    they may see, or sent by themselves and belonging to nothing yet. Raises Missing for any other as for none."""
    file = _file(context, id)
    if file.about is not None:
        reading.read(context, file.about.object, file.about.id)
    elif file.created_by != context.actor.id and not _seen(context, id):
        raise Missing
    return file


def changeable(context: Context, runtime: Runtime, object: str, id: int) -> None:
    """Raise unless the caller may change this record, to which files are attached: Missing, Denied."""
    if context.object(object).parent is not None:
        raise Missing(object=object)
    told = runtime.unit(context).preview(Change(object=object, verb="update", id=id))
    if told.values.get("archived_at") is not None:
        raise Denied("file_archived")


def content(runtime: Runtime, file: File) -> IO[bytes]:
    """Return the bytes of a file to read; raises Unavailable when they are not there."""
    try:
        return runtime.files.open(file.sha256)
    except StoreError as error:
        raise outage.told(error) or Unavailable from error


def file_of(row: Mapping[str, Any]) -> File:
    """Return the file a record in JSON form describes."""
    about = row.get("about")
    return File(**{name: row[name] for name in FIELDS if name != "about"},
                about=None if about is None else Place(about["object"], about["id"]))


def _file(context: Context, id: int) -> File:
    row = reading.read(keeping(context), FILE, id)
    if row.get("archived_at") is not None:
        raise Missing
    return file_of(row)


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
