"""A whole Dougong of its own: a database in a folder, the shipped packs with their samples, a server on a free port."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from tests.serving import free_port

LOGIN = "admin"
PASSWORD = "correct horse battery"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run")
#: Chromium waits on GPU and sandbox that containers do not have; the flags say so beforehand.
PATIENCE = 40.0


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
    port = free_port()
    environ = {**os.environ, "DOUGONG_HOME": str(home), "DOUGONG_PORT": str(port), "DOUGONG_ADMIN_PASSWORD": PASSWORD,
               "DOUGONG_PACKS_PATH": os.pathsep.join(map(str, packs))}
    subprocess.run([sys.executable, "-m", "dougong", "init"], env=environ, check=True, capture_output=True)
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "dougong", "serve"], env=environ, stdout=log, stderr=log)
        try:
            yield Site(_answering(f"http://127.0.0.1:{port}", process, home), home)
        finally:
            process.terminate()
            process.wait(10)


def _answering(url: str, process: "subprocess.Popen[bytes]", home: Path) -> str:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/sign-in", timeout=2)
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return url
    raise AssertionError(f"the server does not answer:\n{(home / 'server.log').read_text()[-2000:]}")
