"""The real application as it runs in production: gunicorn with several workers on a database a test has prepared."""

import http.client
import json
import os
import re
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from dougong.access import identity
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.config import load
from dougong.ext import compose, registry
from dougong.records.runtime import Runtime
from dougong.records.writing.change import Change
from dougong.store import snapshot
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init
from tests.serving import PASSWORD, free_port, running

ROOT = Path(__file__).parents[2]
APP = "dougong.app:create_app()"


def applied(database: Database, packs: Sequence[PackSource]) -> int:
    """Plan and apply the packs, as `dougong apply` does; return the number."""
    wanted = plan(database, compile_catalog(packs, registry(), snapshot.uids(database)))
    return apply(database, wanted, packs, "test")


@dataclass(frozen=True, slots=True)
class Ground:
    """A prepared database, the environment that names it, and a token of its administrator."""

    url: str
    environment: Mapping[str, str]
    token: str

    def runtime(self) -> Runtime:
        """Return a runtime of the test's own on the database."""
        return compose(load(self.environment))

    def around(self) -> dict[str, str]:
        """Return the whole environment of a process on the database that runs this checkout."""
        return {**os.environ, **self.environment, "PYTHONPATH": f"{ROOT / 'platform'}{os.pathsep}{ROOT}"}


def prepared(url: str, home: Path, packs: Sequence[PackSource]) -> Ground:
    """Make tables, definitions and an administrator who has a password and a token."""
    # crowds ask with one token: what one person may ask for is tested elsewhere
    environment = {"DOUGONG_DATABASE_URL": url, "DOUGONG_HOME": str(home), "DOUGONG_RATE": "0",
                   "DOUGONG_CONCURRENT": "0"}
    database = Database.open(url)
    init(database)
    applied(database, packs)
    database.close()
    runtime = compose(load(environment))
    runtime.unit(runtime.machine("cli", "test")).apply(
        Change(object="user", verb="create", values={"login": "admin", "name": "Admin"}))
    identity.set_password(runtime.database, "admin", PASSWORD, runtime.clock)
    token = identity.create_token(runtime.database, "admin", "test", runtime.clock)
    runtime.database.close()
    return Ground(url, environment, token)


@dataclass(slots=True)
class Workers:
    """A running gunicorn: its port, its master's id."""

    port: int
    pid: int

    def children(self) -> list[int]:
        """Return the ids of the workers alive now."""
        return [int(each) for each in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def kill(self, worker: int) -> None:
        """Kill a worker as the power would."""
        os.kill(worker, signal.SIGKILL)


@contextmanager
def serving(ground: Ground, workers: int = 4, threads: int = 2, app: str = APP) -> Iterator[Workers]:
    """Serve an application (module:expression) until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-w", str(workers), "-k", "gthread", "--threads", str(threads), "-b",
               f"127.0.0.1:{port}", "--keep-alive", "75", "--log-level", "critical", app]
    environment = {**ground.around(), "DOUGONG_BASE_URL": f"http://127.0.0.1:{port}"}
    log = Path(ground.environment["DOUGONG_HOME"]) / "server.log"
    with running(command, port, environment, log, ROOT) as server:
        yield Workers(port, server.pid)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return what the body says."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """Return the page."""
        return self.body.decode()


class Client:
    """A program with a token, or a person at a browser once signed in; one connection, kept open while it lasts."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self._port, self._token, self._cookie = port, token, ""
        self._connection: http.client.HTTPConnection | None = None

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Ask once; raises OSError or HTTPException when the server went away meanwhile."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        if body is not None:
            told.setdefault("Content-Type", "application/json")
        told.update({"Cookie": self._cookie} if self._cookie else {"Authorization": f"Bearer {self._token}"})
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            self._connection.request(method, path, data, told)
            answer = self._connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def sign_in(self) -> None:
        """Sign in by the page, as the administrator."""
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)) as connection:
            connection.request("GET", "/sign-in")
            page = connection.getresponse()
            door = page.getheader("Set-Cookie", "").partition(";")[0]
            csrf = re.search(r'name="_csrf" value="([^"]+)"', page.read().decode())
            assert csrf is not None
            form = f"_csrf={unescape(csrf[1])}&login=admin&password={PASSWORD}"
            connection.request("POST", "/sign-in", form, {
                "Cookie": door, "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"})
            answer = connection.getresponse()
            assert answer.status in {302, 303}, answer.read()
            self._cookie = next(each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie", [])
                                if each.partition("=")[0] == "dougong")

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
