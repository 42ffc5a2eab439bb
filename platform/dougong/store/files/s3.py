"""Files in a bucket of an S3-compatible store, behind the same calls as the disk. The extra `s3` brings the client.

There is no lock between machines, so what removes bytes says so first: it puts a mark beside them, then looks how old
they are. What keeps bytes looks afterwards for a mark and whether they are there, and keeps them again if not: either
the one sees the bytes are fresh, or the other sees the mark.
"""

import io
import secrets
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from dougong.store.errors import Unreadable, Unsafe
from dougong.store.files.disk import HASH, Content, Held, full, key_of, written

try:
    import obstore
    from obstore.exceptions import BaseError, NotFoundError
    from obstore.store import S3Store
except ImportError as missing:                       # the extra is not installed: `bucket` says so
    MISSING: ImportError | None = missing
else:
    MISSING = None

SCHEMES: Final = ("s3", "s3+http")
#: Bytes fetched at a time when a file is read.
_PIECE: Final = 1024 * 1024
#: Seconds after which the mark of somebody who removes counts as left by the dead, and how long a keeper waits for one.
_DEAD: Final = 300.0
_PATIENCE: Final = 10.0
_PAUSE: Final = 0.1
_MARKS: Final = "going"


def bucket(address: str) -> "Bucket":
    """Return the place of s3://KEY:SECRET@host/bucket/prefix?region=…; raises Unsafe without the extra `s3`."""
    if MISSING is not None:
        raise Unsafe(("DOUGONG_FILES_URL names an S3 store, whose client is not installed: pip install 'dougong[s3]'",))
    parts = urlsplit(address)
    plain = parts.scheme == "s3+http"
    name, _, prefix = parts.path.strip("/").partition("/")
    host = parts.netloc.rpartition("@")[2]
    return Bucket(S3Store(
        name, prefix=prefix or None, endpoint=f"http{'' if plain else 's'}://{host}",
        region=parse_qs(parts.query).get("region", ["us-east-1"])[0], access_key_id=unquote(parts.username or ""),
        secret_access_key=unquote(parts.password or ""), virtual_hosted_style_request=False,
        client_options={"allow_http": plain, "timeout": "30s", "connect_timeout": "5s"},
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)}), f"{host}/{name}")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Files as objects ab/abcd…; `name` is told where something is wrong."""

    store: Any = field(repr=False)
    name: str

    def put(self, chunks: Iterable[bytes], most: int) -> Content:
        """Keep the bytes; those that are there already count as put now."""
        try:
            with tempfile.TemporaryDirectory(prefix="dougong-file-") as folder:
                draft = Path(folder) / "draft"
                made = written(draft, chunks, most)
                self._keep(made.sha256, draft)
        except OSError as error:
            raise full(error) from error
        return made

    def open(self, sha256: str) -> IO[bytes]:
        """Return the bytes to read, fetched piece by piece."""
        key = key_of(sha256)
        with self._told():
            size = int(obstore.head(self.store, key)["size"])
        return io.BufferedReader(_Remote(self, key, size), _PIECE)

    def exists(self, sha256: str) -> bool:
        """Return whether the bytes are there."""
        with self._told():
            return self._age(key_of(sha256)) is not None

    def delete(self, sha256: str, before: float) -> bool:
        """Remove bytes nobody has put since `before`."""
        key, mark = key_of(sha256), f"{_MARKS}/{sha256}/{secrets.token_hex(8)}"
        with self._told():
            obstore.put(self.store, mark, b"")
            try:
                since = self._age(key)
                if since is None or since >= before:
                    return False
                obstore.delete(self.store, key)
            finally:
                obstore.delete(self.store, mark)
            return True

    def held(self, before: float) -> Iterator[Held]:
        """Yield what has lain here since `before`, by hash."""
        with self._told():
            for each in self._listed():
                name = each["path"].rpartition("/")[2]
                if HASH.fullmatch(name) and each["path"] == key_of(name) \
                        and each["last_modified"].timestamp() < before:
                    yield Held(name, int(each["size"]))

    def tidy(self, before: float) -> None:
        """Remove marks a dead process left."""
        with self._told():
            for each in self._listed(_MARKS):
                if each["last_modified"].timestamp() < before:
                    obstore.delete(self.store, each["path"])

    def fetch(self, key: str, start: int, length: int) -> bytes:
        """Return a part of an object."""
        with self._told():
            return bytes(obstore.get_range(self.store, key, start=start, length=length))

    def _keep(self, sha256: str, draft: Path) -> None:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            with self._told():
                obstore.put(self.store, key_of(sha256), draft)
                if not self._marked(sha256) and self._age(key_of(sha256)) is not None:
                    return
            time.sleep(_PAUSE)
        raise Unreadable(f"{self.name}: somebody removes {sha256} again and again")

    def _marked(self, sha256: str) -> bool:
        """Return whether somebody alive is about to remove the bytes."""
        fresh = datetime.now(UTC).timestamp() - _DEAD
        return any(each["last_modified"].timestamp() >= fresh for each in self._listed(f"{_MARKS}/{sha256}"))

    def _age(self, key: str) -> float | None:
        """Return when an object was put last, None where there is none."""
        try:
            return float(obstore.head(self.store, key)["last_modified"].timestamp())
        except (NotFoundError, FileNotFoundError):
            return None

    def _listed(self, prefix: str | None = None) -> Iterator[Any]:
        for batch in obstore.list(self.store, prefix):
            yield from batch

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Let what the client says be what a store says."""
        try:
            yield
        except (BaseError, OSError) as error:
            said = str(error).partition("\n")[0]
            raise Unreadable(f"the files at {self.name} cannot be reached, or not so: {said}") from error


class _Remote(io.RawIOBase):
    """An object as a file: each read is a request for that part of it."""

    def __init__(self, bucket: Bucket, key: str, size: int) -> None:
        self._bucket, self._key, self._size, self._at = bucket, key, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def readall(self) -> bytes:
        start, self._at = self._at, max(self._at, self._size)
        return self._bucket.fetch(self._key, start, self._size - start) if start < self._size else b""

    def readinto(self, into: Any) -> int:
        length = min(len(into), self._size - self._at)
        if length <= 0:
            return 0
        part = self._bucket.fetch(self._key, self._at, length)
        into[:len(part)] = part
        self._at += len(part)
        return len(part)


