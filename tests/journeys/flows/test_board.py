"""What a board says of time: days in a column, what has stood too long, what is late; and what columns are worth."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dougong import resources
from dougong.catalog.reading.source import PackSource
from dougong.kernel.clock import FixedClock
from dougong.store.meter import METER
from tests.engines import ENGINES, fresh
from tests.journeys.access.served import Site, opened
from tests.journeys.flows.conftest import PEOPLE, demand, done
from tests.journeys.flows.pack import FLOWS, OBJECT

CHANCE = """  chance: {type: percent, label: Chance, formula: "10 if state == 'draft' else 60"}
  parts:  {type: lines"""
BOARD = """{kind: view, name: demand_board, object: demand, type: kanban, label: Board, by: state,
  cards: [due, amount], sum: amount, due: due, stale: 10}"""
PACK = {**FLOWS, "objects/demand.yaml": OBJECT.replace("  parts:  {type: lines", CHANCE),
        "views/demand_board.yaml": BOARD}
SOURCES = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("flows", PACK))
BEGIN = datetime(2026, 11, 10, 9, tzinfo=UTC)


@pytest.fixture(scope="module", params=ENGINES)
def timed(request: pytest.FixtureRequest,
          tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, FixedClock]]:
    """A server whose clock stands until it is moved."""
    home, clock = tmp_path_factory.mktemp("board"), FixedClock(BEGIN)
    with fresh(request, home) as address:
        for site in opened(address, home, clock, sources=SOURCES, people=PEOPLE):
            yield site, clock


def cards(page: str) -> dict[str, str]:
    """The words of each card of a board, by the id of its record."""
    found = re.findall(r'data-card-id="?(\d+)', page)
    parts = re.split(r'<li class="?dg-kcard', page)[1:]
    return dict(zip(found, (re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", each.split("</li>")[0])) for each in parts),
                    strict=True))


def heads(page: str) -> list[str]:
    """The words of the heads of the columns."""
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", each)).strip()
            for each in re.findall(r'<div class="?dg-lane-head"?>(.*?)</div>', page, re.DOTALL)]


def test_a_card_says_how_long_it_stands_and_what_is_late(timed: tuple[Site, FixedClock]) -> None:
    site, clock = timed
    late: dict[str, Any] = done(site, "ann", demand(site, amount="5"), "ask", due="2026-12-01")
    clock.moment = BEGIN + timedelta(days=14)
    fresh_one = done(site, "ann", demand(site, amount="7"), "ask", due="2026-12-01")
    done(site, "ann", late, "void", why="wrong")
    other = done(site, "ann", demand(site, amount="1"), "ask", due="2026-12-24")
    renamed = site.call("ann", "PATCH", f"/demand/{other['id']}", {"version": other["version"], "remark": "soon"})
    assert renamed.status_code == 200
    clock.moment = BEGIN + timedelta(days=25)                     # 5 December
    drafted = demand(site, amount="2")
    page = site.screen("admin").get("/o/demand?_as=board").text
    said = cards(page)
    assert "11 d in state" in said[str(fresh_one["id"])]
    assert "Due passed" in said[str(fresh_one["id"])]
    assert "11 d in state" in said[str(other["id"])], "another change of the record is none of its column"
    assert "passed" not in said[str(other["id"])]
    assert "New today" in said[str(drafted["id"])]
    assert not re.search(r"\d d in|passed", said[str(late["id"])]), "what is through is not late"
    assert page.count("is-stale") == 2, "more than ten days"
    assert heads(page) == ["Draft 1 10.0%", "Asked 2 60.0%", "Agreed 0", "Over 0", "Void 1 60.0%"]


def test_the_age_of_all_cards_is_one_question(timed: tuple[Site, FixedClock]) -> None:
    site, _ = timed
    admin = site.screen("admin")

    def waits() -> int:
        before = METER.waits
        assert admin.get("/o/demand?_as=board").status_code == 200
        return METER.waits - before

    waits()
    few = waits()
    for _ in range(3):
        demand(site)
    assert waits() == few
