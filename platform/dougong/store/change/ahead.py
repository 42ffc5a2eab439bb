"""What is done to large tables on PostgreSQL before an apply switches, while everybody works: columns are filled,
indexes built. Whatever is left of an apply that was killed meanwhile goes when the next one begins."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

from sqlalchemy import Index

from dougong.store import fence
from dougong.store.change.fill import catch_up, fill_ahead
from dougong.store.change.later import sweep
from dougong.store.change.plan import Plan
from dougong.store.change.shadow import PREPARED
from dougong.store.database import Database
from dougong.store.errors import Busy
from dougong.store.naming import name_of
from dougong.store.session import Writer
from dougong.store.sql import Statement, quoted

#: Rows from which on a table is large: what is done to a smaller one is over before anybody notices.
LARGE: Final = 100_000
#: Nobody who comes behind us waits longer than this for a table.
PATIENCE: Final = Statement("set local lock_timeout = '1s'", keep=False)
TRIES: Final = 20

_ALONE: Final = Statement(f"select pg_advisory_xact_lock({fence.LOCK + 1})", keep=False)
#: The statement before keeps its view of all rows until another comes, and an index built concurrently waits for it.
_AT_REST: Final = Statement("set local application_name = 'dougong apply'", keep=False)
_LEFT: Final = Statement(f"""
    select 1, format('DROP TRIGGER %I ON %I', t.tgname, c.relname)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where starts_with(t.tgname, '{PREPARED}') and c.relnamespace = current_schema()::regnamespace
    union all select 2, format('DROP FUNCTION %I()', p.proname) from pg_proc p
    where starts_with(p.proname, '{PREPARED}') and p.pronamespace = current_schema()::regnamespace
    union all select 3, format('DROP TABLE %I', c.relname) from pg_class c
    where starts_with(c.relname, '{PREPARED}') and c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    union all select 4, format('ALTER TABLE %I DROP COLUMN %I', c.relname, a.attname)
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where starts_with(a.attname, '{PREPARED}') and c.relkind = 'r' and not a.attisdropped
      and c.relnamespace = current_schema()::regnamespace
    union all select 5, format('DROP INDEX %I', c.relname) from pg_class c
    where starts_with(c.relname, '{PREPARED}') and c.relkind = 'i' and c.relnamespace = current_schema()::regnamespace
      and not exists (select 1 from pg_constraint k where k.conindid = c.oid)
    order by 1""", keep=False)


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Keep every other apply out for as long as it lasts; raise Busy when one is under way and takes its time. SQLite
    has one writer, and nothing is done ahead there."""
    if database.dialect == "sqlite":
        yield
        return
    with database.filling() as session:
        try:
            session.many([(_ALONE, ()), (_AT_REST, ())])
        except Busy as error:
            raise Busy("another apply is under way; when it is over, plan again") from error
        yield


def prepare(database: Database, plan: Plan, checkpoint: Callable[[str], None]) -> None:
    """Do what the steps of `plan` ask for ahead of it. Nobody serves another catalog because of it."""
    for position, step in enumerate(plan.steps):
        shadow = step.fill.shadow if step.fill is not None else None
        if shadow is not None:
            _patiently(database, step.ahead)
            checkpoint(f"ahead {position}")
            fill_ahead(database, step, shadow, partial(checkpoint, f"filling {position}"))
        else:
            for sql in step.ahead:
                database.outside(sql)
                checkpoint(f"ahead {position}")


def settle(session: Writer, plan: Plan) -> None:
    """Convert what was written since, within the transaction of the switch."""
    for step in plan.steps:
        if step.fill is not None and step.fill.shadow is not None:
            catch_up(session, "postgresql", step, step.fill.shadow)


def clear(database: Database) -> None:
    """Remove all that was prepared and not used."""
    if database.dialect == "sqlite":
        return
    with database.read() as session:
        left = [sql for _, sql in session.rows(_LEFT)]
    if left:
        _patiently(database, tuple(left))
    sweep(database)


def _patiently(database: Database, orders: tuple[str, ...]) -> None:
    """Run SQL in one transaction that lets others pass rather than hold them up."""
    for attempt in range(1, TRIES + 1):
        try:
            with database.filling() as session:
                session.send(PATIENCE)
                session.many([(Statement(sql, keep=False), ()) for sql in orders])
                session.commit()
        except Busy:
            if attempt == TRIES:
                raise
            time.sleep(random.uniform(0.05, 0.1) * attempt)        # noqa: S311 - jitter, no secret
        else:
            return


def concurrently(index: Index, sql: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what builds an index ahead, and what puts it into force with the switch."""
    name = str(index.name)
    made = name_of("dg_", name)
    ahead = sql.replace(f"INDEX {name} ON", f"INDEX CONCURRENTLY {_q(made)} ON", 1)
    return (ahead,), (f"ALTER INDEX {_q(made)} RENAME TO {_q(name)}",)


def afterwards(index: Index, sql: str) -> str:
    """Return what builds an index once the new catalog is in force."""
    name = str(index.name)
    return sql.replace(f"INDEX {name} ON", f"INDEX CONCURRENTLY IF NOT EXISTS {name} ON", 1)


def _q(name: str) -> str:
    return quoted(name, "postgresql")
