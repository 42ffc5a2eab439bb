"""How a database goes about a statement: what it says of its plan, so that a test can tell an index from a scan."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dougong.store.database import Database
from dougong.store.session import Order
from dougong.store.sql import Statement

_SAID = {"sqlite": "explain query plan ", "postgresql": "explain "}


def plan_of(database: Database, statement: Statement, params: Mapping[str, Any], before: Sequence[Order] = ()) -> str:
    """Return the plan of a statement in the database's words, after `before` was run in the same transaction."""
    asked = replace(statement, sql=_SAID[database.dialect] + statement.sql, keep=False)
    with database.write(None) as session:
        for order in before:
            session.send(*order)
        return "\n".join(str(row[-1]) for row in session.rows(asked, params))
