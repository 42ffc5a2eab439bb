"""A database with the engine's tables, on each engine."""

from collections.abc import Iterator

import pytest

from dougong.store.database import Database
from dougong.store.init import init
from dougong.store.sql import Statement


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database as `dougong init` leaves it, with the table `thing` (id, name unique, size, note) beside it."""
    opened = Database.open(database_url)
    init(opened)
    with opened.write(None) as session:
        session.rows(Statement("create table thing (id bigint primary key, name text not null, size bigint, note text, "
                               "constraint thing_positive check (size > 0))", keep=False))
        session.rows(Statement("create unique index uq_thing_name on thing (name) where size is not null", keep=False))
        session.rows(Statement("create table part (id bigint primary key, thing bigint constraint fk_part_thing "
                               "references thing (id))", keep=False))
        session.commit()
    yield opened
    opened.close()
