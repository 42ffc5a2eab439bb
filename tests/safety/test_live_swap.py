"""Objects and fields are added under constant traffic: nobody is refused, no answer mixes two catalogs."""

import os
from collections import Counter
from pathlib import Path

import pytest

from dougong.store.database import Database
from dougong.store.sql import Statement
from tests.safety.site import Client, Ground, applied, prepared, serving
from tests.safety.swap import Seen, Told, Traffic, fields_of, followed, grown, vans_of

WORKERS = 4
#: How many clients, and changes, here; `make soak` has 32 clients and 50 changes.
CLIENTS = 8
ADDED = 7
#: Seconds until all workers serve a new catalog, 99 times of 100, on a machine that does nothing else.
SOON = 2


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    """A database with catalog 1 in it."""
    url = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "durable_postgres_database")
    return prepared(url, tmp_path, grown(1))


def test_an_answer_of_two_catalogs_is_noticed() -> None:
    old, new = Told(fields_of(2)), Told(fields_of(3))
    assert Seen("list", 200, (new, new), range(2, 5)).explained
    assert not Seen("list", 200, (old, new), range(2, 5)).explained
    assert not Seen("catalog", 200, (Told(fields_of(2), number=3),), range(2, 5)).explained
    assert not Seen("form", 200, (old, Told(vans=vans_of(5))), range(2, 6)).explained
    assert not Seen("read", 200, (old,), range(3, 5)).explained, "an answer from before the last apply"


@pytest.mark.slow
def test_many_changes_under_traffic(ground: Ground) -> None:
    grow(ground, ADDED, CLIENTS)


def grow(ground: Ground, added: int, clients: int) -> tuple[int, float]:
    """Add objects and fields one after another while everyone works; demand what the design promises.

    Returns how many answers were looked at, and in how many seconds all workers served what was applied, 99 times of
    100.
    """
    database, soon = Database.open(ground.url), SOON * others()
    with serving(ground, WORKERS) as server:
        traffic = Traffic(server.port, ground.token)
        first = Client(server.port, ground.token)
        traffic.made += [first("POST", "/api/v1/box", {"name": f"first {number}"}).json["id"] for number in range(3)]
        first.close()                                # the server would, in the minutes until it is asked again
        followed(database, 1, WORKERS)
        threads = traffic.threads(clients)
        for thread in threads:
            thread.start()
        took = []
        try:
            for number in range(2, added + 2):
                assert applied(database, grown(number)) == number
                traffic.number = number
                took.append(followed(database, number, WORKERS))
            traffic.stop.wait(0.3)
        finally:
            traffic.stop.set()
            for thread in threads:
                thread.join()
        last = first("GET", f"/api/v1/box/{traffic.made[0]}").json
        first.close()
    assert traffic.faults == []
    late = sorted(took)[-1 - len(took) // 100]
    assert late <= soon, took
    refused = [seen for seen in traffic.seen if seen.status not in {200, 201}]
    assert refused == []
    assert [seen for seen in traffic.seen if not seen.explained] == []
    kinds = Counter(seen.kind for seen in traffic.seen)
    assert min(kinds[kind] for kind in ("read", "list", "create", "update", "catalog", "openapi", "form")) >= 10, kinds
    with database.read() as session:
        stored = [box for box, in session.rows(Statement("select id from box order by id"))]
        tagged = [box for box, in session.rows(Statement("select parent from box_tag order by parent"))]
        told = session.rows(Statement("select record_id from dg_history where version = 1 and door = 'api'"))
    assert stored == sorted(traffic.made) == sorted(box for box, in told)
    assert tagged == stored[3:]
    assert last["name"] == f"changed {traffic.changes}"
    written = {name for name in fields_of(added) if name.startswith("f") and last[name] is not None}
    assert len(written) >= added // 2
    assert {last[name] for name in written} == {f"by {traffic.changes}"}
    database.close()
    return len(traffic.seen), late


def others() -> float:
    """Return how many times as long everything takes, for what the machine was doing before this test began."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
