"""Statements of what people are told: a row per person, read or not; and of how they want to hear of it."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, and_, bindparam, cast, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from dougong.fields.base import Dialect
from dougong.store.engine_tables import COMMENT, NOTICE, WISH
from dougong.store.sql import Statement, binds, compile
from dougong.store.statements.reads import member

#: What is read of a notice, in order; behind it the text and the mentions of its comment.
SEEN: Final = ("id", "kind", "object_uid", "record_id", "comment_id", "by", "said", "made_at", "read_at")


@dataclass(frozen=True, slots=True)
class NoticeStatements:
    """The statements of one database, all but `put`, `drop_all` and `wishes` of one user: they bind user_id. What is
    read or counted is of the kinds that user wants to hear of in the app; `by_key` and `to_mail` are of any."""

    put: Statement               # user_id, kind, object_uid, record_id, comment_id, by, said, key, at
    of_user: Statement           # before, limit -> SEEN, comment's body
    unread: Statement            # before, limit -> the same, not read yet
    of_kind: Statement           # before, limit, kind -> the same, of one kind
    count: Statement             # most -> how many are not read yet (at most `most`), id of the newest of them or null
    read: Statement              # ids, at
    read_all: Statement          # last, at: those up to the id `last`
    drop_all: Statement          # object_uid, record_id
    by_key: Statement            # key -> SEEN, comment's body: one that was not mailed yet
    to_mail: Statement           # kinds, limit -> the same: those of these kinds neither read nor mailed, newest first
    mailed: Statement            # ids, at: those not mailed yet
    wish: Statement              # kind, app, mail: instead of what was wished before
    wishes: Statement            # ids (of users) -> user id, kind, app, mail


@cache
def notice_statements(dialect: Dialect) -> NoticeStatements:
    """Return the statements for `dialect`."""
    c, comment = NOTICE.c, COMMENT.c
    mine, unread = c.user_id == bindparam("user_id"), c.read_at.is_(None)
    put = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(NOTICE).values(
        made_at=bindparam("at"), **binds(
            "user_id", "kind", "object_uid", "record_id", "comment_id", "by", "said", "key"))
    wanted = c.kind.not_in(select(WISH.c.kind).where(WISH.c.user_id == bindparam("user_id"), WISH.c.app == literal(0)))
    whole = select(*(c[name] for name in SEEN), comment.body).select_from(
        NOTICE.outerjoin(COMMENT, and_(comment.id == c.comment_id))).where(mine).order_by(c.id.desc())
    seen = whole.where(wanted, c.id < bindparam("before")).limit(bindparam("limit"))
    some = select(c.id).where(mine, unread, wanted).order_by(c.id.desc()).limit(bindparam("most")).subquery()
    wish = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(WISH).values(
        binds("user_id", "kind", "app", "mail"))
    unmailed = c.mailed_at.is_(None)
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
        "by_key": whole.where(c.key == bindparam("key"), unmailed),
        "to_mail": whole.where(unread, unmailed, _one_of(c.kind, "kinds", dialect)).limit(bindparam("limit")),
        "mailed": update(NOTICE).where(mine, unmailed, member(c.id, "ids", dialect)).values(mailed_at=bindparam("at")),
        "wish": wish.on_conflict_do_update(index_elements=["user_id", "kind"], set_={
            "app": wish.excluded.app, "mail": wish.excluded.mail}),
        "wishes": select(WISH.c.user_id, WISH.c.kind, WISH.c.app, WISH.c.mail).where(
            member(WISH.c.user_id, "ids", dialect)),
    }
    return NoticeStatements(**{name: compile(statement, dialect) for name, statement in statements.items()})


def _one_of(column: Column[Any], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """Return that a text is among those of a JSON list."""
    each: Any = bindparam(name)
    if dialect == "postgresql":
        return column.in_(select(func.jsonb_array_elements_text(cast(each, JSONB))))
    return column.in_(select(func.json_each(each).table_valued("value").c.value))
