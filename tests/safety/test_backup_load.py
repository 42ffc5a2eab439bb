"""A backup under load is one moment: every acknowledged row, and none half."""

import threading
import time
from pathlib import Path

import pytest

from dougong.catalog.registry import registry
from dougong.store.backup.moment import moment
from dougong.store.database import Database
from dougong.store.init import init
from dougong.store.sql import Statement
from tests.safety import test_kill_server
from tests.safety.chest import filled
from tests.safety.copying import BOTH, Fresh, kept, restored
from tests.safety.site import Client, prepared, serving


@pytest.mark.slow
@pytest.mark.parametrize("kind", BOTH)
def test_a_backup_under_load_has_every_acknowledged_row_and_none_half(fresh: Fresh, tmp_path: Path, kind: str) -> None:
    ground = prepared(fresh(kind), tmp_path / "home", test_kill_server.PACKS)
    with serving(ground, workers=2, threads=4, app=test_kill_server.TELLING) as server:
        client = Client(server.port, ground.token)
        partner = client("POST", "/api/v1/sample_partner", {"code": "P1", "name": "华东机械"}).json["id"]
        client.close()
        buyers = test_kill_server.Buyers(server.port, ground.token, partner)
        with test_kill_server.buying(buyers):
            for at in range(3):
                wait_for(buyers, 40 * (at + 1))
                before = dict(buyers.acknowledged)
                file = kept(ground.url, tmp_path / f"{at}.zip")
                during = len(buyers.acknowledged) - len(before)
                copy = fresh(BOTH[at % 2])
                restored(file, copy)
                snapshot_is_whole(copy, before)
                wait_for(buyers, len(before) + during + 10)
    assert buyers.odd == []


def wait_for(buyers: test_kill_server.Buyers, orders: int) -> None:
    until = time.monotonic() + 60
    while len(buyers.acknowledged) < orders:
        assert time.monotonic() < until, f"only {len(buyers.acknowledged)} orders were acknowledged"
        time.sleep(0.02)


def snapshot_is_whole(url: str, before: dict[str, int]) -> None:
    """Demand of a copy what the books demand, for whatever orders it holds, and that it holds those in `before`."""
    database = Database.open(url)
    with database.read() as session:
        orders = session.rows(Statement("select reference, id from sample_order"))
    database.close()
    held = test_kill_server.Buyers(0, "", 0)
    held.acknowledged = dict(orders)
    assert before.items() <= held.acknowledged.items()
    test_kill_server.whole(url, held)


@pytest.mark.parametrize("kind", ["postgresql"])
def test_definitions_wait_for_a_backup(fresh: Fresh, tmp_path: Path, kind: str) -> None:
    """A table that is rewritten while it is read looks empty to the reader: apply has to wait."""
    ground = filled(fresh(kind), tmp_path / "home")
    database = Database.open(ground.url)
    order: list[str] = []

    def alter() -> None:
        init(database)                                         # takes the lock apply takes
        order.append("altered")

    with moment(database, registry()) as taken:
        other = threading.Thread(target=alter)
        other.start()
        time.sleep(0.3)
        order.append("read")
        assert sum(1 for part in taken.parts for _ in taken.rows(part)) > 10
    other.join()
    assert order == ["read", "altered"]
    database.close()
