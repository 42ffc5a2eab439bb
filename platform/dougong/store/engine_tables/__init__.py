"""The engine's own tables, `dg_*`: no catalog describes them, `init` makes them."""

from dougong.store.engine_tables.accounted import AUDIT, AUDIT_LINK
from dougong.store.engine_tables.acting import EFFECT, INBOUND, INBOUND_CALL, ONCE, SCHEDULE, WEBHOOK
from dougong.store.engine_tables.base import ENGINE
from dougong.store.engine_tables.changes import HISTORY, IDEMPOTENCY, INDEXED, MERGED, SEARCH, SEQUENCE
from dougong.store.engine_tables.definitions import CATALOG, CURRENT, INDEX, JOURNAL, PARKED, UID, WORKER
from dougong.store.engine_tables.jobs import HEADING, JOB, JOB_PART, JOB_ROW
from dougong.store.engine_tables.people import (
    CREDENTIAL,
    FACTOR,
    GUESS,
    PASS,
    RECOVERY,
    SESSION,
    SHARE,
    SIGN_IN,
    STANDING,
    SUBJECT,
    TOKEN,
)
from dougong.store.engine_tables.talk import COMMENT, FOLLOW, MAIL, NOTICE, WISH

__all__ = [
    "AUDIT",
    "AUDIT_LINK",
    "CATALOG",
    "COMMENT",
    "CREDENTIAL",
    "CURRENT",
    "EFFECT",
    "ENGINE",
    "FACTOR",
    "FOLLOW",
    "GUESS",
    "HEADING",
    "HISTORY",
    "IDEMPOTENCY",
    "INBOUND",
    "INBOUND_CALL",
    "INDEX",
    "INDEXED",
    "JOB",
    "JOB_PART",
    "JOB_ROW",
    "JOURNAL",
    "MAIL",
    "MERGED",
    "NOTICE",
    "ONCE",
    "PARKED",
    "PASS",
    "RECOVERY",
    "SCHEDULE",
    "SEARCH",
    "SEQUENCE",
    "SESSION",
    "SHARE",
    "SIGN_IN",
    "STANDING",
    "SUBJECT",
    "TOKEN",
    "UID",
    "WEBHOOK",
    "WISH",
    "WORKER",
]
