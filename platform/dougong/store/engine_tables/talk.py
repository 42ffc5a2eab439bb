"""What people say about records and are told."""

from sqlalchemy import Column, Index, Table

from dougong.store.columns import MOMENT, NUMBER, TEXT
from dougong.store.engine_tables.base import ENGINE, counted

#: What people say about records: plain text; `mentions` is JSON, [[start, length, user], ...]. What was taken back has
#: no text any more.
COMMENT = Table(
    "dg_comment", ENGINE,
    counted(),
    Column("object_uid", TEXT, nullable=False),
    Column("record_id", NUMBER, nullable=False),
    Column("author", NUMBER, nullable=False),
    Column("body", TEXT, nullable=False),
    Column("mentions", TEXT, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("edited_at", MOMENT),
    Column("removed_at", MOMENT),
    Column("removed_by", NUMBER),
    Index("ix_dg_comment_record", "object_uid", "record_id", "id"),
    sqlite_autoincrement=True,
)

#: Who follows a record, or (`follows` 0) has said not to want to: its owner and who made it follow without a row.
FOLLOW = Table(
    "dg_follow", ENGINE,
    Column("object_uid", TEXT, primary_key=True),
    Column("record_id", NUMBER, primary_key=True, autoincrement=False),
    Column("user_id", NUMBER, primary_key=True, autoincrement=False),
    Column("follows", NUMBER, nullable=False),
    Column("at", MOMENT, nullable=False),
)

#: What people are told, a row for each of them: of which record, because of which comment, by whom (null: a machine);
#: `said` is JSON, templates by language and the values they speak of. Nobody is told twice with the same `key`.
NOTICE = Table(
    "dg_notice", ENGINE,
    counted(),
    Column("user_id", NUMBER, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("object_uid", TEXT, nullable=False),
    Column("record_id", NUMBER, nullable=False),
    Column("comment_id", NUMBER),
    Column("by", NUMBER),
    Column("said", TEXT, nullable=False),
    Column("key", TEXT, nullable=False),
    Column("made_at", MOMENT, nullable=False),
    Column("read_at", MOMENT),
    Column("mailed_at", MOMENT),
    Index("uq_dg_notice_key", "user_id", "key", unique=True),
    Index("ix_dg_notice_user", "user_id", "id"),
    Index("ix_dg_notice_record", "object_uid", "record_id"),
    sqlite_autoincrement=True,
)

#: How people want to hear of a kind of notices, where they have said so: in the app (1) or not (0), and by mail never,
#: at_once or daily.
WISH = Table(
    "dg_wish", ENGINE,
    Column("user_id", NUMBER, primary_key=True, autoincrement=False),
    Column("kind", TEXT, primary_key=True),
    Column("app", NUMBER, nullable=False),
    Column("mail", TEXT, nullable=False),
)

#: Mails, written with what causes them and sent by the servers: `state` is waiting, sent or failed. One that is being
#: sent is due again later, should its sender die.
MAIL = Table(
    "dg_mail", ENGINE,
    counted(),
    Column("address", TEXT, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("body", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("tries", NUMBER, nullable=False),
    Column("due_at", MOMENT, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("sent_at", MOMENT),
    Column("error", TEXT),
    Column("key", TEXT),
    Index("ix_dg_mail_state", "state", "due_at"),
    Index("ux_dg_mail_key", "key", unique=True),
    sqlite_autoincrement=True,
)
