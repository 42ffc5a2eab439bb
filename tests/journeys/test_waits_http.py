"""How often one call over HTTP waits for the database, sign-in included, with steps of plugins present but quiet.

design.md 15: create 3, update 4, ten-line document 4, read 2, list 3 at most.
"""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, get_args

import pytest
from werkzeug.test import TestResponse

from dougong.ext import compose, shipped
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Phase, Step
from dougong.records.writing.work import Work
from dougong.spi import Plugin
from dougong.store.drivers.pglink import Answer, Link
from tests.journeys.api.conftest import Api, opened

NAMES = count(1)
RAN: set[str] = set()


def quiet(work: Work, draft: Draft) -> None:
    """Look at the record, as a workflow or a rule does that has nothing to do for it."""
    RAN.add(draft.change.object)


QUIET = Plugin(name="quiet", steps=tuple(
    Step(f"quiet {phase}", phase, lambda each: True, quiet) for phase in get_args(Phase)))


@pytest.fixture
def api(postgres_database: str, tmp_path: Path) -> Iterator[Api]:
    """A server on PostgreSQL with a quiet step in every phase of every object."""
    for plain in opened(postgres_database, tmp_path):
        runtime = compose(plain.runtime.settings, [*shipped(), QUIET])
        yield Api(runtime)
        runtime.database.close()


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], TestResponse]], int]:
    """A function that makes a call and returns how often it waited, over whatever connections."""
    exchanged: list[int] = []
    exchange = Link.exchange

    def counted(self: Link, orders: Any) -> list[Answer]:
        exchanged.append(len(orders))
        return exchange(self, orders)

    monkeypatch.setattr(Link, "exchange", counted)

    def waits(call: Callable[[], TestResponse]) -> int:
        exchanged.clear()
        answer = call()
        assert answer.status_code in {200, 201}, answer.text
        return len(exchanged)
    return waits


def test_no_call_waits_longer_than_promised(api: Api, waited: Callable[[Callable[[], TestResponse]], int]) -> None:
    partner = api.partner()["id"]
    customer = api.made("customer", name=f"C {next(NAMES)}")["id"]
    order = api.order(partner=partner)["id"]
    ten = [{"item": "Bolt", "qty": "2", "price": "1.25"} for _ in range(10)]
    many = api.order(partner=partner, lines=ten)["id"]

    def version(object: str, id: int) -> int:
        return int(api("GET", f"/{object}/{id}").json["version"])

    def changing(object: str, id: int, values: Callable[[], dict[str, Any]]) -> Callable[[], int]:
        def once() -> int:
            seen = version(object, id)
            return waited(lambda: api("PATCH", f"/{object}/{id}", values(), If_Match=f'"{seen}"'))
        return once

    calls: dict[str, tuple[int, Callable[[], int]]] = {
        "create": (3, lambda: waited(lambda: api("POST", "/customer", {"name": f"C {next(NAMES)}"}))),
        "create with a key": (3, lambda: waited(lambda: api(
            "POST", "/customer", {"name": f"C {next(NAMES)}"}, Idempotency_Key=f"k{next(NAMES)}"))),
        "create with a link": (3, lambda: waited(lambda: api("POST", "/sample_order", {
            "partner": partner, "lines": ten[:1]}))),
        "document of ten lines": (4, lambda: waited(lambda: api("POST", "/sample_order", {
            "partner": partner, "lines": ten}, Idempotency_Key=f"k{next(NAMES)}"))),
        "update": (4, changing("customer", customer, lambda: {"remark": f"R {next(NAMES)}"})),
        "update with lines": (4, changing("sample_order", many, lambda: {
            "lines": [{**line, "qty": str(next(NAMES))} for line in ten]})),
        "read": (2, lambda: waited(lambda: api("GET", f"/customer/{customer}"))),
        "read with lines, formulas and titles": (2, lambda: waited(lambda: api(
            "GET", f"/sample_order/{order}?titles=1"))),
        "why a document is as it is": (3, lambda: waited(lambda: api("GET", f"/sample_order/{order}?explain=1"))),
        "comment": (4, lambda: waited(lambda: api("POST", f"/customer/{customer}/comments", {"body": "Call them"}))),
        "what is unread": (2, lambda: waited(lambda: api("GET", "/notices/count"))),
        "list": (3, lambda: waited(lambda: api("GET", "/customer?sort=name&limit=50"))),
        "list with titles and count": (3, lambda: waited(lambda: api(
            "GET", "/sample_order?state=draft&sort=-ordered_on&titles=1&count=exact"))),
    }
    for name, (most, call) in calls.items():
        call()                                     # statements are built, blocks of ids and numbers taken
        usual = sorted(call() for _ in range(5))
        assert usual[2] <= most, f"{name}: {usual} waits"
    assert {"customer", "sample_order"} <= RAN


def test_blocks_of_ids_and_numbers_hardly_add_to_it(
        api: Api, waited: Callable[[Callable[[], TestResponse]], int]) -> None:
    """A customer waits three times already: for who asks, for the base currency it looks up, for what is written."""
    total = sum(waited(lambda: api("POST", "/customer", {"name": f"C {next(NAMES)}"})) for _ in range(130))
    assert total <= 3 * 130 + 130 // 10
