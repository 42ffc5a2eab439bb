"""Why a definition says what it says: the layer, file and line of every value, and for the site who and when."""

from collections.abc import Iterable, Mapping
from typing import Any

from dougong.catalog.compile import drafting
from dougong.catalog.layer import SITE
from dougong.catalog.model import Patch
from dougong.catalog.patches import provenance, site
from dougong.catalog.patches.operation import operation
from dougong.catalog.patches.provenance import Origin, Said
from dougong.catalog.reading.schema import working
from dougong.catalog.reading.shelf import Shelf
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import Registry
from dougong.fields import moment
from dougong.kernel.errors import Missing
from dougong.records.context import Context
from dougong.store.database import Database
from dougong.store.engine import catalogs
from dougong.store.engine.catalogs import Entry
from dougong.store.snapshot import current_sources


def explained(database: Database, registry: Registry, path: str) -> dict[str, Any]:
    """Return what stands at `path` of the definitions in force, with what is inside it: {path, value, layer, file,
    line, column, number, at, by, beneath, parts}; raises Missing when nothing is called so."""
    sources = current_sources(database)
    found = provenance.explain(drafting(Shelf(registry), sources)(()), working(registry), path)
    if found is None:
        raise Missing(path=path)
    return _told(found, _Since(database, sources))


def patches(context: Context) -> list[dict[str, Any]]:
    """Return every operation of upper packs and of the site, with what became of it, who made it and when."""
    since = _Since(context.database, current_sources(context.database))
    return [_patch(each, since) for each in context.catalog.patches]


class _Since:
    """Knows since which catalog the site says what it says, and who made it so."""

    def __init__(self, database: Database, sources: Iterable[PackSource]) -> None:
        self._database = database
        self._files = site.files_of(sources)
        self._known = site.since(self._files)
        self._entries: dict[int, Entry | None] = {}

    def of(self, file: str, position: int | None) -> dict[str, Any]:
        """Return {number, at, by} of what a file of the site says (of a patch, at `position`); nothing of others."""
        pack, _, path = file.partition("/")
        number = self._number(path, position) if pack == SITE else None
        if number is None:
            return {"number": None, "at": None, "by": None}
        if number not in self._entries:
            self._entries[number] = catalogs.entry(self._database, number)
        return {"number": number, **_signed(self._entries[number])}

    def _number(self, path: str, position: int | None) -> int | None:
        known = self._known.get(path)
        if isinstance(known, Mapping) and position is not None:
            found: int | None = known.get(site.key_of(site.operations(self._files[path])[position]))
            return found
        return known if isinstance(known, int) else None


def _signed(entry: Entry | None) -> dict[str, Any]:
    if entry is None:
        return {"at": None, "by": None}
    return {"at": moment.text(entry.at), "by": author_of(entry)}


def author_of(entry: Entry) -> dict[str, Any]:
    """Return who put a catalog in force: {user, door, note}; user is None for a command."""
    return {"user": entry.by.user, "door": entry.by.door, "note": entry.by.note}


def _told(said: Said, since: _Since) -> dict[str, Any]:
    return {"path": said.path, **_origin(said.origin, since),
            "beneath": [_origin(each, since) for each in said.beneath],
            "parts": [_told(part, since) for part in said.parts]}


def _origin(origin: Origin, since: _Since) -> dict[str, Any]:
    return {"value": origin.value, "layer": origin.layer, "file": origin.file, "line": origin.line,
            "column": origin.column, **since.of(origin.file, origin.operation)}


def _patch(patch: Patch, since: _Since) -> dict[str, Any]:
    return {"layer": patch.pack, "file": patch.file, "path": operation(patch.said).about, "operation": dict(patch.said),
            "state": patch.lost or "in_force", "now": patch.now, "why": patch.why,
            **since.of(patch.file, patch.index)}
