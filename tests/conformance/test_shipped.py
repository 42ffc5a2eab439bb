"""The conformance suite over the packs that come with Dougong, on both databases."""

import os

import pytest

from dougong.testing.conformance import SQLITE, WHOLE, conformance

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0 if os.environ.get(WHOLE) else 900)]


class TestShippedPacks(conformance()):
    """Every shipped pack: all of it on SQLite, every other object on PostgreSQL; `make soak` proves all on both."""

    @pytest.fixture(scope="class", params=[
        pytest.param(engine, marks=pytest.mark.xdist_group(f"conformance-{engine}"))
        for engine in ("sqlite", "postgresql")])
    @classmethod
    def server(cls, request: pytest.FixtureRequest) -> str:
        """SQLite, and the server of the tests."""
        return SQLITE if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))

    @pytest.fixture(scope="class")
    @classmethod
    def stride(cls, server: str) -> int:
        return 1 if server == SQLITE or os.environ.get(WHOLE) else 2
