"""Following the database: a process behind builds the newer catalog beside the old one, then swaps."""

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from dougong.catalog.live import Live
from dougong.catalog.model import Catalog
from dougong.catalog.quiet import set_apart
from dougong.fields.base import Dialect
from dougong.kernel.clock import Clock
from dougong.store import snapshot
from dougong.store.database import Database
from dougong.store.engine.settings import STATE
from dougong.store.engine_tables import WORKER
from dougong.store.errors import StoreError
from dougong.store.loop import Loop, Looping
from dougong.store.snapshot import Snapshot
from dougong.store.sql import Statement, compile
from dougong.store.tidy import tidy

#: Seconds between two looks at the current number: every worker serves a new catalog within two seconds.
PAUSE: Final = 0.5
#: Looks between two heartbeats; a worker not heard of for three of them is taken for dead.
BEAT: Final = 10
#: What has not been heard of for so long was killed: its row goes.
GONE: Final = timedelta(hours=1)
#: Looks between two tidyings: about an hour.
TIDY: Final = 7200

_log = logging.getLogger(__name__)

Build = Callable[[Snapshot], Catalog]


class Follower(Looping):
    """Keeps `live` at the number of the database. `build` makes a catalog of what is stored (thaw, with plans); `hear`
    is told how often settings have changed. When it stops, the heartbeat's row goes with it."""

    def __init__(self, database: Database, live: Live, build: Build, clock: Clock,
                 hear: Callable[[int], None] = lambda _: None) -> None:
        self._database, self._live, self._build, self._clock, self._hear = database, live, build, clock, hear
        self._beside: Callable[[], None] | None = None
        self._building = threading.Lock()
        self._failed: int | None = None
        self._served, self._looks = -1, 0
        self.loop = Loop("follow", self._look, PAUSE, enter=self._enter, leave=self._leave)

    def beside(self, look: Callable[[], None]) -> None:
        """Call `look`, which has to come back at once, with every heartbeat from now on."""
        self._beside = look

    def catch_up(self, number: int) -> Catalog:
        """Return the catalog that serves, once it is at `number` or newer; one thread builds, the others wait for it.

        When it cannot be built the old one is returned and goes on serving: the fence keeps its writes out.
        """
        if self._live.catalog.number >= number:
            return self._live.catalog
        with self._building:
            if self._live.catalog.number < number and self._failed != number:
                self._swap(number)
        return self._live.catalog

    def _swap(self, number: int) -> None:
        stored = snapshot.load(self._database, number)
        if stored is None:
            return
        try:
            self._live.swap(self._build(stored))
        except Exception:     # noqa: BLE001 - whatever is wrong with it, the old one goes on serving
            self._failed = number
            _log.exception("catalog %s cannot be built here, %s goes on serving", number, self._live.catalog.number)
            return
        _log.info("serving catalog %s", number)

    def _enter(self) -> None:
        self._building = threading.Lock()
        self._served, self._looks = -1, 0

    def _look(self) -> bool:
        """Be where the database is, and say so now and then."""
        with self._database.read() as session:
            (number, settings), = session.rows(STATE)
        self._hear(int(settings))
        now = self.catch_up(int(number)).number
        if now != self._served:
            set_apart()
        if now != self._served or self._looks % BEAT == 0:
            self._beat(now)
            if self._beside is not None:
                self._beside()
        if self._looks % TIDY == TIDY - 1:
            tidy(self._database, self._clock.now())
        self._served, self._looks = now, self._looks + 1
        return False

    def _beat(self, number: int) -> None:
        dialect, now = self._database.dialect, self._clock.now()
        row = {"id": _name(), "number": number, "seen": snapshot.moment(dialect, now)}
        with self._database.write(None) as session:
            session.send(_forgetting(dialect), {"before": snapshot.moment(dialect, now - GONE)})
            session.send(beating(dialect), row)
            session.commit()

    def _leave(self) -> None:
        try:
            with self._database.write(None) as session:
                session.send(compile(delete(WORKER).where(WORKER.c.id == bindparam("id")), self._database.dialect),
                             {"id": _name()})
                session.commit()
        except StoreError as error:
            _log.warning("the heartbeat stays behind: %s", error)


def _name() -> str:
    """Return what this process is called as a worker."""
    return f"{socket.gethostname()}:{os.getpid()}"


def beating(dialect: Dialect) -> Statement:
    """Return the statement that says `:id` serves `:number`, seen at `:seen`."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(WORKER).values(id=bindparam("id"), number=bindparam("number"), seen_at=bindparam("seen"))
    return compile(row.on_conflict_do_update(index_elements=["id"], set_={
        "number": row.excluded.number, "seen_at": row.excluded.seen_at}), dialect)


def _forgetting(dialect: Dialect) -> Statement:
    return compile(delete(WORKER).where(WORKER.c.seen_at < bindparam("before")), dialect)
