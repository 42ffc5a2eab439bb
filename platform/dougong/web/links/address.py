"""What every address is made of: a path, and parameters behind it."""

from collections.abc import Iterable
from urllib.parse import urlencode

HOME = "/"


def asking(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return a path with parameters, alone where there are none."""
    said = query(pairs)
    return f"{path}?{said}" if said else path


def query(pairs: Iterable[tuple[str, str]]) -> str:
    """Return parameters as the query of an address."""
    return urlencode(list(pairs), safe="[]")


def inside(text: str) -> str:
    """Return `text` when it is an address of ours, else home: what a form says to return to is not trusted."""
    plain = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if plain and text.isprintable() and "\\" not in text else HOME
