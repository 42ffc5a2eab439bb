"""How the definitions came to be what they are: who changed which, when, through which door; and the way back."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from dougong.catalog.patches.changes import Changed, changes
from dougong.catalog.patches.reverting import StoodOn, returning, reverted, texts
from dougong.fields import moment
from dougong.kernel.errors import Conflict, FieldError, Missing, Refused
from dougong.records.context import Context
from dougong.records.definitions.explaining import author_of
from dougong.records.definitions.planning import Wish, applied, planned
from dougong.records.runtime import Runtime
from dougong.store import snapshot
from dougong.store.change.plan import Safety
from dougong.store.database import Database
from dougong.store.engine import catalogs
from dougong.store.engine.catalogs import Entry

USUAL: Final = 20
LATEST: Final = 2**31 - 1


def changed(database: Database, before: int = LATEST, limit: int = USUAL) -> list[dict[str, Any]]:
    """Return catalogs below number `before`, newest first: {number, at, by, definitions}, where definitions are the
    names of those that changed and how (added, removed, changed)."""
    found = catalogs.entries(database, before, limit)
    held: dict[int, Mapping[str, Any]] = {}
    return [{**_entry(each), "definitions": [
        {"definition": one.definition, "what": one.what} for one in _between(database, each.number - 1, each.number,
                                                                             held)]} for each in found]


def compared(database: Database, number: int, since: int | None = None) -> dict[str, Any]:
    """Return what led from catalog `since` (the one before) to `number`: {number, since, at, by, changes}; raises
    Missing when there never was such a catalog."""
    found, start = catalogs.entry(database, number), number - 1 if since is None else since
    if found is None or (start and catalogs.entry(database, start) is None):
        raise Missing(path=str(number))
    return {**_entry(found), "since": start, "changes": [
        {"definition": one.definition, "what": one.what, "diff": one.diff,
         "differences": [{"path": each.path, "was": each.was, "to": each.to} for each in one.differences]}
        for one in _between(database, start, number, {})]}


def _way_back(runtime: Runtime, number: int, language: str = "en") -> Wish:
    """Return what takes back the change that made catalog `number`, with everything later kept; its plan speaks
    `language`.

    Raises Missing when there was none, Conflict when something later stands on it, naming it.
    """
    database = runtime.database
    before, after = snapshot.load(database, number - 1), snapshot.load(database, number)
    now = snapshot.load(database, snapshot.current_number(database))
    if before is None or after is None or now is None:
        raise Missing(path=str(number))
    try:
        files = reverted(texts(before.sources), texts(after.sources), texts(now.sources))
    except StoodOn as later:
        raise Conflict("revert_stood_on", file=later.file, path=later.path) from None
    uids = [orjson.loads(each.frozen)["uids"] for each in (before, after, now)]
    gone = {path: uid for path, uid in uids[0].items() if uids[1].get(path) != uid}
    back = returning(files, gone, uids[2])
    if not back:
        raise Refused("revert_nothing", number=number)
    return Wish({path: None if data is None else data.decode() for path, data in back.items()}, language=language,
                note=f"revert {number}", firm=True)


def revert(runtime: Runtime, context: Context, number: int, digest: str, agreed: Safety) -> int:
    """Take back the change that made catalog `number`, as planned, and return the number then in force."""
    return applied(runtime, context, _way_back(runtime, number), digest, agreed)


def reverting(runtime: Runtime, number: int, language: str = "en") -> dict[str, object]:
    """Return the plan of taking back the change that made catalog `number`."""
    try:
        return planned(runtime, _way_back(runtime, number, language))
    except Refused as no:
        if no.code != "definitions_refused":
            raise
        raise Refused("revert_refused", errors=no.errors or [FieldError("", "definition")]) from None


def _entry(entry: Entry) -> dict[str, Any]:
    return {"number": entry.number, "at": moment.text(entry.at), "by": author_of(entry)}


def _between(database: Database, old: int, new: int, held: dict[int, Mapping[str, Any]]) -> list[Changed]:
    for number in (old, new):
        if number not in held:
            stored = snapshot.load(database, number)
            held[number] = orjson.loads(stored.frozen)["catalog"] if stored is not None else {}
    return changes(held[old], held[new])
