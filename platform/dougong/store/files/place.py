"""Which place keeps the bytes of files: a folder of this machine, or a bucket."""

from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from dougong.store.files.disk import Disk, Files
from dougong.store.files.s3 import bucket

#: Where the disk of this machine keeps them, below DOUGONG_HOME.
FOLDER: Final = "files"


def place(address: str | None, home: Path) -> Files:
    """Return the place an address of DOUGONG_FILES_URL names, the folder in `home` where there is none.

    Raises Unsafe where the client of an S3 store is not installed.
    """
    if address is None:
        return Disk(home / FOLDER)
    parts = urlsplit(address)
    return Disk(Path(unquote(parts.path))) if parts.scheme == "file" else bucket(address)
