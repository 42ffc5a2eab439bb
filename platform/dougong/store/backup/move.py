"""Move: a database into another, empty one, of either kind; row by row compared before it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, select

from dougong.catalog.registry import Registry
from dougong.kernel.clock import Clock
from dougong.store import snapshot
from dougong.store.backup.format import Unfit
from dougong.store.backup.load import fill, ready
from dougong.store.backup.moment import Moment, alone
from dougong.store.backup.write import strangers
from dougong.store.change.apply import Checkpoint, nowhere
from dougong.store.database import Database
from dougong.store.engine_tables import WORKER
from dougong.store.follow import BEAT, PAUSE
from dougong.store.sql import compile

#: After so long without a heartbeat a server is taken for dead.
DEAD: Final = timedelta(seconds=3 * BEAT * PAUSE)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows each part has, and the tables and columns that are in no catalog and stayed behind."""

    rows: Mapping[str, int]
    left_out: tuple[str, ...]


def serving(database: Database, after: datetime) -> tuple[str, ...]:
    """Return the servers whose heart has beaten after a moment: host and process id."""
    since = snapshot.moment(database.dialect, after)
    query = select(WORKER.c.id).where(WORKER.c.seen_at > bindparam("since")).order_by(WORKER.c.id)
    with database.read() as session:
        return tuple(str(name) for name, in session.rows(compile(query, database.dialect), {"since": since}))


def move(source: Database, target: Database, registry: Registry, clock: Clock, *, offline: bool = False,
         checkpoint: Checkpoint = nowhere) -> Moved:
    """Copy everything to the empty database `target` and return what was copied. `source` stays as it is.

    Nobody can write to `source` meanwhile. Raises Unfit while servers run on it, since what they wrote later would be
    lost; `offline` says they were stopped, however lately. Raises it too when `target` is not empty, or not the same.
    """
    alive = () if offline else serving(source, clock.now() - DEAD)
    if alive:
        raise Unfit(f"{len(alive)} servers are running on it ({', '.join(alive[:3])}); stop them first. If they are "
                    "stopped already, say --offline")
    ready(target)
    began = clock.now()

    def watched(point: str) -> None:
        if point == "checked" and (beating := serving(source, began)):
            raise Unfit(f"a server is still running on it ({beating[0]}); stop it. Nothing was moved")
        checkpoint(point)

    with alone(source), source.frozen() as session:
        stored = snapshot.load_in(session, source.dialect, snapshot.number_in(session))
        if stored is None:
            raise Unfit("the database holds no catalog yet; there is nothing to move")
        taken = Moment(session, source.dialect, stored, registry)
        return Moved(fill(target, taken, watched), strangers(source, taken))
