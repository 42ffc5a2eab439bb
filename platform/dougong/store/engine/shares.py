"""Statements of shares: with whom a record is shared, for what, until when."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, cast, delete, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from dougong.fields.base import Dialect
from dougong.store.engine_tables import SHARE
from dougong.store.sql import Statement, binds, compile

#: What `of_record` gives of a share, in order.
SEEN: Final = ("id", "whom", "verb", "until", "by", "at")


@dataclass(frozen=True, slots=True)
class ShareStatements:
    """The statements of one database, all of a record: they bind object_uid and record_id."""

    in_force: Statement          # whom (JSON list), today -> verb
    of_record: Statement         # -> SEEN, the oldest first
    put: Statement               # whom, verb, until, by, at: instead of what is shared with whom already
    drop: Statement              # whom
    drop_all: Statement


@cache
def share_statements(dialect: Dialect) -> ShareStatements:
    """Return the statements for `dialect`."""
    share = SHARE.c
    of = (share.object_uid == bindparam("object_uid"), share.record_id == bindparam("record_id"))
    whom: Any = bindparam("whom")
    in_force = select(share.verb).where(*of, *_reaching(dialect, "whom", "today"))
    names = ("object_uid", "record_id", *SEEN[1:])
    put = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(SHARE).values(
        binds(*names))
    put = put.on_conflict_do_update(index_elements=["object_uid", "record_id", "whom"],
                                    set_={name: put.excluded[name] for name in SEEN[2:]})
    return ShareStatements(
        in_force=compile(in_force, dialect),
        of_record=compile(select(*(share[name] for name in SEEN)).where(*of).order_by(share.id), dialect),
        put=compile(put, dialect), drop=compile(delete(SHARE).where(*of, share.whom == whom), dialect),
        drop_all=compile(delete(SHARE).where(*of), dialect))


def anything(object_uid: str, whom: str, today: str, dialect: Dialect) -> Statement:
    """Return what gives a row where any record of the object is shared with somebody; it binds, under the names that
    are given, who they are (JSON list) and the day."""
    found = select(SHARE.c.id).where(SHARE.c.object_uid == object_uid, *_reaching(dialect, whom, today)).limit(1)
    return compile(found, dialect)


def _reaching(dialect: Dialect, whom: str, today: str) -> tuple[ColumnElement[bool], ...]:
    """Return that a share is with one of those named, and in force."""
    given: Any = bindparam(whom)
    among: Select[Any] = select(func.jsonb_array_elements_text(cast(given, JSONB))) if dialect == "postgresql" else \
        select(func.json_each(given).table_valued("value").c.value)
    return SHARE.c.whom.in_(among), or_(SHARE.c.until.is_(None), SHARE.c.until >= bindparam(today))
