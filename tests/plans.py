"""How a database goes about a statement: what it says of its plan, so that a test can tell an index from a scan."""

from collections.abc import Sequence

from dougong.store.database import Database
from dougong.store.session import Order
from dougong.store.sql import Statement

_KEPT = Statement("set local plan_cache_mode = force_generic_plan", keep=False)
_GONE = Statement("deallocate looked_at", keep=False)


def plan_of(database: Database, statement: Statement, before: Sequence[Order] = ()) -> str:
    """Return the plan a database keeps of a statement for whatever values, in its words, after `before` was run in the
    same transaction."""
    nothing = ", ".join("null" for _ in statement.names)
    with database.write(None) as session:
        for order in before:
            session.send(*order)
        if database.dialect == "sqlite":
            rows = session.rows(Statement(f"explain query plan {statement.sql}", keep=False),
                                [None for _ in statement.names])
            return "\n".join(str(row[-1]) for row in rows)
        session.send(_KEPT)
        session.send(Statement(f"prepare looked_at as {statement.sql}", keep=False))
        rows = session.rows(Statement(f"explain execute looked_at({nothing})", keep=False))
        session.rows(_GONE)
    return "\n".join(row[0] for row in rows)
