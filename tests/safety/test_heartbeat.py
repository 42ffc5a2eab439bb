"""Workers say which catalog they serve; those that were killed are forgotten in time, those that live are not."""

import threading
import time
from datetime import UTC, datetime, timedelta

from dougong.catalog.freeze import thaw
from dougong.catalog.live import Live
from dougong.catalog.registry import registry
from dougong.kernel.clock import SystemClock
from dougong.store import snapshot
from dougong.store.database import Database
from dougong.store.follow import Follower, beating
from dougong.store.init import init
from dougong.store.sql import Statement
from tests.safety.site import applied
from tests.unit.store.boxes import compiled, sources


def workers(database: Database) -> set[str]:
    with database.read() as session:
        return {name for name, in session.rows(Statement("select id from dg_worker"))}


def test_a_worker_not_heard_of_for_an_hour_is_forgotten(database_url: str) -> None:
    database, known = Database.open(database_url), registry()
    init(database)
    applied(database, sources())
    now = datetime.now(UTC)
    with database.write(None) as session:
        for name, ago in (("dead", timedelta(hours=2)), ("slow", timedelta(minutes=10))):
            session.send(beating(database.dialect), {
                "id": name, "number": 1, "seen": snapshot.moment(database.dialect, now - ago)})
        session.commit()
    follower = Follower(database, Live(compiled(database, sources())),
                        lambda stored: thaw(stored.frozen, known, stored.number), SystemClock())
    follower.start()
    until = time.monotonic() + 10
    while "dead" in workers(database) and time.monotonic() < until:
        time.sleep(0.02)
    found = workers(database)
    follower.stop()
    for thread in threading.enumerate():
        if thread.name == "dougong-follow":
            thread.join(10)                         # it takes its own row away before it ends
    assert "dead" not in found
    assert "slow" in found
    assert len(found) == 2
    database.close()
