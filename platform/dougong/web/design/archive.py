"""The site's customisations as one zip, and back: the files `dougong export definitions` writes, byte by byte."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from dougong.catalog.layer import SITE
from dougong.catalog.patches.site import HEAD
from dougong.catalog.reading.scan import ScanError, scan_yaml
from dougong.catalog.reading.source import FILE_BYTES, PACK_BYTES

#: Files of one archive, at most.
MOST: Final = 2_000
#: Every file of an archive is as old as any other, so that equal customisations make equal archives.
_THEN: Final = (1980, 1, 1, 0, 0, 0)


class UnfitArchive(Exception):
    """A file that is no export of a site; `code` names the words that say why (design.zip_<code>)."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return the files as a zip; equal files give equal bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _THEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, files[path])
    return held.getvalue()


def unpacked(content: bytes) -> dict[str, str]:
    """Return the files of a zip by path, as texts; raises UnfitArchive for what is no export of a site."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST or sum(entry.file_size for entry in entries) > PACK_BYTES:
                raise UnfitArchive("large", files=MOST, mb=PACK_BYTES // (1024 * 1024))
            found = {entry.filename: _text(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise UnfitArchive("broken") from None
    if not _is_site(found.get(HEAD, "")):
        raise UnfitArchive("other")
    return found


def _is_site(head: str) -> bool:
    try:
        said = scan_yaml(head).data
    except ScanError:
        return False
    return isinstance(said, Mapping) and said.get("name") == SITE


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    """Return one file, read no further than it may be long, whatever the archive says of its length."""
    path = entry.filename
    if path.startswith(("/", ".")) or "\\" in path or ".." in path.split("/") or not path.endswith((".yaml", ".json")):
        raise UnfitArchive("stray", path=path[:100])
    with archive.open(entry) as stream:
        data = stream.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise UnfitArchive("large", files=MOST, mb=PACK_BYTES // (1024 * 1024))
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise UnfitArchive("stray", path=path[:100]) from None
