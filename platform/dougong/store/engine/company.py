"""What the engine asks of the company record: the object `company` of the compulsory pack `system`."""

import logging
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import BigInteger, bindparam, column, select, table

from dougong.fields.base import Dialect
from dougong.store.session import Reader
from dougong.store.sql import Statement, compile

COMPANY: Final = table("company", *map(column, ("id", "name", "short_name", "time_zone", "archived_at")))
NOBODYS_ZONE: Final = ZoneInfo("UTC")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Company:
    """Whose installation it is: the name for screens, the IANA name of its time zone, None where it has none, its id,
    and whether it is the only one there is, so that nobody has to be asked which."""

    name: str = ""
    zone: str | None = None
    id: int | None = None
    alone: bool = True

    def clock_zone(self) -> ZoneInfo:
        """Return the time zone, UTC for a company without one; a name nobody knows is UTC too, and the log says so."""
        try:
            return ZoneInfo(self.zone) if self.zone else NOBODYS_ZONE
        except (ZoneInfoNotFoundError, ValueError):
            _log.warning("company %s: there is no time zone %r; its dates are those of UTC", self.name, self.zone)
            return NOBODYS_ZONE


def company_in(session: Reader, dialect: Dialect) -> Company:
    """Return the first company as `session` sees it, or a nameless one before there is any."""
    known = COMPANY.c
    first = select(known.name, known.short_name, known.time_zone, known.id).where(known.archived_at.is_(None))
    rows = session.rows(compile(first.order_by(known.id).limit(2), dialect), {})
    return Company(rows[0][1] or rows[0][0], rows[0][2], rows[0][3], alone=len(rows) == 1) if rows else Company()


def belonging(object: str, field: str, dialect: Dialect) -> Statement:
    """Return the statement that finds one record, in the bin or not, whose `field` says that it is `:company`'s."""
    records = table(object, column("id"), column(field))
    whose = bindparam("company", type_=BigInteger)
    return compile(select(records.c.id).where(records.c[field] == whose).limit(1), dialect)
