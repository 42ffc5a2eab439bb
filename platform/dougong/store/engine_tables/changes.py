"""What stands beside every record's change: history, numbers, keys, what it is found by, what it became."""

from sqlalchemy import Column, Identity, Index, Table, Text
from sqlalchemy.dialects.postgresql import TSVECTOR

from dougong.store.columns import ID, JSON, MOMENT, NUMBER, TEXT
from dougong.store.engine_tables.base import ENGINE, counted

HISTORY = Table(
    "dg_history", ENGINE,
    counted(),
    Column("object_uid", TEXT, nullable=False),
    Column("record_id", NUMBER, nullable=False),
    Column("version", NUMBER, nullable=False),
    Column("catalog", NUMBER, nullable=False),
    Column("actor", NUMBER),
    Column("door", TEXT, nullable=False),
    Column("cause", TEXT),
    Column("correlation", TEXT),
    Column("at", MOMENT, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("told", TEXT),                    # which rules looked at it, what they saw and did (processes/rules/told.py)
    Index("ix_dg_history_record", "object_uid", "record_id", "id"),
    sqlite_autoincrement=True,
)

SEQUENCE = Table(
    "dg_sequence", ENGINE,
    Column("object_uid", TEXT, primary_key=True),
    Column("scope", TEXT, primary_key=True),
    Column("next", NUMBER, nullable=False),
)

IDEMPOTENCY = Table(
    "dg_idempotency", ENGINE,
    Column("principal", TEXT, primary_key=True),
    Column("key", TEXT, primary_key=True),
    Column("route", TEXT, primary_key=True),
    Column("fingerprint", TEXT, nullable=False),
    Column("status", NUMBER),
    Column("body", TEXT),
    Column("created_at", MOMENT, nullable=False),
)

#: What records are found by: a row per record and readership, its `words` tokens (fields.tokens) with blanks between,
#: on PostgreSQL as a set. Made anew from the records at any time; store/search/index.py has the indexes over `words`.
SEARCH = Table(
    "dg_search", ENGINE,
    Column("id", ID, Identity(always=False), primary_key=True, nullable=False),
    Column("object_uid", TEXT, nullable=False),
    Column("record_id", NUMBER, nullable=False),
    Column("class", TEXT, nullable=False),
    Column("archived", NUMBER, nullable=False),
    Column("title", TEXT, nullable=False),
    Column("number", TEXT),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
    Index("uq_dg_search_record", "object_uid", "record_id", "class", unique=True),
)

#: How far each object's records are in dg_search: `looks_at` says by what rule their rows are made, `after` which
#: record was the last one done (null: all are). Of an object that is to have no rows any more it is "".
INDEXED = Table(
    "dg_indexed", ENGINE,
    Column("object_uid", TEXT, primary_key=True),
    Column("looks_at", TEXT, nullable=False),
    Column("after", NUMBER),
)

#: Records that became one with another: `into_id` is where everything of the record went.
MERGED = Table(
    "dg_merged", ENGINE,
    Column("object_uid", TEXT, primary_key=True),
    Column("record_id", NUMBER, primary_key=True, autoincrement=False),
    Column("into_id", NUMBER, nullable=False),
    Column("by", NUMBER, nullable=False),
    Column("at", MOMENT, nullable=False),
    Index("ix_dg_merged_into", "object_uid", "into_id"),
)
