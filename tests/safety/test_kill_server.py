"""kill -9 of workers (and of the database's own processes) under load: what was acknowledged stays, once and whole."""

import http.client
import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from dougong import resources
from dougong.catalog.reading.source import PackSource
from dougong.store.database import Database
from dougong.store.sql import Statement
from tests.safety.site import ROOT, Answer, Client, Ground, Workers, prepared, serving

#: The application whose orders leave effects.
TELLING = "tests.safety.telling:application()"
CLIENTS = 8
KILLS = 6
LINES = 3
#: Every how manieth acknowledged order is sent once more, to see that the first result comes back.
AGAIN = 5
PACKS = (PackSource.folder(resources.metadata() / "system"), PackSource.folder(ROOT / "tests" / "packs" / "sample"))


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    """A database for orders."""
    url = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "durable_postgres_database")
    return prepared(url, tmp_path, PACKS)


@dataclass(slots=True)
class Buyers:
    """Clients that send orders and try each again, with its key, until they know what became of it."""

    port: int
    token: str
    partner: int
    stop: threading.Event = field(default_factory=threading.Event)
    acknowledged: dict[str, int] = field(default_factory=dict)
    tries: int = 0
    replays: int = 0
    odd: list[str] = field(default_factory=list)

    def buy(self) -> None:
        client = Client(self.port, self.token)
        number = 0
        while not self.stop.is_set():
            key, number = uuid.uuid4().hex, number + 1
            first = self.insist(client, key)
            self.acknowledged[key] = first.json["id"]
            if number % AGAIN == 0:
                again = self.insist(client, key)
                self.replays += again.headers.get("Idempotency-Replayed") == "true"
                if again.json != first.json:
                    self.odd.append(f"{key}: {first.text} came back as {again.text}")
        client.close()

    def insist(self, client: Client, key: str) -> Answer:
        """Send the order until an answer says what became of it."""
        order = {"partner": self.partner, "reference": key, "lines": [
            {"item": f"{key} {at}", "qty": "2", "price": "1.25"} for at in range(LINES)]}
        while True:
            self.tries += 1
            try:
                answer = client("POST", "/api/v1/sample_order", order, Idempotency_Key=key)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if answer.status == 201:
                return answer
            if answer.status != 503:
                self.odd.append(f"{key}: {answer.status} {answer.text}")
            time.sleep(0.02)


@contextmanager
def buying(buyers: Buyers) -> Iterator[None]:
    threads = [threading.Thread(target=buyers.buy) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        buyers.stop.set()
        for thread in threads:
            thread.join()


def struck(server: Workers, ground: Ground) -> None:
    """Kill a worker; on PostgreSQL also the processes that serve the others, at whatever they are just doing."""
    server.kill(random.choice(server.children()))
    if ground.url.startswith("postgresql"):
        with psycopg.connect(ground.url, autocommit=True) as connection:
            connection.execute("select pg_terminate_backend(pid) from pg_stat_activity "
                               "where datname = current_database() and application_name = 'dougong'")


def endure(ground: Ground, kills: int) -> Buyers:
    """Strike `kills` times under load and demand that the books are whole; return what the clients saw."""
    with serving(ground, workers=2, threads=4, app=TELLING) as server:
        client = Client(server.port, ground.token)
        partner = client("POST", "/api/v1/sample_partner", {"code": "P1", "name": "华东机械"}).json["id"]
        client.close()
        buyers = Buyers(server.port, ground.token, partner)
        with buying(buyers):
            for _ in range(kills):
                before = len(buyers.acknowledged)
                time.sleep(random.uniform(0.05, 0.4))
                struck(server, ground)
                until = time.monotonic() + 30
                while len(buyers.acknowledged) < before + CLIENTS and time.monotonic() < until:
                    time.sleep(0.02)
    whole(ground.url, buyers)
    return buyers


def whole(url: str, buyers: Buyers) -> None:
    """Demand: nothing acknowledged is lost, nothing is there twice, nothing is there in part."""
    database = Database.open(url)
    with database.read() as session:
        orders = session.rows(Statement("select id, reference, number, net from sample_order"))
        lines = session.rows(Statement("select parent, count(*) from sample_order_line group by parent"))
        history = session.rows(Statement("select h.record_id, count(*) from dg_history h join sample_order o on "
                                         "o.id = h.record_id where h.object_uid = (select uid from dg_uid where path = "
                                         "'objects.sample_order') group by h.record_id"))
        keys = session.rows(Statement("select key from dg_idempotency"))
        told = session.rows(Statement("select record_id, count(*) from dg_effect group by record_id"))
    database.close()
    kept = {reference: order for order, reference, _, _ in orders}
    assert buyers.odd == []
    assert {key: kept.get(key) for key in buyers.acknowledged} == buyers.acknowledged
    assert len(kept) == len(orders), "an order is there twice"
    assert len({number for _, _, number, _ in orders}) == len(orders), "two orders have one number"
    every = {order for order, _, _, _ in orders}
    assert dict(lines) == dict.fromkeys(every, LINES)
    assert dict(history) == dict.fromkeys(every, 1)
    assert dict(told) == dict.fromkeys(every, 1), "what an order leaves is there once, and nothing without one"
    assert {key for key, in keys} == kept.keys()
    assert len({net for _, _, _, net in orders}) == 1


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_doubled_or_halved(ground: Ground) -> None:
    buyers = endure(ground, KILLS)
    assert buyers.tries > len(buyers.acknowledged) + buyers.replays, "no request met a kill"
    assert buyers.replays > 0
