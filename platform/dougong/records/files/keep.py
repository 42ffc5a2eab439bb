"""Keeping a file somebody sends, and removing one: nothing is written before its record may be changed."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

from dougong.kernel.errors import Refused, Unavailable
from dougong.records import outage, reading
from dougong.records.context import Context
from dougong.records.files.found import MOST, readable, versions
from dougong.records.files.keeper import keeping
from dougong.records.files.model import File, Place
from dougong.records.files.names import clean
from dougong.records.files.rights import admit
from dougong.records.files.sniff import LOOKED_AT, sniff
from dougong.records.lists.query import Filter, Query
from dougong.records.lists.summary import Asked, summary
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.records.writing.together import RefusedRow, apply_together
from dougong.store.errors import StoreError
from dougong.store.files.disk import Content, TooLong
from dougong.store.files.left import FILE

MEGABYTE: Final = 1024 * 1024


class TooBig(Refused):
    """The file has more bytes than one may have here."""

    code = "file_too_big"


def keep(context: Context, runtime: Runtime, sent: Iterable[bytes], name: str, about: Place | None = None) -> int:
    """Return the id of a file kept, attached to the record `about` where one is named.

    Raises Missing and Denied as a change of that record would, Refused for an empty file and beyond the quotas, TooBig,
    Unavailable when the disk says no. Bytes of which no record came to be are swept away later.
    """
    context.object(FILE)
    if about is not None:
        room(context, about)
    values = looked_at(context, runtime, sent, name)
    values["about"] = None if about is None else {"object": about.object, "id": about.id}
    return runtime.unit(keeping(context)).apply(Change(object=FILE, verb="create", values=values)).id


def room(context: Context, about: Place) -> None:
    """Return when the caller may attach one more file to a record; raises Missing, Denied, Refused."""
    admit(context, about, "change")
    if _attached(context, about) >= MOST:
        raise Refused("file_many", max=MOST)


def looked_at(context: Context, runtime: Runtime, sent: Iterable[bytes], name: str) -> dict[str, Any]:
    """Keep bytes and return what a record of them says; raises as `keep` does."""
    head, rest = _begun(iter(sent))
    if not head:
        raise Refused("file_empty")
    found, kept = sniff(head), _put(runtime, chain([head], rest))
    _bear(context, runtime, kept.size)
    return {"name": clean(name), "kind": found.kind, "size": kept.size, "sha256": kept.sha256,
            "width": found.width or None, "height": found.height or None}


def remove(context: Context, runtime: Runtime, id: int) -> File:
    """Put a file with its versions into the bin, from where it goes for good with its bytes a month later, and return
    what it was; an earlier version goes alone.

    Raises as `keep` does where the record it is attached to may not be changed; Missing for the file of a field, which
    goes when the field is emptied, and for what somebody else sent."""
    file = readable(context, id)
    admit(context, file, "change")
    every = versions(context, file)
    going = every.files if file.id == every.newest.id else (file,)
    try:
        apply_together(keeping(context), runtime.renewed,
                       [Change(object=FILE, verb="archive", id=each.id) for each in going])
    except RefusedRow as refused:
        raise refused.because from None
    return file


def _begun(sent: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes, enough to tell what they are, and the rest."""
    head = b""
    while len(head) < LOOKED_AT and (chunk := next(sent, b"")):
        head += chunk
    return head, sent


def _put(runtime: Runtime, chunks: Iterable[bytes]) -> Content:
    most = runtime.settings.file_mb
    try:
        return runtime.files.put(chunks, most * MEGABYTE)
    except TooLong:
        raise TooBig(max=most) from None
    except StoreError as error:
        raise outage.told(error) or Unavailable from error


def _attached(context: Context, about: Place) -> int:
    found = reading.select(keeping(context), Query(
        object=FILE, filters=(Filter("about", "eq", f"{about.object} {about.id}"),), fields=("id",), limit=1,
        count="exact"))
    return found.count or 0


def _bear(context: Context, runtime: Runtime, more: int) -> None:
    """Raise Refused when all files together would be larger than this installation bears."""
    most = runtime.settings.files_gb
    found = summary(keeping(context), Asked(query=Query(object=FILE), of=("sum(size)",))).groups
    held = int(found[0].of["sum(size)"] or 0) if found else 0
    if held + more > most * 1024 * MEGABYTE:
        raise Refused("files_full", max=most)
