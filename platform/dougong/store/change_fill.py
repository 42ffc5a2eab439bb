"""Carrying values from one column to another, row by row in batches, within the transaction of apply."""

from typing import Any, Final

from sqlalchemy import ColumnClause, bindparam, column, select, table, update

from dougong.fields.base import Dialect
from dougong.store.errors import ForeignKeyViolation
from dougong.store.plan import Step
from dougong.store.session import Writer
from dougong.store.sql import Statement, compile

#: Rows read and written at a time.
BATCH: Final = 5_000


def fill(session: Writer, dialect: Dialect, step: Step) -> None:
    """Carry out the fill of a step: every value that is not null, through its conversion."""
    if step.fill is None:
        return
    source, target, row = _column(step.fill.source), _column(step.fill.target), _column("id")
    place = table(step.fill.table, source, target, row)
    page = select(row, source).where(row > bindparam("after"), source.is_not(None)).order_by(row).limit(BATCH)
    read = compile(page, dialect)
    put = update(place).where(row == bindparam("row")).values({step.fill.target: bindparam("value")})
    write = compile(put, dialect)
    after = 0
    while rows := session.rows(read, {"after": after}):
        made = [(number, step.fill.convert(value)[0]) for number, value in rows]
        session.send_each(write, [_named(number, value) for number, value in made if value is not None])
        after = rows[-1][0]


def _column(name: str) -> ColumnClause[Any]:
    return column(name)


def _named(row: int, value: Any) -> dict[str, Any]:
    return {"row": row, "value": value}


def check_keys(session: Writer, dialect: Dialect) -> None:
    """Raise ForeignKeyViolation when a row points at nothing, which SQLite did not see while its keys were off."""
    if dialect == "sqlite":
        found = 'select "table", count(*) from pragma_foreign_key_check group by 1'
        broken = session.rows(Statement(found, keep=False))
        if broken:
            raise ForeignKeyViolation(None, f"rows would point at nothing: {broken}")
