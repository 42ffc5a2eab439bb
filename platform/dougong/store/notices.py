"""Statements of what people are told: a row per person, read or not."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from dougong.fields.base import Dialect
from dougong.store.engine_tables import COMMENT, NOTICE
from dougong.store.sql import Statement, compile
from dougong.store.statements import member

#: What is read of a notice, in order; behind it the text and the mentions of its comment.
SEEN: Final = ("id", "kind", "object_uid", "record_id", "comment_id", "by", "said", "made_at", "read_at")


@dataclass(frozen=True, slots=True)
class NoticeStatements:
    """The statements of one database, all but `put` and `drop_all` of one user: they bind user_id."""

    put: Statement               # user_id, kind, object_uid, record_id, comment_id, by, said, key, at
    of_user: Statement           # before, limit -> SEEN, comment's body
    unread: Statement            # before, limit -> the same, not read yet
    of_kind: Statement           # before, limit, kind -> the same, of one kind
    count: Statement             # most -> how many are not read yet (at most `most`), id of the newest of them or null
    read: Statement              # ids, at
    read_all: Statement          # last, at: those up to the id `last`
    drop_all: Statement          # object_uid, record_id


@cache
def notice_statements(dialect: Dialect) -> NoticeStatements:
    """Return the statements for `dialect`."""
    c, comment = NOTICE.c, COMMENT.c
    mine, unread = c.user_id == bindparam("user_id"), c.read_at.is_(None)
    put = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(NOTICE).values(
        made_at=bindparam("at"), **{name: bindparam(name) for name in (
            "user_id", "kind", "object_uid", "record_id", "comment_id", "by", "said", "key")})
    seen = select(*(c[name] for name in SEEN), comment.body).select_from(
        NOTICE.outerjoin(COMMENT, and_(comment.id == c.comment_id))).where(
        mine, c.id < bindparam("before")).order_by(c.id.desc()).limit(bindparam("limit"))
    some = select(c.id).where(mine, unread).order_by(c.id.desc()).limit(bindparam("most")).subquery()
    statements: dict[str, Any] = {
        "put": put.on_conflict_do_nothing(index_elements=["user_id", "key"]),
        "of_user": seen,
        "unread": seen.where(unread),
        "of_kind": seen.where(c.kind == bindparam("kind")),
        "count": select(func.count(), func.max(some.c.id)).select_from(some),
        "read": update(NOTICE).where(mine, unread, member(c.id, "ids", dialect)).values(read_at=bindparam("at")),
        "read_all": update(NOTICE).where(mine, unread, c.id <= bindparam("last")).values(read_at=bindparam("at")),
        "drop_all": delete(NOTICE).where(c.object_uid == bindparam("object_uid"),
                                         c.record_id == bindparam("record_id")),
    }
    return NoticeStatements(**{name: compile(statement, dialect) for name, statement in statements.items()})
