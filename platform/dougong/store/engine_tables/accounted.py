"""What has to be accounted for, and the chain over it."""

from sqlalchemy import Column, Index, Table

from dougong.store.columns import MOMENT, NUMBER, TEXT
from dougong.store.engine_tables.base import ENGINE, counted

#: What has to be accounted for: sign-ins, denied attempts, rights, exports, erasures. Rows are only ever added; the
#: database refuses anything else (store/engine/audit.py). `said` is JSON text and holds no secrets.
AUDIT = Table(
    "dg_audit", ENGINE,
    counted(),
    Column("at", MOMENT, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("actor", NUMBER),
    Column("door", TEXT, nullable=False),
    Column("address", TEXT),                 # where the request came from
    Column("object", TEXT),
    Column("record_id", NUMBER),
    Column("said", TEXT, nullable=False),
    Column("correlation", TEXT),
    Index("ix_dg_audit_actor", "actor", "id"),
    Index("ix_dg_audit_kind", "kind", "id"),
    sqlite_autoincrement=True,
)

#: The chain over those rows: each link's hash is over its row and the link before.
AUDIT_LINK = Table(
    "dg_audit_link", ENGINE,
    Column("seq", NUMBER, primary_key=True, autoincrement=False),
    Column("audit_id", NUMBER, nullable=False, unique=True),
    Column("hash", TEXT, nullable=False),
)
