"""Forgetting what has had its time: idempotency keys after a day (safety.md R17), sessions once they are over."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete

from dougong.store.database import Database
from dougong.store.engine_tables import IDEMPOTENCY, SESSION
from dougong.store.snapshot import moment
from dougong.store.sql import compile

KEY_LASTS: Final = timedelta(hours=24)


def tidy(database: Database, now: datetime) -> None:
    """Remove keys older than a day and sessions that ended; several processes may do it at once."""
    keys = compile(delete(IDEMPOTENCY).where(IDEMPOTENCY.c.created_at < bindparam("before")), database.dialect)
    sessions = compile(delete(SESSION).where(SESSION.c.expires_at < bindparam("before")), database.dialect)
    with database.write(None) as session:
        session.send(keys, {"before": moment(database.dialect, now - KEY_LASTS)})
        session.send(sessions, {"before": moment(database.dialect, now)})
        session.commit()
