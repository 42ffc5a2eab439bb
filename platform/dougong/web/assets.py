"""Static files under an address that changes with them, so that browsers may keep them for a year."""

import hashlib
import re
from functools import cache
from pathlib import Path

from dougong.resources import static

PLAIN = "table"
_SYMBOL = re.compile(r'<symbol id="i-([a-z0-9-]+)"')


@cache
def fingerprint() -> str:
    """Return a short text that changes when any static file does (by name, size and time)."""
    seen = hashlib.sha256()
    for path in sorted(_files(static())):
        stat = path.stat()
        seen.update(f"{path.name}:{stat.st_size}:{stat.st_mtime_ns};".encode())
    return seen.hexdigest()[:10]


@cache
def icons() -> frozenset[str]:
    """Return the names of the icons in the sprite; empty before the browser libraries are built."""
    sprite = static() / "vendor" / "icons.svg"
    return frozenset(_SYMBOL.findall(sprite.read_text("utf-8"))) if sprite.exists() else frozenset()


def drawn(name: str) -> str:
    """Return the icon itself, or a table where the sprite has no such icon: a pack may name one we do not carry."""
    return name if name in icons() else PLAIN


def asset(path: str) -> str:
    """Return the address of a static file, like /static/v-1a2b3c/dg.css."""
    return f"/static/v-{fingerprint()}/{path}"


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]
