"""What the engine asks of the company record: the object `company` of the compulsory pack `system`."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import column, select, table

from dougong.store.database import Database
from dougong.store.sql import compile

COMPANY: Final = table("company", *map(column, ("id", "name", "short_name", "time_zone", "archived_at")))


@dataclass(frozen=True, slots=True)
class Company:
    """Whose installation it is: the name for screens, and the IANA name of its time zone, None where it has none."""

    name: str = ""
    zone: str | None = None


def company(database: Database) -> Company:
    """Return the first company, or a nameless one before there is any."""
    known = COMPANY.c
    first = select(known.name, known.short_name, known.time_zone).where(known.archived_at.is_(None))
    with database.read() as session:
        rows = session.rows(compile(first.order_by(known.id).limit(1), database.dialect), {})
    return Company(rows[0][1] or rows[0][0], rows[0][2]) if rows else Company()
