"""A cellar on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins.cellar import Cellar, serving


@pytest.fixture
def cellar(database_url: str, tmp_path: Path) -> Iterator[Cellar]:
    """The cellar with its plugin, on an empty database."""
    with serving(database_url, tmp_path / "home") as found:
        yield found
