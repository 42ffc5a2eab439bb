"""What the engine asks of the company record: the object `company` of the compulsory pack `system`."""

from typing import Final

from sqlalchemy import column, select, table

from dougong.fields.base import Dialect
from dougong.store.database import Database
from dougong.store.session import Reader
from dougong.store.sql import compile

COMPANY: Final = table("company", column("id"), column("name"), column("time_zone"), column("archived_at"))


def time_zone(database: Database) -> str | None:
    """Return the IANA name of the first company's time zone; None before there is a company."""
    with database.read() as session:
        return zone_in(session, database.dialect)


def zone_in(session: Reader, dialect: Dialect) -> str | None:
    """Return the same as `session` sees it."""
    first = select(COMPANY.c.time_zone).where(COMPANY.c.archived_at.is_(None)).order_by(COMPANY.c.id).limit(1)
    rows = session.rows(compile(first, dialect), {})
    return rows[0][0] if rows else None
