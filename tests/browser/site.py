"""A whole Dougong of its own for a browser: the shipped packs with their samples, and the arguments of Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.serving import PASSWORD, serving

LOGIN = "admin"
#: Chromium waits on GPU and sandbox that containers do not have; the flags say so beforehand.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run")

__all__ = ("ARGUMENTS", "LOGIN", "PASSWORD", "Site", "served")


@dataclass(frozen=True, slots=True)
class Site:
    """A running server."""

    url: str
    home: Path

    def path(self, address: str) -> str:
        """Return an address of a page without the server."""
        return address.removeprefix(self.url)


@contextmanager
def served(home: Path, *packs: Path) -> Iterator[Site]:
    """Yield a server over a fresh database in `home`, with further packs; it ends with the block."""
    with serving(home, samples=True, packs=packs) as server:
        yield Site(server.address, home)
