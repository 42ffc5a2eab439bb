"""Effects as administrators look at them: which there are, what came of each; tried again, or cancelled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from dougong.kernel.clock import Clock
from dougong.kernel.errors import Conflict, Missing
from dougong.store.database import Database
from dougong.store.engine.effects import SEEN, effects
from dougong.store.session import Rows
from dougong.store.snapshot import moment, when
from dougong.store.sql import Params, Statement

#: What an effect can be.
STATES: Final = ("waiting", "running", "done", "dead", "cancelled")
#: States one can be tried again from, and cancelled in.
AGAIN: Final = frozenset({"waiting", "dead", "cancelled"})
STOPPED: Final = frozenset({"waiting", "dead"})
_NEWEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which effects: "" is any; of a `cause` (of_rule) those it had a part in. `before` is the id the page ends
    above."""

    state: str = ""
    kind: str = ""
    target: str = ""
    cause: str = ""
    before: int = _NEWEST
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An effect as it is now. `due_at` is when it is tried next, of one that is running when another may take it."""

    id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    state: str
    tries: int
    due_at: datetime
    claimed_by: str | None
    error: str | None
    target: str | None
    object_uid: str | None
    record_id: int | None
    actor: int | None
    door: str
    cause: str | None
    correlation: str | None
    created_at: datetime
    ended_at: datetime | None


def found(database: Database, asked: Asked) -> list[Seen]:
    """Return the effects asked for, the newest first."""
    rows = _rows(database, effects(database.dialect).listed, {
        "before": asked.before, "limit": asked.limit, "only_state": asked.state, **_only(asked)})
    return [_seen(database, row) for row in rows]


def one(database: Database, id: int) -> Seen:
    """Return an effect; raises Missing."""
    rows = _rows(database, effects(database.dialect).read, {"this": id})
    if not rows:
        raise Missing
    return _seen(database, rows[0])


def states(database: Database) -> dict[tuple[str, str], int]:
    """Return how many effects there are by kind and state, of those that are to come or dead."""
    return {(kind, state): int(count)
            for kind, state, count in _rows(database, effects(database.dialect).states, {})}


def again(database: Database, id: int, clock: Clock) -> None:
    """Let an effect be tried now, as if it never had been; raises Missing, and Conflict for one that is done or being
    tried."""
    _settle(database, effects(database.dialect).again, id, clock)
    database.rouse()


def cancel(database: Database, id: int, clock: Clock) -> None:
    """Let an effect never happen; raises Missing, and Conflict for one that has happened or is being tried."""
    _settle(database, effects(database.dialect).cancel, id, clock)


def causes(database: Database) -> list[str]:
    """Return what made the effects that are to come or dead, each once."""
    return [str(cause) for cause, in _rows(database, effects(database.dialect).causes, {})]


def again_dead(database: Database, asked: Asked, clock: Clock) -> int:
    """Let all that are dead be tried now, as far as kind, target and cause go; return how many those are."""
    count = _settle_dead(database, effects(database.dialect).again_dead, asked, clock)
    database.rouse()
    return count


def cancel_dead(database: Database, asked: Asked, clock: Clock) -> int:
    """Let all that are dead never happen, as far as kind, target and cause go; return how many those are."""
    return _settle_dead(database, effects(database.dialect).cancel_dead, asked, clock)


def _settle_dead(database: Database, statement: Statement, asked: Asked, clock: Clock) -> int:
    with database.write(None) as session:
        changed = session.affected(statement, {"at": moment(database.dialect, clock.now()), **_only(asked)})
        session.commit()
    return changed


def _only(asked: Asked) -> dict[str, str]:
    return {"only_kind": asked.kind, "only_target": asked.target, "only_cause": asked.cause}


def _settle(database: Database, statement: Statement, id: int, clock: Clock) -> None:
    with database.write(None) as session:
        changed = session.affected(statement, {"this": id, "at": moment(database.dialect, clock.now())})
        session.commit()
    if changed != 1:
        one(database, id)
        raise Conflict("effect_over")


def _rows(database: Database, statement: Statement, params: Params) -> Rows:
    with database.read() as session:
        return session.rows(statement, params)


def _seen(database: Database, row: tuple[Any, ...]) -> Seen:
    held = dict(zip(SEEN, row, strict=True))
    moments = {name: held[name] and when(database.dialect, held[name])
               for name in ("due_at", "created_at", "ended_at")}
    return Seen(**{**held, **moments, "payload": orjson.loads(held["payload"])})
