"""Restore: an archive into an empty database, checked whole before anything is written."""

import json
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dougong.catalog.freeze import thaw
from dougong.catalog.model import Catalog
from dougong.catalog.registry import Registry
from dougong.store.backup.files import unpacked
from dougong.store.backup.format import SECRET, Entry, Manifest, Unfit, opened, read_manifest, read_rows
from dougong.store.backup.load import fill, ready
from dougong.store.backup.parked import Remnant, remnants
from dougong.store.backup.parts import Part, Row
from dougong.store.change.apply import Checkpoint, nowhere
from dougong.store.database import Database
from dougong.store.engine.effects import effects
from dougong.store.engine_tables import CATALOG, PARKED
from dougong.store.files.disk import Files
from dougong.store.snapshot import moment

HELD: Final = "came with a backup; it may have happened since"


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive as a source of rows."""

    file: zipfile.ZipFile
    manifest: Manifest
    catalog: Catalog

    @property
    def parked(self) -> tuple[Remnant, ...]:
        """Return what was dropped and not purged; an archive of a former version holds none of it."""
        entry = next((each for each in self.manifest.entries if each.table == PARKED.name), None)
        there = {each.table: each.columns for each in self.manifest.entries}
        return () if entry is None else remnants(read_rows(self.file, entry), there)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return its parts."""
        return tuple(entry.part for entry in self.manifest.entries)

    def rows(self, part: Part) -> Iterator[Row]:
        """Yield the rows of a part."""
        return read_rows(self.file, self._entry(part))

    def last_id(self, part: Part) -> int | None:
        """Return the highest id ever given out in a part."""
        return self._entry(part).last_id

    def _entry(self, part: Part) -> Entry:
        return next(entry for entry in self.manifest.entries if entry.name == part.name)


def restore(database: Database, registry: Registry, file: Path, checkpoint: Checkpoint = nowhere,
            files: Files | None = None) -> Manifest:
    """Fill the empty database from the archive in `file`, and `files` with the bytes it holds; return what it says of
    itself. Effects that were to come are cancelled: a copy must not send what its original sends as well.

    Raises Unfit when the database is not empty, or the archive is damaged or does not fit this version: every hash and
    count is looked at first. Killed, it leaves nothing behind and can be run again.
    """
    with opened(file) as archive:
        manifest = read_manifest(archive)
        ready(database)
        for entry in manifest.entries:
            for _ in read_rows(archive, entry):
                pass
        if files is not None:
            unpacked(archive, manifest.files, files)
        checkpoint("read")
        fill(database, Archive(archive, manifest, _catalog(archive, manifest, registry)), checkpoint,
             [(effects(database.dialect).hold, {"at": moment(database.dialect), "error": HELD})])
    return manifest


def secret_of(file: Path) -> str | None:
    """Return the secret key an archive holds, None when it was made without."""
    with opened(file) as archive:
        return archive.read(SECRET).decode() if SECRET in archive.namelist() else None


def _catalog(archive: zipfile.ZipFile, manifest: Manifest, registry: Registry) -> Catalog:
    entry = next((each for each in manifest.entries if each.table == CATALOG.name), None)
    held = [] if entry is None else [row for row in read_rows(archive, entry) if row["number"] == manifest.number]
    if not held:
        raise Unfit(f"the archive is damaged: catalog {manifest.number} is missing")
    try:
        return thaw(zlib.decompress(b64decode(held[0]["frozen"])), registry, manifest.number)
    except (zlib.error, json.JSONDecodeError) as error:
        raise Unfit(f"the archive is damaged: catalog {manifest.number} cannot be read ({error})") from error
