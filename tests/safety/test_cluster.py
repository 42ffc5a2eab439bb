"""Two servers and two workers woken through Redis: what servers leave the workers do, one of which is killed; nothing
is lost, and what comes twice has one id."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from dougong import config
from dougong.access import identity
from dougong.cli import main
from dougong.kernel.clock import SystemClock
from dougong.processes.effects import cluster as place
from dougong.processes.effects.cluster import Bell
from dougong.store.database import Database
from dougong.store.sql import Statement
from dougong.testing.stage import needed, prepare
from tests.cluster import Cluster, cluster, redis_at
from tests.conftest import CI

RECORDS = int(os.environ.get("CLUSTER_RECORDS", "25"))
#: Seconds the receiver takes for a message.
TAKES = 0.05
#: What the killed one was at is another's now, not in three minutes.
LEASED = Statement("update dg_effect set due_at = now() where state = 'running'", keep=False)
STATES = Statement("select state, count(*) from dg_effect group by state", keep=False)


@pytest.fixture
def heard() -> Iterator[tuple[int, list[str]]]:
    """A receiver of webhooks: its port, and the ids it heard."""
    ids: list[str] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(TAKES)
            ids.append(self.headers["webhook-id"])
            with contextlib.suppress(OSError):                         # who asked may have been killed
                self.send_response(204)
                self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_address[1], ids
    server.shutdown()
    server.server_close()


def ask(port: int, token: str, address: str, said: Any) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
        line.request("POST", f"/api/v1{address}", json.dumps(said), {
            "Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        return line.getresponse().status


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.slow
def test_what_servers_leave_the_workers_do_though_one_is_killed(
        durable_postgres_database: str, heard: tuple[int, list[str]], tmp_path: Path) -> None:
    if shutil.which("redis-server") is None and not CI:
        pytest.skip("there is no redis-server")
    port, ids = heard
    prepare(durable_postgres_database, tmp_path / "home", needed(()))
    with cluster(tmp_path, durable_postgres_database, egress_allow="127.0.0.1") as found, \
            closing(Database.open(durable_postgres_database)) as database:
        token = identity.create_token(database, "admin", "test", SystemClock())
        for number in range(4):                          # several, since a process calls one of them at a time
            assert ask(found.ports[0], token, "/webhooks", {
                "name": f"Ear {number}", "url": f"http://127.0.0.1:{port}/{number}", "objects": ["unit"],
                "events": ["created"]}) == 201
        for number in range(RECORDS):
            assert ask(found.ports[number % 2], token, "/unit", {"code": f"U{number}", "name": f"U{number}"}) == 201
        assert within(20, lambda: bool(ids)), told(found)
        found.workers[0].send_signal(signal.SIGKILL)
        found.workers[0].wait()
        assert within(60, lambda: len(set(ids)) >= RECORDS * 4 - 16), told(found)
        again = states(database).get("running", 0)
        database.once(LEASED, {})
        assert within(30, lambda: states(database) == {"done": RECORDS * 4}), (states(database), told(found))
        counted = Counter(ids)
        assert len(counted) == RECORDS * 4                                                          # 0 lost
        assert sum(counted.values()) - len(counted) <= max(again, 4), "only what the killed one was at is heard again"
        before = len(ids)
        began = time.monotonic()
        assert ask(found.ports[1], token, "/unit", {"code": "last", "name": "last"}) == 201
        assert within(10, lambda: len(ids) == before + 4)
        assert time.monotonic() - began < 5
        found.redis.kill()                                # workers look by themselves, and go on when it is back
        found.redis.wait()
        assert ask(found.ports[0], token, "/unit", {"code": "alone", "name": "alone"}) == 201
        assert within(30, lambda: len(ids) == before + 8), told(found)
        with redis_at(tmp_path, urlsplit(found.environment["DOUGONG_REDIS_URL"]).port or 0):
            assert ask(found.ports[0], token, "/unit", {"code": "again", "name": "again"}) == 201
            assert within(30, lambda: len(ids) == before + 12), told(found)
    assert all(process.returncode is not None for process in found.workers)
    assert found.workers[1].returncode == 0, told(found)


def states(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {str(state): int(count) for state, count in session.rows(STATES)}


def told(found: Cluster) -> str:
    return "\n".join(log.read_text()[-3000:] for log in found.logs)


def test_a_commit_that_comes_while_word_is_sent_sends_word_too(
        sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    database = Database.open(sqlite_database)

    class Post:
        def send_task(self, name: str, **_: Any) -> None:
            sent.append(name)
            if len(sent) == 1:
                database.rouse()                         # a commit that comes now, and another
                database.rouse()
                raise OSError("Redis is being restarted")
    monkeypatch.setattr(place, "office", lambda _: Post())
    bell = Bell(config.load({"DOUGONG_HOME": str(tmp_path)}), database)
    bell.start()
    try:
        database.rouse()
        assert within(20, lambda: len(sent) == 2)
        database.rouse()
        assert within(20, lambda: len(sent) == 3)
    finally:
        bell.stop()
        database.close()
    assert set(sent) == {place.WORD}


def test_a_worker_without_redis_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUGONG_HOME", str(tmp_path))
    refused = CliRunner().invoke(main, ["worker"])
    assert refused.exit_code != 0
    assert "DOUGONG_REDIS_URL is not set, so servers need no workers" in refused.output
