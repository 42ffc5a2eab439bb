"""Whether a record would become its own ancestor: the chain upward from a new parent, under the tree's lock."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, select

from dougong.catalog.model import Field, Object
from dougong.store.query.paths import Ground
from dougong.store.sql import Statement, compile


@dataclass(frozen=True, slots=True)
class Tree:
    """`lock` (PostgreSQL only) lets one change of this tree happen at a time; `above` gives a row when `:id` is
    `:parent` or an ancestor of it."""

    lock: Statement | None
    above: Statement


def tree(ground: Ground, object: Object, field: Field) -> Tree:
    """Return the statements that keep the tree of `field` without a cycle."""
    table = ground.tables[object.name]
    parent = table.c[field.name]
    up: Any = select(table.c.id, parent.label("up")).where(table.c.id == bindparam("parent")).cte("up", recursive=True)
    up = up.union(select(table.c.id, parent.label("up")).where(table.c.id == up.c.up))
    above = compile(select(up.c.id).where(up.c.id == cast(bindparam("id"), BigInteger)), ground.dialect)
    if ground.dialect != "postgresql":
        return Tree(None, above)
    key = func.hashtextextended(f"{object.uid}/{field.uid}", 0)
    return Tree(compile(select(func.pg_advisory_xact_lock(key)), ground.dialect), above)
