"""What the engine asks of the company record: the object `company` of the compulsory pack `system`."""

from typing import Final

from sqlalchemy import column, select, table

from dougong.store.database import Database
from dougong.store.sql import compile

COMPANY: Final = table("company", column("id"), column("name"), column("time_zone"), column("archived_at"))


def time_zone(database: Database) -> str | None:
    """Return the IANA name of the first company's time zone; None before there is a company."""
    first = select(COMPANY.c.time_zone).where(COMPANY.c.archived_at.is_(None)).order_by(COMPANY.c.id).limit(1)
    with database.read() as session:
        rows = session.rows(compile(first, database.dialect), {})
    return rows[0][0] if rows else None
