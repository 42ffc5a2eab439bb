"""Which catalogs were ever in force: number, moment, who put it there, and what it stands on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from dougong.fields.base import Dialect
from dougong.store.database import Database
from dougong.store.engine.authors import Author, author
from dougong.store.engine_tables import CATALOG
from dougong.store.sql import compile


@dataclass(frozen=True, slots=True)
class Entry:
    """A catalog that was put in force at `at` by `by`."""

    number: int
    at: datetime
    by: Author


def entries(database: Database, before: int, limit: int) -> list[Entry]:
    """Return the catalogs with a number below `before`, newest first, at most `limit`."""
    columns = CATALOG.c
    query = select(columns.number, columns.applied_at, columns.applied_by).where(
        columns.number < bindparam("before")).order_by(columns.number.desc()).limit(bindparam("limit"))
    with database.read() as session:
        found = session.rows(compile(query, database.dialect), {"before": before, "limit": limit})
    return [Entry(number, _when(at, database.dialect), author(by)) for number, at, by in found]


def entry(database: Database, number: int) -> Entry | None:
    """Return the catalog `number`, or None when there never was one."""
    found = entries(database, number + 1, 1)
    return found[0] if found and found[0].number == number else None


def _when(stored: Any, dialect: Dialect) -> datetime:
    if dialect == "postgresql":
        moment: datetime = stored.astimezone(UTC)
        return moment
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stored)
