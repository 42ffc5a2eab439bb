"""Numbers for records: fast ones in blocks of 20 per process, with gaps; gapless ones by a row lock taken last."""

import os
import threading
from functools import cache
from typing import Final

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

from dougong.fields.base import Dialect
from dougong.store.database import Database
from dougong.store.engine_tables import SEQUENCE
from dougong.store.session import Writer
from dougong.store.sql import Statement, compile

#: Numbers taken at a time, per process and scope.
BLOCK: Final = 20


_AT_ONCE: Final = Statement("set local synchronous_commit = off")


@cache
def taking(dialect: Dialect) -> Statement:
    """Return the statement that takes `:count` numbers of `:object_uid` in `:scope` and gives the first.

    It locks the scope's row until the transaction ends, which makes the numbers of a unit of work gapless: run it last.
    """
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    count = bindparam("count", type_=SEQUENCE.c.next.type)
    row = insert(SEQUENCE).values(object_uid=bindparam("object_uid"), scope=bindparam("scope"), next=count + 1)
    moved = row.on_conflict_do_update(index_elements=["object_uid", "scope"], set_={"next": SEQUENCE.c.next + count})
    return compile(moved.returning(SEQUENCE.c.next - count), dialect)


def take_block(database: Database, object_uid: str, scope: str, count: int) -> int:
    """Return the first of `count` numbers that are nobody else's, in a transaction of its own (one wait).

    On PostgreSQL its commit does not wait for the disk: a record that bears one of the numbers commits after it, and
    what is durable makes durable all that was before.
    """
    with database.aside() as session:
        if database.dialect == "postgresql":
            session.send(_AT_ONCE)
        order = (taking(database.dialect), {"object_uid": object_uid, "scope": scope, "count": count})
        return int(session.commit((order,))[0][0][0])


class Sequences:
    """Gives out fast numbers of one database. One per process: it keeps what is left of each block."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._taking = taking(database.dialect)
        self._guard = threading.Lock()
        self._left: dict[tuple[str, str], list[int]] = {}
        self._pid = os.getpid()

    def take(self, session: Writer, object_uid: str, scope: str, count: int = 1) -> list[int]:
        """Return the next `count` numbers, rising.

        On PostgreSQL from this process's block; the block is fetched outside `session`, which keeps no lock for it.
        On SQLite, where one writes at a time, within `session`: there are no gaps at all.
        """
        if self._database.dialect == "sqlite":
            rows = session.rows(self._taking, {"object_uid": object_uid, "scope": scope, "count": count})
            return list(range(first := int(rows[0][0]), first + count))
        with self._guard:
            if self._pid != os.getpid():
                self._pid, self._left = os.getpid(), {}
            left = self._left.get((object_uid, scope), [])
            if len(left) < count:
                ahead = max(count - len(left), BLOCK)
                first = take_block(self._database, object_uid, scope, ahead)
                left = [*left, *range(first, first + ahead)]
            self._left[object_uid, scope] = left[count:]
            return left[:count]
