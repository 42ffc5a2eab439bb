"""Databases that keep what they acknowledge: the subject of these tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.plugins.conftest import cellar
from tests.safety.chest import filled
from tests.safety.copying import Fresh, Kept, kept

__all__ = ("cellar",)


@pytest.fixture
def durable_postgres_database(durable_postgres_url: str) -> Iterator[str]:
    """The address of a fresh, empty PostgreSQL database with every safety on."""
    with postgres.database(durable_postgres_url) as address:
        yield address


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Fresh]:
    """A function that gives the address of a new, empty database of the kind asked for."""
    made: list[Any] = []

    def give(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / f'{len(list(tmp_path.iterdir()))}.db'}"
        made.append(postgres.database(request.getfixturevalue("durable_postgres_url")))
        return str(made[-1].__enter__())

    yield give
    for each in reversed(made):
        each.__exit__(None, None, None)


@pytest.fixture(scope="session")
def chest_kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A chest on SQLite and its archive, made once; whoever changes either takes a copy."""
    home = tmp_path_factory.mktemp("chest")
    ground = filled(f"sqlite:///{home / 'chest.db'}", home / "home")
    return Kept(ground, kept(ground.url, home / "kept.zip"))
