"""Twenty objects and fields are added under constant traffic: nobody is refused, no answer mixes two catalogs."""

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from dougong.catalog.source import PackSource
from dougong.store.database import Database
from dougong.store.init import init
from dougong.store.sql import Statement
from tests.safety.swapping import ADDRESS
from tests.unit.store.boxes import applied, sources

WORKERS = 4
ADDED = 20
VAN = """
kind: object
name: van_NUMBER
label: Van
plural: Vans
title: "{plate}"
fields:
  plate: {type: text, label: Plate}
"""
ROOT = Path(__file__).parents[2]


def grown(number: int) -> tuple[PackSource, ...]:
    """What is defined once catalog `number` is applied: every fourth step adds an object, the others a field."""
    steps = range(2, number + 1)
    return sources("\n".join(f"f{step}: {{type: text, label: F {step}}}" for step in steps if step % 4), files={
        f"objects/van_{step}.yaml": VAN.replace("NUMBER", str(step)) for step in steps if step % 4 == 0})


def fields_of(number: int) -> list[str]:
    return ["name", *(f"f{step}" for step in range(2, number + 1) if step % 4)]


@contextmanager
def serving(url: str) -> Iterator[int]:
    """gunicorn with WORKERS processes; yields its port once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-w", str(WORKERS), "-k", "gthread", "--threads", "2", "-b",
               f"127.0.0.1:{port}", "--log-level", "warning", "tests.safety.swapping:application()"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, ADDRESS: url, "PYTHONPATH": str(ROOT)}) as server:
        try:
            await_answer(port)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def await_answer(port: int) -> None:
    for _ in range(200):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                asked(connection, "GET")
                return
            except OSError:
                time.sleep(0.1)
    raise TimeoutError


def asked(connection: http.client.HTTPConnection, method: str) -> tuple[int, bytes]:
    connection.request(method, "/")
    answer = connection.getresponse()
    return answer.status, answer.read()


def traffic(port: int, method: str, stop: threading.Event, seen: list[tuple[str, int, bytes]]) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        while not stop.is_set():
            seen.append((method, *asked(connection, method)))
            time.sleep(0.005)


def followed(database: Database, number: int) -> float:
    """Seconds until every worker says it serves `number`."""
    start = time.monotonic()
    while time.monotonic() - start < 20:
        with database.read() as session:
            if session.rows(Statement("select number from dg_worker")) == [(number,)] * WORKERS:
                return time.monotonic() - start
        time.sleep(0.02)
    raise TimeoutError


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_twenty_changes_under_traffic(engine: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("sqlite_database" if engine == "sqlite" else "durable_postgres_database")
    database = Database.open(url)
    init(database)
    applied(database, sources())
    mark = "?" if engine == "sqlite" else "$1"
    with database.write(1) as session:
        session.send(Statement(f"insert into box (id, version, name) values ({mark}, 1, 'first')"), (1,))
        session.commit()
    if engine == "postgresql":
        with database.write(1) as session:
            session.commit([(Statement("select nextval(pg_get_serial_sequence('box', 'id'))"), ())])
    stop, seen = threading.Event(), list[tuple[str, int, bytes]]()
    with serving(url) as port:
        threads = [threading.Thread(target=traffic, args=(port, method, stop, seen))
                   for method in ("GET", "GET", "POST", "POST")]
        for thread in threads:
            thread.start()
        try:
            took = [followed(database, applied(database, grown(number))) for number in range(2, ADDED + 2)]
            time.sleep(0.3)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
    assert max(took) < 2
    assert [answer for answer in seen if answer[1] != 200] == []
    answers = [(method, json.loads(body)) for method, _, body in seen]
    mixed = [answer for _, answer in answers if answer["fields"] != fields_of(answer["number"])
             or answer.get("width", len(answer["fields"])) != len(answer["fields"])]
    assert mixed == []
    assert {answer["number"] for _, answer in answers} >= set(range(2, ADDED + 2))
    made = [answer["id"] for method, answer in answers if method == "POST"]
    assert len(set(made)) == len(made) > 50
    with database.read() as session:
        stored = {record for record, in session.rows(Statement("select id from box"))}
    assert stored == {1, *made}
    database.close()
