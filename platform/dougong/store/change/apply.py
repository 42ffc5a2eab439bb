"""Carrying out a plan: tables, definitions and the new number in one transaction, alone, or nothing at all."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import delete, insert

from dougong.catalog.freeze import freeze_bytes, roles_of
from dougong.catalog.reading.source import PackSource
from dougong.catalog.uids import all_uids
from dougong.fields.base import Dialect
from dougong.store import snapshot
from dougong.store.change import ahead, due, journal, shape
from dougong.store.change.fill import check_keys, fill
from dougong.store.change.park import park
from dougong.store.change.plan import Plan, Safety
from dougong.store.database import Database
from dougong.store.engine import audit
from dougong.store.engine.authors import author
from dougong.store.engine_tables import INDEX
from dougong.store.errors import Busy, CommitUnknown, RefusedPlan, StalePlan, StoreError
from dougong.store.init import ALONE
from dougong.store.search import state as search_state
from dougong.store.session import Reader, Writer
from dougong.store.snapshot import Snapshot
from dougong.store.sql import Statement, binds, compile

#: Called with the name of each point where a process may die; a test's way in.
Checkpoint = Callable[[str], None]

TRIES: Final = 10
#: A table's lock is not waited for longer than this: whoever comes behind us would wait as long.
PATIENCE: Final = "set local lock_timeout = '1s'"


def nowhere(point: str) -> None:
    """Pass a checkpoint: what everyone but a test does."""


def apply(database: Database, plan: Plan, sources: Sequence[PackSource], by: str | None = None, *,
          agreed: Safety = "safe", checkpoint: Checkpoint = nowhere) -> int:
    """Carry out `plan` and return the number of the catalog then in force.

    `agreed` is the least safe kind of step somebody has said yes to. Raises RefusedPlan, StalePlan when number or
    tables are no longer as planned, Busy when the lock was not to be had in TRIES attempts. After a kill at any point
    the database holds the old number or the new one, whole.
    """
    _accept(plan, agreed)
    database = database.migrator
    with ahead.alone(database):
        ahead.clear(database)
        journal.settle(database)
        if plan.empty:
            return plan.base
        return _alone(_Applying(database, plan, tuple(sources), by, checkpoint, journal.begin(database, plan)))


def _alone(this: "_Applying") -> int:
    """Carry the plan out; what was prepared for one that fails goes with it."""
    this.checkpoint("journalled")
    try:
        if any(step.ahead for step in this.plan.steps):
            fresh(this.database, this.plan)
            ahead.prepare(this.database, this.plan, this.checkpoint)
        number = _patiently(this)
    except StoreError:
        ahead.clear(this.database)
        journal.settle(this.database)
        raise
    this.checkpoint("committed")
    return number


def fresh(database: Database, plan: Plan) -> None:
    """Raise StalePlan when number or tables are no longer those the plan was made for."""
    with database.read() as session:
        _fresh(session, database.dialect, plan)


def _fresh(session: Reader, dialect: Dialect, plan: Plan) -> None:
    """Look at where the plan starts only: what follows from it, follows again. What depends on rows is seen when they
    are met: an index refuses what is there twice, a fill what would be cut."""
    if (snapshot.number_in(session), shape.read(session, dialect).digest) != (plan.base, plan.shape):
        raise StalePlan(f"the plan was made for catalog {plan.base} and the tables it had then; plan again")


def _accept(plan: Plan, agreed: Safety) -> None:
    refused = [step.said for step in plan.steps if step.safety == "refused"]
    if refused:
        raise RefusedPlan(refused)
    if plan.safety not in ("safe", agreed) and agreed != "destructive":
        raise RefusedPlan([step.said for step in plan.steps if step.safety != "safe"])


@dataclass(frozen=True, slots=True)
class _Applying:
    """One apply under way; `noted` is its row in the journal."""

    database: Database
    plan: Plan
    sources: tuple[PackSource, ...]
    by: str | None
    checkpoint: Checkpoint
    noted: int


def _patiently(this: _Applying) -> int:
    for attempt in range(1, TRIES + 1):
        try:
            return _once(this)
        except CommitUnknown:
            stored = snapshot.load(this.database, this.plan.base + 1)
            if stored is not None and stored.plan_hash == this.plan.digest:
                return stored.number
            raise
        except Busy:
            if attempt == TRIES:
                raise
            time.sleep(random.uniform(0.05, 0.1) * attempt)        # noqa: S311 - jitter, no secret
    raise AssertionError


def _once(this: _Applying) -> int:
    dialect, plan = this.database.dialect, this.plan
    with this.database.filling() if plan.reshapes else this.database.write(None) as session:
        lock(session, dialect)
        this.checkpoint("locked")
        _fresh(session, dialect, plan)
        ahead.settle(session, plan)
        for position, step in enumerate(plan.steps):
            session.many([(Statement(sql, keep=False), ()) for sql in step.sql])
            journal.done(session, dialect, plan, step)
            this.checkpoint(f"step {position}")
        for position, step in enumerate(each for each in plan.steps if each.fill and not each.fill.shadow):
            fill(session, dialect, step)
            this.checkpoint(f"filled {position}")
        _store(session, this)
        if plan.reshapes:
            check_keys(session, dialect)
        this.checkpoint("stored")
        session.commit()
    return plan.base + 1


def lock(session: Writer, dialect: Dialect) -> None:
    """Wait until no write planned on the old number is under way, and keep new ones out. SQLite has one writer."""
    if dialect == "postgresql":
        for sql in (PATIENCE, "set local statement_timeout = 0"):
            session.send(Statement(sql, keep=False))
        session.rows(ALONE)


def _store(session: Writer, this: _Applying) -> None:
    dialect, catalog, number = this.database.dialect, this.plan.catalog, this.plan.base + 1
    snapshot.save_uids(session, dialect, all_uids(catalog), number)
    park(session, dialect, this.plan)
    due.promise(session, dialect, this.plan)
    search_state.overtake(session, dialect, catalog)
    session.send(compile(delete(INDEX), dialect), {})
    names = ("name", "owner", "sql")
    session.send_each(compile(insert(INDEX).values(binds(*names)), dialect),
                      this.plan.indexes)
    stored = Snapshot(number, catalog.fingerprint, freeze_bytes(catalog), this.sources, this.plan.digest)
    session.send(*audit.noted(dialect, _told(session, this, stored), datetime.now(UTC)))
    snapshot.save(session, dialect, stored, this.by)
    journal.finish(session, dialect, this.noted)


def _told(session: Reader, this: _Applying, stored: Snapshot) -> audit.Entry:
    """Return what has to be accounted for: which number, put in force by whom, and the roles that became others."""
    by, after = author(this.by), roles_of(stored.frozen)
    found = snapshot.load_in(session, this.database.dialect, this.plan.base)
    before = {} if found is None else roles_of(found.frozen)
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return audit.Entry(kind="definitions", actor=by.user, door=by.door,
                       said={"number": stored.number, "note": by.note, "roles": changed})
