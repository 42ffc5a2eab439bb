"""Backup: the whole database into one file that restores on either database, taken while people work."""

import errno
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dougong import __version__
from dougong.catalog.registry import Registry
from dougong.store.backup.files import packed
from dougong.store.backup.format import MANIFEST, SECRET, Manifest, Unfit, written
from dougong.store.backup.moment import Moment, moment
from dougong.store.change import shape
from dougong.store.database import Database
from dougong.store.errors import Full
from dougong.store.files.disk import Files


def backup(database: Database, registry: Registry, file: Path, secret: str | None = None,
           files: Files | None = None) -> Manifest:
    """Write everything the database holds at this moment to `file`, with the secret key and the bytes of `files` if
    they are given.

    The file is there whole or not at all. Raises Unfit when it is there already or cannot be written, Full when the
    disk is.
    """
    if file.exists():
        raise Unfit(f"{file} is there already; name another file")
    with _drafted(file) as draft, moment(database, registry) as taken, \
            zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        return _write(archive, taken, database, secret, files)


@contextmanager
def _drafted(file: Path) -> Iterator[Path]:
    """Yield a file beside `file` that nobody else may read, which takes its place once it is on the disk."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        draft.touch(mode=0o600, exist_ok=False)
        yield draft
        with draft.open("rb") as stream:
            os.fsync(stream.fileno())
        draft.rename(file)
    except OSError as error:
        told = f"{file} cannot be written: {error.strerror or error}; nothing is left of it"
        raise (Full if error.errno == errno.ENOSPC else Unfit)(told) from error
    finally:
        draft.unlink(missing_ok=True)


def _write(archive: zipfile.ZipFile, taken: Moment, database: Database, secret: str | None,
           files: Files | None) -> Manifest:
    entries = tuple(written(archive, part, taken.rows(part), taken.last_id(part)) for part in taken.parts)
    for pack in taken.stored.sources:
        for path, data in pack.files.items():
            archive.writestr(f"sources/{pack.name}/{path}", data)
    if secret is not None:
        archive.writestr(SECRET, secret)
    kept, lacking = ((), ()) if files is None else packed(archive, taken, files)
    manifest = Manifest(taken.number, taken.stored.fingerprint, datetime.now(UTC).isoformat(timespec="seconds"),
                        f"dougong {__version__}", database.dialect, entries, strangers(database, taken),
                        kept, lacking)
    archive.writestr(MANIFEST, manifest.text())
    return manifest


def strangers(database: Database, taken: Moment) -> tuple[str, ...]:
    """Return the tables and columns the database has and the catalog does not, which stay out of an archive."""
    with database.read() as session:
        there: Mapping[str, Mapping[str, str]] = shape.read(session, database.dialect).columns
    known = {part.table: part.columns for part in taken.parts}
    return tuple(sorted([table for table in there if table not in known]
                        + [f"{table}.{name}" for table, columns in there.items() if table in known
                           for name in columns if name not in known[table]]))
