"""Databases that keep what they acknowledge: the subject of these tests."""

from collections.abc import Iterator

import pytest

from tests import postgres


@pytest.fixture
def durable_postgres_database(durable_postgres_url: str) -> Iterator[str]:
    """The address of a fresh, empty PostgreSQL database with every safety on."""
    with postgres.database(durable_postgres_url) as address:
        yield address
