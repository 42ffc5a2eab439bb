"""The bytes of files in an archive: files/<hash>, each looked at against its name."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from dougong.catalog.model import Catalog
from dougong.kernel.pieces import pieces
from dougong.store.backup.format import Manifest, Unfit
from dougong.store.backup.moment import Moment
from dougong.store.database import Database
from dougong.store.files.check import hash_of
from dougong.store.files.disk import Files
from dougong.store.files.left import FILE, unspoken

FOLDER: Final = "files"


def packed(archive: zipfile.ZipFile, taken: Moment, files: Files) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the bytes of every file a record speaks of; return the hashes of those, and of those that are missing or
    are not what their hash says."""
    whole, lacking = list[str](), list[str]()
    for sha256 in sorted(_spoken(taken)):
        (whole if files.exists(sha256) and _pack(archive, files, sha256) else lacking).append(sha256)
    return tuple(whole), tuple(lacking)


def unpacked(archive: zipfile.ZipFile, hashes: Iterable[str], files: Files) -> None:
    """Keep the bytes of an archive; raises Unfit when they are not what was written."""
    for sha256 in hashes:
        try:
            kept = files.put(_content(archive, sha256), archive.getinfo(f"{FOLDER}/{sha256}").file_size)
        except (KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise Unfit(f"the archive is damaged: file {sha256} cannot be read ({error})") from error
        if kept.sha256 != sha256:
            raise Unfit(f"the archive is damaged: file {sha256} is not what was written")


def mended(archive: zipfile.ZipFile, manifest: Manifest, database: Database, catalog: Catalog,
           files: Files) -> tuple[str, ...]:
    """Put back from an archive what records speak of and what is missing or damaged here; return the hashes."""
    strange = set(unspoken(database, catalog, manifest.files))
    ill = tuple(sha256 for sha256 in manifest.files if sha256 not in strange and (
        not files.exists(sha256) or hash_of(files, sha256) != sha256))
    unpacked(archive, ill, files)
    return ill


def _pack(archive: zipfile.ZipFile, files: Files, sha256: str) -> bool:
    """Write one file and return whether it is what its hash says."""
    hashed = hashlib.sha256()
    entry = zipfile.ZipInfo(f"{FOLDER}/{sha256}")          # stored: pictures do not get smaller
    with files.open(sha256) as source, archive.open(entry, "w", force_zip64=True) as target:
        for piece in pieces(source):
            hashed.update(piece)
            target.write(piece)
    return hashed.hexdigest() == sha256


def _spoken(taken: Moment) -> set[str]:
    return {str(row["sha256"]) for part in taken.parts if part.table == FILE and "sha256" in part.columns
            for row in taken.rows(part)}


def _content(archive: zipfile.ZipFile, sha256: str) -> Iterator[bytes]:
    with archive.open(f"{FOLDER}/{sha256}") as stream:
        yield from pieces(stream)
