"""Long work: imports, exports, hand-overs, and what is remembered of their files."""

from sqlalchemy import Column, Index, Table

from dougong.store.columns import BYTES, MOMENT, NUMBER, TEXT
from dougong.store.engine_tables.base import ENGINE, counted

#: Long work: who asked for what (`said`, JSON), how far it is, who does it. A job whose `seen_at` is old was left by a
#: process that died and is taken up again. `state` is draft, waiting, running, done, failed or cancelled.
JOB = Table(
    "dg_job", ENGINE,
    counted(),
    Column("kind", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("actor", NUMBER, nullable=False),
    Column("said", TEXT, nullable=False),
    Column("result", TEXT),
    Column("done", NUMBER, nullable=False),
    Column("total", NUMBER),
    Column("stop", NUMBER, nullable=False),
    Column("worker", TEXT),
    Column("created_at", MOMENT, nullable=False),
    Column("seen_at", MOMENT, nullable=False),
    Index("ix_dg_job_state", "state", "id"),
    sqlite_autoincrement=True,
)

#: The file a job reads or has made, in parts of some hundred kilobytes.
JOB_PART = Table(
    "dg_job_part", ENGINE,
    Column("job", NUMBER, primary_key=True, autoincrement=False),
    Column("part", NUMBER, primary_key=True, autoincrement=False),
    Column("content", BYTES, nullable=False),
)

#: What an import makes of each document of its file (`row` is its first line there): foreseen, and once `made`, done in
#: the same transaction as the record.
JOB_ROW = Table(
    "dg_job_row", ENGINE,
    Column("job", NUMBER, primary_key=True, autoincrement=False),
    Column("row", NUMBER, primary_key=True, autoincrement=False),
    Column("verdict", TEXT, nullable=False),
    Column("made", NUMBER, nullable=False),
    Column("record_id", NUMBER),
    Column("version", NUMBER),
    Column("told", TEXT),
    Column("cells", TEXT),
)

#: Which field each column of a file meant, by object and the hash of the file's headers.
HEADING = Table(
    "dg_heading", ENGINE,
    Column("object_uid", TEXT, primary_key=True),
    Column("headers", TEXT, primary_key=True),
    Column("columns", TEXT, nullable=False),
)
