"""A server whose demands have a workflow, on each engine, with people of a few roles."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dougong import resources
from dougong.catalog.reading.source import PackSource
from tests.engines import ENGINES, fresh
from tests.journeys.access.served import Site, opened
from tests.journeys.flows.pack import FLOWS

SOURCES = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("flows", FLOWS))
PEOPLE = {"ann": [("sales", "maker")], "bob": [("sales", "maker")], "che": [("sales", "checker")],
          "both": [("sales", "maker"), ("sales", "checker")], "eve": [("sales", "maker"), ("sales", "staff")],
          "fay": [("sales", "maker"), ("sales", "staff")]}


@pytest.fixture(scope="module", params=ENGINES)
def flows(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server, once on each engine."""
    home = tmp_path_factory.mktemp("flows")
    with fresh(request, home) as address:
        yield from opened(address, home, sources=SOURCES, people=PEOPLE)


def demand(site: Site, who: str = "ann", **values: Any) -> dict[str, Any]:
    """Return a new demand of somebody with one part."""
    return site.made(who, "demand", **{"name": "Paper", "parts": [{"name": "A4", "amount": "2"}], **values})


def asked(site: Site, who: str = "ann", **values: Any) -> dict[str, Any]:
    """Return a demand that has been asked for."""
    return done(site, who, demand(site, who, **values), "ask", due="2026-12-01")


def done(site: Site, who: str, record: dict[str, Any], transition: str, **values: Any) -> dict[str, Any]:
    """Return a record after a transition that must be accepted."""
    answer = site.call(who, "POST", f"/demand/{record['id']}/do/{transition}",
                       {"version": record["version"], **values})
    assert answer.status_code == 200, answer.json
    return dict(answer.json or {})
