"""A database of either kind, for fixtures that outlive a test; for others there is `database_url` of conftest.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import postgres

#: What such a fixture takes as its params.
ENGINES = ("sqlite", "postgresql")


@contextmanager
def fresh(request: pytest.FixtureRequest, home: Path, server: str = "postgres_url") -> Iterator[str]:
    """Yield the address of a new, empty database of the kind the fixture is asked for (`request.param`): a file in
    `home`, or a database on the PostgreSQL server of the fixture `server`, dropped afterwards."""
    if request.param == "sqlite":
        yield f"sqlite:///{home / 'test.db'}"
        return
    with postgres.database(request.getfixturevalue(server)) as address:
        yield address
