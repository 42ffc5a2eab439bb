"""What is applied: catalogs, uids, indexes, what was parked, who serves which number."""

from sqlalchemy import Column, Table

from dougong.store.columns import BYTES, MOMENT, NUMBER, TEXT
from dougong.store.engine_tables.base import ENGINE, counted

#: Every catalog ever applied, packed; `sources` are the definitions as written.
CATALOG = Table(
    "dg_catalog", ENGINE,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("fingerprint", TEXT, nullable=False),
    Column("plan_hash", TEXT, nullable=False),
    Column("sources", BYTES, nullable=False),
    Column("frozen", BYTES, nullable=False),
    Column("applied_at", MOMENT, nullable=False),
    Column("applied_by", TEXT),
)

#: One row: the number every write must have been planned on, 0 before the first apply; and how often settings (or a
#: company) have changed, null for never: who is behind reads them again.
CURRENT = Table(
    "dg_current", ENGINE,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("settings", NUMBER),
)

#: Which uid a path got at its first apply; a uid is never given twice.
UID = Table(
    "dg_uid", ENGINE,
    Column("path", TEXT, primary_key=True),
    Column("uid", TEXT, nullable=False, unique=True),
    Column("kind", TEXT, nullable=False),
    Column("retired_at", MOMENT),
)

#: How each index was made: metadata may come to ask for another of the same name.
INDEX = Table(
    "dg_index", ENGINE,
    Column("name", TEXT, primary_key=True),
    Column("owner", TEXT, nullable=False),
    Column("sql", TEXT, nullable=False),
)

#: What left the catalog and is still here until `purge`: columns of dropped and converted fields, tables of dropped
#: objects. `columns` and `definition` are JSON.
PARKED = Table(
    "dg_parked", ENGINE,
    counted(),
    Column("uid", TEXT, nullable=False),
    Column("owner", TEXT, nullable=False),
    Column("why", TEXT, nullable=False),
    Column("path", TEXT, nullable=False),
    Column("place", TEXT, nullable=False),
    Column("columns", TEXT, nullable=False),
    Column("definition", TEXT, nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("parked_at", MOMENT, nullable=False),
    sqlite_autoincrement=True,
)

#: What apply did, step by step; a row in state `started` after a crash is settled by the next apply.
JOURNAL = Table(
    "dg_journal", ENGINE,
    counted(),
    Column("plan_hash", TEXT, nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("step", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("sql", TEXT),
    Column("started_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    sqlite_autoincrement=True,
)

#: Heartbeats: which process serves which catalog.
WORKER = Table(
    "dg_worker", ENGINE,
    Column("id", TEXT, primary_key=True),
    Column("number", NUMBER, nullable=False),
    Column("seen_at", MOMENT, nullable=False),
)
