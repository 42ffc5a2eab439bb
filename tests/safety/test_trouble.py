"""A full disk, a database that goes away: a clear refusal that may be sent again, nothing half-written, never a 500."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from werkzeug.test import TestResponse

from dougong.store.database import Database
from dougong.store.drivers import sqlite
from dougong.store.drivers.pglink import Link
from dougong.store.errors import Lost
from tests.journeys.api.conftest import Api, opened
from tests.journeys.doors.conftest import Person

LINES = 40


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Api]:
    """A server on SQLite."""
    yield from opened(f"sqlite:///{tmp_path / 'small.db'}", tmp_path)


@pytest.fixture
def big(postgres_database: str, tmp_path: Path) -> Iterator[Api]:
    """A server on PostgreSQL."""
    yield from opened(postgres_database, tmp_path)


def order(api: Api, partner: int, number: int, **headers: str) -> TestResponse:
    return api("POST", "/sample_order", {"partner": partner, "reference": f"order {number}", "lines": [
        {"item": f"{number} {at} " + "x" * 150, "qty": "1", "price": "1"} for at in range(LINES)]}, **headers)


def refused(answer: TestResponse, code: str) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.json["code"] == code
    assert answer.json["detail"] != code, "the message is missing"
    assert answer.headers["Retry-After"] == "1"


def full(api: Api, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the file of the database grow no further than two pages from now; return what makes room again."""
    path = api.runtime.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute("pragma page_count").fetchone()[0]
    api.runtime.database.close()                          # connections made from now on know the limit
    monkeypatch.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, f"pragma max_page_count = {pages + 2}"))

    def room() -> None:
        monkeypatch.undo()
        api.runtime.database.close()
    return room


def whole(api: Api) -> int:
    """Demand that each order has all its lines and its history; return how many there are."""
    orders = api("GET", "/sample_order?limit=500").json["data"]
    for each in orders:
        assert len(api("GET", f"/sample_order/{each['id']}").json["lines"]) == LINES
        assert len(api("GET", f"/sample_order/{each['id']}/history").json["data"]) == 1
    assert api.rows("sample_order_line") == LINES * len(orders)
    return len(orders)


def test_a_full_disk_refuses_writes_whole_and_goes_on_reading(small: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    partner = small.partner()["id"]
    assert order(small, partner, 0).status_code == 201
    room = full(small, monkeypatch)
    answers = [order(small, partner, number, Idempotency_Key=f"k{number}") for number in range(1, 30)]
    assert {answer.status_code for answer in answers} <= {201, 503}
    refused(answers[-1], "storage_full")
    made = sum(answer.status_code == 201 for answer in answers)
    assert whole(small) == made + 1
    room()
    again = [order(small, partner, number, Idempotency_Key=f"k{number}") for number in range(1, 30)]
    assert {answer.status_code for answer in again} == {201}
    assert whole(small) == 30


def test_a_full_disk_is_told_to_a_person_too(small: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person(small)
    partner = small.partner()["id"]
    room = full(small, monkeypatch)
    texts = {"partner": f"#{partner}", **{f"lines[{at}].{name}": text for at in range(LINES) for name, text in (
        ("item", "x" * 190), ("qty", "1"), ("price", "1"))}}
    pages = [person.create("sample_order", texts) for _ in range(10)]
    assert {page.status_code for page in pages} <= {303, 302, 503}
    assert pages[-1].status_code == 503
    assert "storage_full" not in pages[-1].text
    room()
    assert whole(small) == sum(page.status_code != 503 for page in pages)


def test_files_that_are_away_are_told_and_found_again(small: Api) -> None:
    partner = small.partner()["id"]
    person = Person(small)
    path = Path(small.runtime.settings.database_url.removeprefix("sqlite:///"))
    small.runtime.database.close()                        # connections made from now on look for the file
    path.rename(path.with_suffix(".away"))
    path.mkdir()
    refused(order(small, partner, 1), "storage_unreadable")
    refused(small("GET", f"/sample_partner/{partner}"), "storage_unreadable")
    page = person.client.get("/o/sample_partner")
    assert page.status_code == 503
    assert "storage_unreadable" not in page.text
    path.rmdir()
    path.with_suffix(".away").rename(path)
    assert order(small, partner, 1).status_code == 201
    assert whole(small) == 1


def test_a_file_that_is_no_database_any_more_is_told(small: Api) -> None:
    partner = small.partner()["id"]
    path = Path(small.runtime.settings.database_url.removeprefix("sqlite:///"))
    small.runtime.database.close()
    whole_file = path.read_bytes()
    path.write_bytes(b"x" * len(whole_file))
    refused(small("GET", f"/sample_partner/{partner}"), "storage_unreadable")
    refused(order(small, partner, 1), "storage_unreadable")
    path.write_bytes(whole_file)
    assert order(small, partner, 1).status_code == 201
    assert whole(small) == 1


@pytest.mark.parametrize("at", ["insert", "commit", "select"])
def test_a_disk_that_fails_is_told_and_leaves_nothing_half_written(
        small: Api, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    partner = small.partner()["id"]
    made = sqlite.Handle.__init__

    def failing(self: sqlite.Handle, path: str, *pragmas: str) -> None:
        made(self, path, *pragmas)
        self.raw = Failing(self.raw, at)                  # type: ignore[assignment]

    small.runtime.database.close()
    monkeypatch.setattr(sqlite.Handle, "__init__", failing)
    refused(order(small, partner, 1), "storage_unreadable")
    monkeypatch.undo()
    small.runtime.database.close()
    assert whole(small) == 0
    assert order(small, partner, 1).status_code == 201


class Failing:
    """A connection whose statements of one kind meet a disk that fails."""

    def __init__(self, raw: sqlite3.Connection, at: str) -> None:
        self._raw, self._at = raw, at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def execute(self, sql: str, params: Any = ()) -> sqlite3.Cursor:
        if sql.lower().startswith(self._at):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
            raise error
        return self._raw.execute(sql, params)


def test_a_full_disk_refuses_a_change_of_definitions_whole(small: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"sample/objects/sample_shed.yaml": "{kind: object, name: sample_shed, label: {zh-Hans: 棚, en: Shed}, "
             "title: '{code}', fields: {code: {type: text, label: {zh-Hans: 号, en: Code}}}}"}
    asked = small("POST", "/catalog/plan", {"files": files}).json
    room = full(small, monkeypatch)
    body = {"files": files, "digest": asked["digest"]}
    refused(small("POST", "/catalog/apply", body), "storage_full")
    assert small("GET", "/catalog").json["number"] == asked["base"]
    assert small("GET", "/sample_shed").status_code == 404
    room()
    assert small("POST", "/catalog/plan", {"files": files}).json["digest"] == asked["digest"]
    assert small("POST", "/catalog/apply", body).json == {"number": asked["base"] + 1}
    assert small("GET", "/sample_shed").json["data"] == []


def backends(api: Api) -> None:
    """End every process that serves the application's connections."""
    with psycopg.connect(api.runtime.settings.database_url, autocommit=True) as connection:
        connection.execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = "
                           "current_database() and application_name = 'dougong'")


def test_connections_that_died_at_rest_are_noticed_by_nobody(big: Api) -> None:
    partner = big.partner()["id"]
    for number in range(3):
        backends(big)
        assert order(big, partner, number).status_code == 201
        backends(big)
        assert big("GET", f"/sample_partner/{partner}").status_code == 200
    assert whole(big) == 3


@pytest.mark.parametrize("moment", range(4))
def test_a_connection_that_dies_within_a_call_loses_nothing(
        big: Api, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    """The `moment`-th exchange meets a process that is gone: sign-in, claim, write with COMMIT, whatever comes."""
    partner = big.partner()["id"]
    assert order(big, partner, 0).status_code == 201
    exchange, count = Link.exchange, iter(range(1000))

    def dying(self: Link, orders: Any) -> Any:
        if next(count) == moment:
            backends(big)
        return exchange(self, orders)

    monkeypatch.setattr(Link, "exchange", dying)
    answer = order(big, partner, 1, Idempotency_Key="k")
    monkeypatch.undo()
    assert answer.status_code == 201, "with a key, and a server that is back, the command is tried again"
    assert order(big, partner, 1, Idempotency_Key="k").json["id"] == answer.json["id"]
    assert whole(big) == 2


def test_a_commit_without_an_answer_is_told_as_unknown_where_there_is_no_key(
        big: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    partner = big.partner()["id"]
    exchange = Link.exchange

    def silent(self: Link, orders: Any) -> Any:
        answers = exchange(self, orders)
        if orders[-1][0].sql == "commit" and any("sample_order" in statement.sql for statement, _ in orders):
            self.close()
            raise Lost("went away before its answer came")
        return answers

    monkeypatch.setattr(Link, "exchange", silent)
    unknown = order(big, partner, 1)
    monkeypatch.undo()
    refused(unknown, "commit_unknown")
    assert whole(big) == 1


def test_a_database_that_is_gone_is_told_by_every_door(
        big: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person(big)
    partner = big.partner()["id"]

    def gone(self: Link, orders: Any) -> Any:
        self.close()
        raise Lost("nobody answers")

    monkeypatch.setattr(Link, "exchange", gone)
    one = f"/sample_partner/{partner}"
    for method, path, body in (("GET", one, None), ("GET", "/sample_partner", None), ("GET", "/me", None),
                               ("PATCH", one, {"version": 1, "name": "x"})):
        refused(big(method, path, body), "unavailable")
    for path in ("/", "/o/sample_partner", f"/o/sample_partner/{partner}/edit"):
        page = person.client.get(path)
        assert page.status_code == 503
        assert "<h1>" in page.text
    monkeypatch.undo()
    assert big("GET", f"/sample_partner/{partner}").json["version"] == 1


def test_a_row_somebody_holds_is_busy_after_a_while_and_changed_by_nobody(
        big: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    partner, url = big.partner()["id"], big.runtime.settings.database_url
    impatient = Database.open(f"{url}{'&' if '?' in url else '?'}options=-c%20lock_timeout%3D50")
    monkeypatch.setattr(big.runtime, "database", impatient)
    with psycopg.connect(url) as other:
        other.execute("select 1 from sample_partner where id = %s for update", (partner,))
        refused(big("PATCH", f"/sample_partner/{partner}", {"name": "x"}, If_Match='"1"'), "unavailable")
    assert big("PATCH", f"/sample_partner/{partner}", {"name": "x"}, If_Match='"1"').status_code == 200
    impatient.close()
