"""Where the bytes of files lie: under their hash, behind four calls. The disk of this machine is the usual place."""

import errno
import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

from dougong.store.errors import Full, StoreError, Unreadable

#: What a hash looks like; nothing else ever becomes part of a path.
HASH: Final = re.compile("[0-9a-f]{64}")
_DRAFTS: Final = "drafts"
_LOCK: Final = ".lock"


class TooLong(Exception):
    """More bytes came than may be kept; nothing is left of them."""


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that are kept: their SHA-256 in hex and how many they are."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes as a place lists them."""

    sha256: str
    size: int


class Files(Protocol):
    """A place for bytes. The same bytes are kept once."""

    @property
    def name(self) -> str:
        """Return what it is called to whoever runs this installation."""
        ...

    def put(self, chunks: Iterable[bytes], most: int) -> Content:
        """Keep the bytes, whole on the disk before it returns; raises TooLong beyond `most`, Full, Unreadable."""

    def open(self, sha256: str) -> IO[bytes]:
        """Return the bytes to read from any place in them; raises Unreadable when they are not there."""

    def exists(self, sha256: str) -> bool:
        """Return whether the bytes are there."""

    def delete(self, sha256: str, before: float) -> bool:
        """Remove bytes nobody has put since `before` (seconds since 1970); return whether they went."""

    def held(self, before: float) -> Iterator[Held]:
        """Yield what was put before a moment, by hash."""

    def tidy(self, before: float) -> None:
        """Remove what processes that died before a moment left behind."""


@dataclass(frozen=True, slots=True)
class Disk:
    """Files in a folder: ab/abcd…; made when the first one comes."""

    folder: Path

    @property
    def name(self) -> str:
        """Return the folder."""
        return str(self.folder)

    def put(self, chunks: Iterable[bytes], most: int) -> Content:
        """Keep the bytes; those that are there already count as put now."""
        try:
            with self._draft() as draft:
                made = written(draft, chunks, most)
                place = self.place(made.sha256)
                place.parent.mkdir(parents=True, exist_ok=True)
                with self._alone():
                    draft.replace(place)
                _settle(place.parent)
        except OSError as error:
            raise full(error) from error
        return made

    def open(self, sha256: str) -> IO[bytes]:
        """Return the bytes to read."""
        try:
            return self.place(sha256).open("rb")
        except OSError as error:
            raise Unreadable(f"file {sha256} cannot be read: {error.strerror}") from error

    def exists(self, sha256: str) -> bool:
        """Return whether the bytes are there."""
        return self.place(sha256).is_file()

    def delete(self, sha256: str, before: float) -> bool:
        """Remove bytes nobody has put since `before`."""
        place = self.place(sha256)
        with self._alone():
            if not place.is_file() or place.stat().st_mtime >= before:
                return False
            place.unlink()
        return True

    def held(self, before: float) -> Iterator[Held]:
        """Yield what has lain here since `before`, by hash."""
        for at in range(256):
            for place in sorted((self.folder / f"{at:02x}").glob("*")):
                size = _size_of_older(place, before) if HASH.fullmatch(place.name) else None
                if size is not None:
                    yield Held(place.name, size)

    def tidy(self, before: float) -> None:
        """Remove drafts a dead process left."""
        for draft in self.folder.glob(f"{_DRAFTS}/*"):
            if _size_of_older(draft, before) is not None:
                draft.unlink(missing_ok=True)

    def place(self, sha256: str) -> Path:
        """Return the path of a hash; raises ValueError for anything that is none."""
        return self.folder / key_of(sha256)

    @contextmanager
    def _draft(self) -> Iterator[Path]:
        drafts = self.folder / _DRAFTS
        drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = drafts / secrets.token_hex(16)
        try:
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder's lock: what is put again while a sweep looks at it is not removed under whoever put it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def key_of(sha256: str) -> str:
    """Return where bytes lie within a place, ab/abcd…; raises ValueError for anything that is no hash."""
    if not HASH.fullmatch(sha256):
        raise ValueError("not the hash of a file")
    return f"{sha256[:2]}/{sha256}"


def written(draft: Path, chunks: Iterable[bytes], most: int) -> Content:
    """Write bytes to a new file nobody else may read, whole on the disk; raises TooLong, OSError."""
    hashed, size = hashlib.sha256(), 0
    with draft.open("xb") as stream:
        draft.chmod(0o600)
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise TooLong
            hashed.update(chunk)
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    return Content(hashed.hexdigest(), size)


def full(error: OSError) -> StoreError:
    """Return what an error of the disk is to the store."""
    return (Full if error.errno in (errno.ENOSPC, errno.EDQUOT) else Unreadable)(str(error))


def _size_of_older(path: Path, before: float) -> int | None:
    """Return the size of a file that is there and older; another process may sweep at the same time."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return None
    return seen.st_size if seen.st_mtime < before else None


def _settle(folder: Path) -> None:
    """Let a new name in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
