"""The scenarios of the shipped packs hold, on both databases."""

import os
from pathlib import Path

import pytest

from dougong.catalog.reading.source import shipped_packs
from dougong.ext import registry
from dougong.testing.conformance import SQLITE, WHOLE
from dougong.testing.coverage import covered
from dougong.testing.play import played
from dougong.testing.scenario import scenarios
from dougong.testing.stage import compiled, needed

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0 if os.environ.get(WHOLE) else 900)]


def test_every_pack_has_scenarios() -> None:
    packs = shipped_packs()
    told = [each.where.document.pack for each in scenarios(packs, registry())]
    assert set(told) == {pack.name for pack in packs}
    assert len(told) >= 65


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_they_hold(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """All on SQLite; on PostgreSQL, where a copy of a database with all packs takes seconds, every fifteenth, and all
    where CONFORMANCE_WHOLE is set, as `make soak` does."""
    packs = shipped_packs()
    told = scenarios(packs, registry())
    if engine == "postgresql" and not os.environ.get(WHOLE):
        told = told[::15]
    server = SQLITE if engine == "sqlite" else request.getfixturevalue("postgres_url")
    results = list(played(told, packs, server, tmp_path))
    assert len(results) == len(told)
    assert [str(failure) for each in results for failure in each.failures] == []
    if len(results) == len(scenarios(packs, registry())):
        fired = frozenset[str]().union(*(each.fired for each in results))
        known = covered(told, fired, compiled(needed(packs)), {each.name for each in packs})
        assert {each.pack: each.silent for each in known if each.silent} == {}
        assert sum(each.rules for each in known) >= 10
