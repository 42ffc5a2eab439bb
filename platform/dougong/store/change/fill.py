"""Carrying values from one column to another, row by row in batches: within the transaction of apply, or ahead of it
into a shadow while everybody works."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnClause, bindparam, column, delete, func, or_, select, table, update
from sqlalchemy.dialects.postgresql import ARRAY

from dougong.fields.base import Dialect
from dougong.store.change.plan import Fill, Step
from dougong.store.change.shadow import Shadow
from dougong.store.database import Database
from dougong.store.errors import ForeignKeyViolation, StalePlan
from dougong.store.session import Rows, Writer
from dougong.store.sql import Statement, compile, quoted
from dougong.store.statements.forms import listed

#: Rows read and written at a time.
BATCH: Final = 5_000
#: Rows written meanwhile that the switch itself may take again: no reader waits for more.
FEW: Final = 500
#: Rounds after which the switch takes what is left: writers are faster than we.
ROUNDS: Final = 20


def fill(session: Writer, dialect: Dialect, step: Step) -> None:
    """Carry out the fill of a step: every value that is not null, through its conversion."""
    if step.fill is None:
        return
    work, after = _Work(step, step.fill, dialect, step.fill.sources, step.fill.target), 0
    while rows := session.rows(work.page, {"after": after}):
        work.put(session, rows)
        after = rows[-1][0]


def fill_ahead(database: Database, step: Step, shadow: Shadow, passed: Callable[[], None]) -> None:
    """Fill the shadow of a column batch by batch, each a transaction of its own, then take again what was written
    meanwhile, until only few rows are left to the switch. `passed` is called after each batch."""
    if step.fill is None:
        return
    work, after = _Work(step, step.fill, database.dialect, _there(step.fill, shadow), shadow.name), 0
    while True:
        with database.filling() as session:
            rows = session.rows(work.page, {"after": after})
            work.put(session, rows)
            session.commit()
        passed()
        if len(rows) < BATCH:                        # what comes behind is noted
            break
        after = rows[-1][0]
    for _ in range(ROUNDS):
        with database.filling() as session:
            count = _again(session, work)
            session.commit()
        passed()
        if count < FEW:
            return


def catch_up(session: Writer, dialect: Dialect, step: Step, shadow: Shadow) -> None:
    """Take again all that was written since, within the transaction of the switch: nobody writes any more."""
    if step.fill is not None:
        work = _Work(step, step.fill, dialect, _there(step.fill, shadow), shadow.name)
        while _again(session, work):
            pass


def check_keys(session: Writer, dialect: Dialect) -> None:
    """Raise ForeignKeyViolation when a row points at nothing, which SQLite did not see while its keys were off."""
    if dialect == "sqlite":
        found = 'select "table", count(*) from pragma_foreign_key_check group by 1'
        broken = session.rows(Statement(found, keep=False))
        if broken:
            raise ForeignKeyViolation(None, f"rows would point at nothing: {broken}")


def _there(fill: Fill, shadow: Shadow) -> tuple[str, ...]:
    """Return the columns of the fill as they are called before the switch."""
    return (shadow.source, *fill.sources[1:])


class _Work:
    """The statements of one fill: from `sources` to `target`, as the columns are called at the moment."""

    def __init__(self, step: Step, fill: Fill, dialect: Dialect, sources: Sequence[str], target: str) -> None:
        self._fill, self._dialect = fill, dialect
        self._safe = step.safety in ("safe", "confirm")
        row, held = _column("id"), [_column(name) for name in sources]
        place = table(fill.table, row, *held, _column(target))
        read = select(row, *held).order_by(row).limit(BATCH)
        given = or_(*(each.is_not(None) for each in held))
        self.page = compile(read.where(row > bindparam("after"), given), dialect)
        put = update(place).where(row == bindparam("row")).values({target: bindparam("value")})
        self._write = compile(put, dialect)
        if dialect == "postgresql":
            self._write = Statement(_many(fill.table, target, fill.kind), ("rows", "values"))
            noted = _column("id")
            marks = table(target, noted)
            self.noted = compile(select(noted).select_from(marks).order_by(noted).limit(BATCH), dialect)
            chosen = row == _chosen()
            self.again = compile(select(row, *held).where(chosen).order_by(row).with_for_update(), dialect)
            self.forget = compile(delete(marks).where(marks.c.id == _chosen()), dialect)

    def put(self, session: Writer, rows: Rows, *, emptied: bool = False) -> None:
        """Write the converted values; with `emptied` those that are null now too."""
        made = [(number, self._value(values)) for number, *values in rows]
        kept = made if emptied else [(number, value) for number, value in made if value is not None]
        if self._dialect == "sqlite":
            session.send_each(self._write, [{"row": number, "value": value} for number, value in kept])
        elif kept:
            session.send(self._write, {"rows": [number for number, _ in kept], "values": [value for _, value in kept]})

    def _value(self, values: Sequence[Any]) -> Any:
        if values[0] is None and len(values) == 1:
            return None
        value, fate = self._fill.convert(*values)
        if fate != "kept" and self._safe:
            raise StalePlan("since the plan was made, values came that the change would cut or lose; plan again")
        return value


def _again(session: Writer, work: _Work) -> int:
    """Convert anew the rows that are noted, forget the notes, and return how many they were."""
    chosen = [number for number, in session.rows(work.noted, {})]
    if chosen:
        rows = listed(chosen, "postgresql")
        work.put(session, session.rows(work.again, {"rows": rows}), emptied=True)
        session.send(work.forget, {"rows": rows})
    return len(chosen)


def _many(place: str, target: str, kind: str) -> str:
    """Return what writes many values at once: $1 are ids, $2 the values, null among them."""
    bare = kind.partition(" COLLATE ")[0]
    return (f"UPDATE {_q(place)} SET {_q(target)} = v.value FROM unnest(CAST($1 AS bigint[]), CAST($2 AS {bare}[])) "
            f"AS v (id, value) WHERE {_q(place)}.id = v.id")


def _chosen() -> Any:
    return func.any(bindparam("rows", type_=ARRAY(BigInteger)))


def _q(name: str) -> str:
    return quoted(name, "postgresql")


def _column(name: str) -> ColumnClause[Any]:
    return column(name)
