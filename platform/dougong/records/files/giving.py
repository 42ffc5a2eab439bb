"""How the bytes of a file leave: under which headers, so that nothing in them runs as ours (safety.md R14)."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from dougong.records.files.model import File
from dougong.records.files.sniff import PDF, UNKNOWN

#: A file that is opened by itself is in a box of its own: no script, no form, nothing fetched.
_BOX: Final = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#: A browser's own viewer of PDF does not start in a sandbox; it may draw, and fetch nothing.
_VIEWER: Final = ("default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src 'self' data:; "
                  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")


def headers(file: File, *, inline: bool) -> Mapping[str, str]:
    """Return the headers of a file's bytes. `inline` asks to show it, which pictures and PDF alone are; whatever else
    it is, it is saved, and no browser is told a type it could run."""
    show = inline and file.shown
    return {
        "Content-Type": file.kind if file.shown else UNKNOWN,
        "Content-Disposition": f"{'inline' if show else 'attachment'}; {_named(file.name)}",
        "Content-Security-Policy": _VIEWER if show and file.kind == PDF else _BOX,
        "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer", "Cache-Control": "private, no-cache"}


def _named(name: str) -> str:
    plain = "".join(each if each.isascii() and each.isprintable() and each not in '"\\;%' else "_" for each in name)
    return f"filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
