"""Tests of crashes and lost connections use a PostgreSQL that waits for the disk, as in production."""

import pytest


@pytest.fixture(scope="session")
def postgres_url(durable_postgres_url: str) -> str:
    """The address of a server with every safety on."""
    return durable_postgres_url
