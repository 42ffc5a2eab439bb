"""A real server in a process of its own, for tests that act as people and programs do: over HTTP."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "only-for-tests"
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Served:
    """Where it listens, and the environment by which commands reach the same installation."""

    port: int
    environment: Mapping[str, str]

    @property
    def address(self) -> str:
        """Return scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    def dougong(self, *words: str) -> str:
        """Run a command on the same installation and return what it printed."""
        return dougong(self.environment, *words)


@contextmanager
def serving(home: Path, *, samples: bool = False, database: str | None = None) -> Iterator[Served]:
    """Make an installation in `home` and serve it on a free port until the block ends."""
    port = free_port()
    environment = {"DOUGONG_HOME": str(home), "DOUGONG_PORT": str(port), "DOUGONG_ADMIN_PASSWORD": PASSWORD,
                   "DOUGONG_BASE_URL": f"http://127.0.0.1:{port}"}
    if database is not None:
        environment["DOUGONG_DATABASE_URL"] = database
    dougong(environment, "init", *([] if samples else ["--empty"]))
    server = subprocess.Popen([sys.executable, "-m", "dougong", "serve"], env={**os.environ, **environment},
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port, server)
        yield Served(port, environment)
    finally:
        server.terminate()
        server.wait(10)


def dougong(environment: Mapping[str, str], *words: str) -> str:
    """Run a command and return what it printed; raises CalledProcessError."""
    return subprocess.run([sys.executable, "-m", "dougong", *words], env={**os.environ, **environment}, check=True,
                          capture_output=True, text=True).stdout


def free_port() -> int:
    """Return a port nobody listens on."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _await(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with exit code {server.returncode}")
        if _answers(port):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not answer within {PATIENCE:.0f} s")


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/sign-in")
            with connection.getresponse() as answer:
                return answer.status == 200
        except OSError:
            return False
