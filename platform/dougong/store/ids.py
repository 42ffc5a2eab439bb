"""Ids before the insert, so that lines, history and answer need no wait for them: never re-used, gaps allowed."""

import os
import threading
from typing import Final

from dougong.store.database import Database
from dougong.store.session import Writer
from dougong.store.sql import Statement, quoted

#: Ids taken from the identity sequence at a time, per process and object.
BLOCK: Final = 100

#: Which sequence it is is asked once, not for each id: that takes longer than the id itself.
_NEXT: Final = Statement("with found as materialized (select pg_get_serial_sequence($1, 'id')::regclass as sequence) "
                         "select nextval(sequence) from found, generate_series(1, $2::int)")
_MOVE: Final = Statement("update sqlite_sequence set seq = seq + ? where name = ? returning seq")
_START: Final = Statement("insert into sqlite_sequence (name, seq) values (?, ?)")


class Ids:
    """Gives out ids for one database. One per process: it keeps what is left of each block."""

    def __init__(self, database: Database) -> None:
        self._dialect = database.dialect
        self._guard = threading.Lock()
        self._left: dict[str, list[int]] = {}
        self._pid = os.getpid()

    def take(self, session: Writer, name: str, count: int = 1, soon: int = 0) -> list[int]:
        """Return `count` rising ids for new records of the object called `name`.

        On PostgreSQL from this process's block, refilled in one wait when it is used up, so that `soon` more are left,
        too; an undone transaction leaves a gap. On SQLite they follow the last ones, within the transaction.
        """
        if self._dialect == "sqlite":
            return _following(session, name, count)
        taken = self._taken(name, count)
        return taken or self._refilled(session, name, count, soon)

    def forget(self) -> None:
        """Take no more from the blocks held: with a new catalog a name may be another table's, whose ids begin anew."""
        with self._guard:
            self._left = {}

    def _taken(self, name: str, count: int) -> list[int]:
        with self._guard:
            if self._pid != os.getpid():            # a fork's blocks are its parent's
                self._pid, self._left = os.getpid(), {}
            left = self._left.setdefault(name, [])
            if len(left) < count:
                return []
            taken, left[:] = left[:count], left[count:]
            return taken

    def _refilled(self, session: Writer, name: str, count: int, soon: int) -> list[int]:
        wanted = count + max(soon, BLOCK)
        fetched = sorted(value for value, in session.rows(_NEXT, (quoted(name, "postgresql"), wanted)))
        with self._guard:
            self._left[name] = fetched[count:]      # what another thread left is a gap, so that ids rise
        return fetched[:count]


def _following(session: Writer, name: str, count: int) -> list[int]:
    moved = session.rows(_MOVE, (count, name))
    last = int(moved[0][0]) if moved else count
    if not moved:
        session.send(_START, (name, count))
    return list(range(last - count + 1, last + 1))
