"""Statements of what people say about a record, and of who follows it."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from dougong.fields.base import Dialect
from dougong.store.engine_tables import COMMENT, FOLLOW
from dougong.store.sql import Statement, binds, compile

#: What is read of a comment, in order.
SEEN: Final = ("id", "author", "body", "mentions", "made_at", "edited_at", "removed_at", "removed_by")


@dataclass(frozen=True, slots=True)
class CommentStatements:
    """The statements of one database, all of a record: they bind object_uid and record_id."""

    put: Statement               # author, body, mentions, at -> id
    of_record: Statement         # before, limit -> SEEN, the newest first
    one: Statement               # this -> SEEN
    edit: Statement              # this, body, mentions, at
    remove: Statement            # this, at, by: the text goes, that there was one stays
    drop_all: Statement
    follow: Statement            # user_id, follows, at: instead of what that user said before
    follow_unasked: Statement    # user_id, at: unless that user has said something
    followers: Statement         # -> user id, follows
    drop_follows: Statement


@cache
def comment_statements(dialect: Dialect) -> CommentStatements:
    """Return the statements for `dialect`."""
    c, f = COMMENT.c, FOLLOW.c
    at: BindParameter[Any] = bindparam("at")
    of = (c.object_uid == bindparam("object_uid"), c.record_id == bindparam("record_id"))
    this = (*of, c.id == bindparam("this"))
    followed = (f.object_uid == bindparam("object_uid"), f.record_id == bindparam("record_id"))
    seen = select(*(c[name] for name in SEEN))
    put = insert(COMMENT).values(made_at=at, **binds("object_uid", "record_id", "author", "body", "mentions"))
    follow = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(FOLLOW).values(
        at=at, **binds("object_uid", "record_id", "user_id", "follows"))
    keys = ["object_uid", "record_id", "user_id"]
    statements: dict[str, Any] = {
        "put": put.returning(c.id),
        "of_record": seen.where(*of, c.id < bindparam("before")).order_by(c.id.desc()).limit(bindparam("limit")),
        "one": seen.where(*this),
        "edit": update(COMMENT).where(*this, c.removed_at.is_(None)).values(edited_at=at, **binds("body", "mentions")),
        "remove": update(COMMENT).where(*this, c.removed_at.is_(None)).values(
            body="", mentions="[]", removed_at=at, removed_by=bindparam("by")),
        "drop_all": delete(COMMENT).where(*of),
        "follow": follow.on_conflict_do_update(index_elements=keys, set_={
            "follows": follow.excluded.follows, "at": follow.excluded.at}),
        "follow_unasked": follow.on_conflict_do_nothing(index_elements=keys),
        "followers": select(f.user_id, f.follows).where(*followed).order_by(f.user_id),
        "drop_follows": delete(FOLLOW).where(*followed),
    }
    return CommentStatements(**{name: compile(statement, dialect) for name, statement in statements.items()})
