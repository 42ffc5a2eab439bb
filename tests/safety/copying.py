"""Copies of databases for tests: backed up, restored, moved, and compared by what they hold."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dougong.catalog.registry import registry
from dougong.kernel.clock import SystemClock
from dougong.store.backup.format import opened, read_manifest
from dougong.store.backup.move import move
from dougong.store.backup.restore import restore
from dougong.store.backup.write import backup
from dougong.store.database import Database
from tests.safety.site import Ground

BOTH = ["sqlite", "postgresql"]
#: Gives the address of a new, empty database of the kind asked for.
Fresh = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A prepared database and an archive of it."""

    ground: Ground
    file: Path


def kept(url: str, file: Path) -> Path:
    """Back a database up."""
    database = Database.open(url)
    backup(database, registry(), file)
    database.close()
    return file


def restored(file: Path, url: str) -> None:
    """Restore an archive."""
    database = Database.open(url)
    try:
        restore(database, registry(), file)
    finally:
        database.close()


def contents(file: Path) -> dict[str, tuple[int, str, int | None]]:
    """Return rows, fingerprint and last id of each part."""
    with opened(file) as archive:
        return {each.name: (each.rows, each.digest, each.last_id) for each in read_manifest(archive).entries}


def carried(source: str, target: str, *, offline: bool = False, checkpoint: Callable[[str], None] = str) -> None:
    one, other = Database.open(source), Database.open(target)
    try:
        move(one, other, registry(), SystemClock(), offline=offline, checkpoint=checkpoint)
    finally:
        one.close()
        other.close()
