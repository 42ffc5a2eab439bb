"""A real server in a process of its own, for tests that act as people and programs do: over HTTP."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "only-for-tests"
#: Seconds until a server has to answer.
PATIENCE = 120.0


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
def serving(home: Path, *, samples: bool = False, company: bool = False, database: str | None = None,
            packs: Sequence[Path] = ()) -> Iterator[Served]:
    """Make an installation in `home`, with further packs, empty or with samples or the whole sample company, and serve
    it on a free port until the block ends."""
    port = free_port()
    environment = {"DOUGONG_HOME": str(home), "DOUGONG_PORT": str(port), "DOUGONG_ADMIN_PASSWORD": PASSWORD,
                   "DOUGONG_BASE_URL": f"http://127.0.0.1:{port}"}
    if packs:
        environment["DOUGONG_PACKS_PATH"] = os.pathsep.join(map(str, packs))
    if database is not None:
        environment["DOUGONG_DATABASE_URL"] = database
    # whose installation it is has been said: who signs in comes home
    dougong(environment, "init", "--name", "我的公司", *(["--company"] if company else [] if samples else ["--empty"]))
    with running([sys.executable, "-m", "dougong", "serve"], port, {**os.environ, **environment}, home / "server.log"):
        yield Served(port, environment)


@contextmanager
def running(command: Sequence[str | Path], port: int, environment: Mapping[str, str], log: Path,
            folder: Path | None = None, *, apart: bool = False) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server, started in `folder` with nothing but `environment` around it, from its first answer on until the
    block ends; what it says stands in `log`, and is told when it does not come to an answer. One that is `apart` does
    not hear a Ctrl C."""
    with log.open("ab") as said, subprocess.Popen(command, cwd=folder, env=environment, stdout=said,
                                                  stderr=said, start_new_session=apart) as server:
        try:
            _await(port, server, log)
            yield server
        finally:
            server.terminate()
            server.wait(20)


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


def _await(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with exit code {server.returncode}:\n{_last(log)}")
        if _answers(port):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not answer within {PATIENCE:.0f} s:\n{_last(log)}")


def _last(log: Path) -> str:
    return log.read_text()[-2000:]


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", "/sign-in")
            with connection.getresponse() as answer:
                return answer.status == 200
        except (OSError, http.client.HTTPException):
            return False
