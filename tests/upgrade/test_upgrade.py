"""What earlier landings wrote, the present engine restores or opens where it lies, applies its packs to, and serves."""

import json
import lzma
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dougong.store.database import Database
from dougong.store.sql import Statement
from tests.engines import ENGINES, fresh
from tests.safety.site import Client, Ground, serving
from tests.serving import PASSWORD, dougong
from tests.upgrade.make import ARCHIVED, CHANGED, HERE, MADE

LANDINGS = sorted(file.stem for file in HERE.glob("*.zip"))

#: Each test runs half a dozen commands and a server over all packs, on a machine that may do other things meanwhile.
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(params=ENGINES)
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """A new installation on an empty database of each kind."""
    home = {"DOUGONG_HOME": str(tmp_path)}
    with fresh(request, tmp_path, "durable_postgres_url") as address:
        yield {**home, "DOUGONG_DATABASE_URL": address}


@pytest.mark.slow
@pytest.mark.parametrize("landing", LANDINGS)
def test_a_backup_of_an_earlier_landing_is_restored_upgraded_and_served(
        environment: Mapping[str, str], landing: str) -> None:
    told = dougong(environment, "restore", str(HERE / f"{landing}.zip"))
    assert told.startswith("Restored catalog 1 of ")
    upgraded(environment)


@pytest.mark.slow
@pytest.mark.parametrize("landing", LANDINGS)
def test_a_database_of_an_earlier_landing_is_upgraded_where_it_lies(tmp_path: Path, landing: str) -> None:
    with closing(sqlite3.connect(tmp_path / "dougong.db")) as connection:
        connection.executescript(lzma.decompress((HERE / f"{landing}.sql.xz").read_bytes()).decode())
    upgraded({"DOUGONG_HOME": str(tmp_path), "DOUGONG_DATABASE_URL": f"sqlite:///{tmp_path / 'dougong.db'}"})


def upgraded(environment: Mapping[str, str]) -> None:
    """Apply the present packs and demand: every row is still there, nothing is wrong, and people can work."""
    before = rows(environment)
    dougong(environment, "apply", "--confirm")                # which currency is the base follows from the company now
    after = rows(environment)
    assert {name: count for name, count in after.items() if name in before and count < before[name]} == {}
    found = json.loads(dougong(environment, "doctor", "--json"))
    assert [each for each in found if "superuser" not in each["sentence"]] == []
    dougong(environment, "user", "password", "admin", "--set", PASSWORD)
    token = dougong(environment, "token", "create", "admin").strip()
    with serving(Ground(environment["DOUGONG_DATABASE_URL"], environment, token), workers=1) as server:
        client = Client(server.port, token)
        try:
            works(client)
        finally:
            client.close()


def rows(environment: Mapping[str, str]) -> dict[str, int]:
    """Return how many rows the tables hold whose rows are people's."""
    database = Database.open(environment["DOUGONG_DATABASE_URL"])
    with database.read() as session:
        named = "select path from dg_uid where kind = 'object' and retired_at is null"
        names = [path.partition(".")[2] for path, in session.rows(Statement(named))]
        counted = {name: int(session.rows(Statement(f"select count(*) from {name}", keep=False))[0][0])
                   for name in (*names, "dg_history")}
    database.close()
    return counted


def works(client: Client) -> None:
    """Demand: what was written then reads as it was, has its history, and can be changed."""
    currency = get(client, f"/api/v1/currency/{CHANGED}")
    assert (currency["name"], currency["version"]) == ("改了名的", 2)
    history = get(client, f"/api/v1/currency/{CHANGED}/history")["data"]
    assert [each["version"] for each in history] == [2, 1]
    assert client("GET", f"/api/v1/currency/{ARCHIVED}").json["code"] == "archived"
    company, = get(client, f"/api/v1/company?external_id={MADE}")["data"]
    answer = client("PATCH", f"/api/v1/company/{company['id']}", {"version": company["version"], "name": "新版公司"})
    assert (answer.status, answer.json["name"]) == (200, "新版公司"), answer.text
    customers = get(client, "/api/v1/customer?count=exact&expand=contacts")
    assert customers["count"] >= len(customers["data"]) > 0
    assert client("GET", "/api/openapi.json").status == 200


def get(client: Client, path: str) -> Any:
    answer = client("GET", path)
    assert answer.status == 200, answer.text
    return answer.json
