"""The bytes of files in an archive: files/<hash>, each looked at against its name."""

import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from dougong.store.backup_format import Unfit
from dougong.store.backup_moment import Moment
from dougong.store.files import Files
from dougong.store.files_left import FILE

FOLDER: Final = "files"
_CHUNK: Final = 1024 * 1024


def packed(archive: zipfile.ZipFile, taken: Moment, files: Files) -> tuple[str, ...]:
    """Write the bytes of every file a record speaks of and return their hashes; those that are not there stay out."""
    written = []
    for sha256 in sorted(_spoken(taken)):
        if files.exists(sha256):
            entry = zipfile.ZipInfo(f"{FOLDER}/{sha256}")          # stored: pictures do not get smaller
            with files.open(sha256) as source, archive.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, _CHUNK)
            written.append(sha256)
    return tuple(written)


def unpacked(archive: zipfile.ZipFile, hashes: Iterable[str], files: Files) -> None:
    """Keep the bytes of an archive; raises Unfit when they are not what was written."""
    for sha256 in hashes:
        try:
            kept = files.put(_chunks(archive, sha256), archive.getinfo(f"{FOLDER}/{sha256}").file_size)
        except (KeyError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise Unfit(f"the archive is damaged: file {sha256} cannot be read ({error})") from error
        if kept.sha256 != sha256:
            raise Unfit(f"the archive is damaged: file {sha256} is not what was written")


def _spoken(taken: Moment) -> set[str]:
    return {str(row["sha256"]) for part in taken.parts if part.table == FILE and "sha256" in part.columns
            for row in taken.rows(part)}


def _chunks(archive: zipfile.ZipFile, sha256: str) -> Iterator[bytes]:
    with archive.open(f"{FOLDER}/{sha256}") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
