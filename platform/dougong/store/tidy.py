"""Forgetting what has had its time: idempotency keys after a day (safety.md R17), sessions once they are over, files
and rows of jobs after a month, mails after three, sign-ins after a year."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete

from dougong.store.database import Database
from dougong.store.engine.jobs import job_statements
from dougong.store.engine.mails import mails
from dougong.store.engine.passes import passes
from dougong.store.engine.sign_ins import sign_ins
from dougong.store.engine_tables import IDEMPOTENCY, SESSION
from dougong.store.snapshot import moment
from dougong.store.sql import compile

KEY_LASTS: Final = timedelta(hours=24)
#: How long an import can be undone and an export fetched.
JOB_LASTS: Final = timedelta(days=30)
MAIL_LASTS: Final = timedelta(days=90)
SIGN_IN_LASTS: Final = timedelta(days=366)


def tidy(database: Database, now: datetime) -> None:
    """Remove keys older than a day, sessions and passes that ended, jobs, mails and sign-ins long over; several
    processes may do it at once."""
    keys = compile(delete(IDEMPOTENCY).where(IDEMPOTENCY.c.created_at < bindparam("before")), database.dialect)
    sessions = compile(delete(SESSION).where(SESSION.c.expires_at < bindparam("before")), database.dialect)
    with database.write(None) as session:
        session.send(keys, {"before": moment(database.dialect, now - KEY_LASTS)})
        session.send(sessions, {"before": moment(database.dialect, now)})
        session.send(passes(database.dialect).forget, {"now": moment(database.dialect, now)})
        session.send(mails(database.dialect).forget, {"before": moment(database.dialect, now - MAIL_LASTS)})
        session.send(sign_ins(database.dialect).forget, {"before": moment(database.dialect, now - SIGN_IN_LASTS)})
        for each in job_statements(database.dialect).forget:
            session.send(each, {"before": moment(database.dialect, now - JOB_LASTS)})
        session.commit()
