"""Statements of shares: with whom a record is shared, for what, until when."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import bindparam, cast, delete, func, or_, select
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
    if dialect == "postgresql":
        among = select(func.jsonb_array_elements_text(cast(whom, JSONB)))
    else:
        among = select(func.json_each(whom).table_valued("value").c.value)
    in_force = select(share.verb).where(*of, share.whom.in_(among),
                                        or_(share.until.is_(None), share.until >= bindparam("today")))
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
