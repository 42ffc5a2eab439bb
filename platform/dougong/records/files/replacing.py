"""New versions of a file: what is sent in its place, and an earlier one put back. None of them is ever lost."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dougong.kernel.errors import Missing, Refused, Unavailable
from dougong.records.context import Context
from dougong.records.files.found import readable, versions
from dougong.records.files.keep import looked_at, room
from dougong.records.files.keeper import keeping
from dougong.records.files.model import File, Versions
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.store.files.left import FILE

#: Two people may send the next version at once; each becomes one.
ATTEMPTS: Final = 20
#: What a version has of the one whose bytes it has.
_SAME: Final = ("name", "kind", "size", "sha256", "width", "height")


def replace(context: Context, runtime: Runtime, id: int, sent: Iterable[bytes], name: str = "") -> int:
    """Return the id of a new version of an attached file, called as before where no name is given.

    Raises as `keep` does; Missing for what is not attached, Refused for the very bytes that are there.
    """
    file = _attached(context, id)
    now = versions(context, file).newest
    values = looked_at(context, runtime, sent, name or now.name)
    if values["sha256"] == now.sha256:
        raise Refused("file_same")
    return _added(context, runtime, file, values)


def put_back(context: Context, runtime: Runtime, id: int) -> int:
    """Return the id of a new version with the bytes of an earlier one; raises Refused for the newest."""
    file = _attached(context, id)
    if versions(context, file).newest.sha256 == file.sha256:
        raise Refused("file_same")
    return _added(context, runtime, file, {name: getattr(file, name) for name in _SAME})


def _attached(context: Context, id: int) -> File:
    """Return a file to which a version may be added."""
    file = readable(context, id)
    if file.about is None:
        raise Missing
    room(context, file.about)
    return file


def _added(context: Context, runtime: Runtime, file: File, values: Mapping[str, Any]) -> int:
    about = None if file.about is None else {"object": file.about.object, "id": file.about.id}
    unit = runtime.unit(keeping(context))
    for _ in range(ATTEMPTS):
        placed = {**values, "about": about, "series": file.key, "edition": _next(versions(context, file))}
        try:
            return unit.apply(Change(object=FILE, verb="create", values=placed)).id
        except Refused as refused:
            if all(each.code != "unique" for each in refused.errors):
                raise
    raise Unavailable


def _next(of: Versions) -> int:
    return of.newest.number + 1
