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
from contextlib import contextmanager
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
            for _ in range(200):
                try:
                    asked(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "GET")
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def asked(connection: http.client.HTTPConnection, method: str) -> tuple[int, bytes]:
    connection.request(method, "/")
    answer = connection.getresponse()
    return answer.status, answer.read()


def traffic(port: int, method: str, stop: threading.Event, seen: list[tuple[str, int, bytes]]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while not stop.is_set():
        seen.append((method, *asked(connection, method)))
        time.sleep(0.005)
    connection.close()


def workers(database: Database) -> list[int]:
    with database.read() as session:
        return [number for number, in session.rows(Statement("select number from dg_worker"))]


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
        for number in range(2, ADDED + 2):
            assert applied(database, grown(number)) == number
        last = time.monotonic()
        while (now := workers(database)) != [ADDED + 1] * WORKERS and time.monotonic() - last < 20:
            time.sleep(0.02)
        took = time.monotonic() - last
        time.sleep(0.3)
        stop.set()
        for thread in threads:
            thread.join()
    assert now == [ADDED + 1] * WORKERS
    assert took < 2, f"the last worker followed after {took:.1f} s"
    assert [answer for answer in seen if answer[1] != 200] == []
    answers = [(method, json.loads(body)) for method, _, body in seen]
    mixed = [answer for _, answer in answers if answer["fields"] != fields_of(answer["number"])
             or answer.get("width", len(answer["fields"])) != len(answer["fields"])]
    assert mixed == []
    assert {answer["number"] for _, answer in answers} >= set(range(2, ADDED + 2, 4))
    made = [answer["id"] for method, answer in answers if method == "POST"]
    assert len(set(made)) == len(made) > 50
    with database.read() as session:
        stored = {record for record, in session.rows(Statement("select id from box"))}
    assert stored == {1, *made}
    database.close()
