"""Which rows a clerk may see: their own, and what is shared with them; an administrator sees all."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Table, func, or_, select

from tests.bench.baseline.tables import share

#: Returns what a row of a table must satisfy for a user to see it.
Limits = Callable[[Table, int], list[ColumnElement[bool]]]


def everything(table: Table, who: int) -> list[ColumnElement[bool]]:
    """Return nothing: the user sees all rows."""
    return []


def own_or_shared(table: Table, who: int) -> list[ColumnElement[bool]]:
    """Return that a row is the user's, or shared with the user until a day that has not passed."""
    lasts = or_(share.c.until.is_(None), share.c.until >= func.current_date())
    shared = select(share.c.record).where(share.c.object == table.name, share.c.user_id == who, lasts)
    return [or_(table.c.owner == who, table.c.id.in_(shared))]
