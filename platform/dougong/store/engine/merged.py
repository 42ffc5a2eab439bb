"""Statements of records that become one: what the engine keeps of the one becomes the other's, and where it went."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Table, and_, bindparam, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from dougong.fields.base import Dialect
from dougong.store.engine_tables import COMMENT, FOLLOW, MERGED, NOTICE, SHARE
from dougong.store.query.paths import Ground, Source
from dougong.store.sql import Statement, binds, compile
from dougong.store.statements.reads import pointing

#: Of these a record has one for each of whom the column names: the other's stays where it has one.
_ONCE: Final = ((SHARE, "whom"), (FOLLOW, "user_id"))
_MANY: Final = (COMMENT, NOTICE)


@dataclass(frozen=True, slots=True)
class MergedStatements:
    """The statements of one database; all bind object_uid. The record `of_id` goes into `to_id`."""

    moved: tuple[Statement, ...]     # of_id, to_id
    put: Statement                   # of_id, to_id, by, at
    onward: Statement                # of_id, to_id: what had become one with the record before
    into: Statement                  # record_id -> to_id
    forget: Statement                # record_id


@cache
def merged_statements(dialect: Dialect) -> MergedStatements:
    """Return the statements for `dialect`."""
    m = MERGED.c
    this = (m.object_uid == bindparam("object_uid"), m.record_id == bindparam("record_id"))
    put = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(MERGED).values(
        record_id=bindparam("of_id"), into_id=bindparam("to_id"),
        **binds("object_uid", "by", "at"))
    put = put.on_conflict_do_update(index_elements=["object_uid", "record_id"], set_={
        name: put.excluded[name] for name in ("into_id", "by", "at")})
    onward = update(MERGED).where(m.object_uid == bindparam("object_uid"), m.into_id == bindparam("of_id"))
    return MergedStatements(
        moved=tuple(compile(each, dialect) for each in _moved()), put=compile(put, dialect),
        onward=compile(onward.values(into_id=bindparam("to_id")), dialect),
        into=compile(select(m.into_id).where(*this), dialect), forget=compile(delete(MERGED).where(*this), dialect))


def pointers(ground: Ground, object: str, name: str) -> Statement:
    """Return what finds the records whose field `name` points to `:id`, in the bin or not: (owner's id, own id), those
    of lines with their owner's, at most `:most`. An any-link binds `:object`, too."""
    source = Source(ground, ground.catalog.objects[object])
    table = source.table
    owner = table.c.id if source.object.parent is None else table.c.parent
    query = select(owner, table.c.id.label("own")).where(pointing(source, source.object.fields[name]))
    return compile(query.order_by(owner, table.c.id).limit(bindparam("most")), ground.dialect)


def lines_moved(ground: Ground, object: str) -> Statement:
    """Return what makes the lines of the record `:of_id` those of `:to_id`, behind its first `:after`."""
    table = ground.tables[object]
    return compile(update(table).where(table.c.parent == bindparam("of_id")).values(
        parent=bindparam("to_id"), line_no=table.c.line_no + bindparam("after")), ground.dialect)


def _moved() -> list[Any]:
    found: list[Any] = []
    for table, key in _ONCE:
        other = table.alias("other")
        there = exists().where(other.c.object_uid == bindparam("object_uid"), other.c.record_id == bindparam("to_id"),
                               other.c[key] == table.c[key])
        found += [delete(table).where(_of(table), there), _becoming(table)]
    return found + [_becoming(table) for table in _MANY]


def _becoming(table: Table) -> Any:
    return update(table).where(_of(table)).values(record_id=bindparam("to_id"))


def _of(table: Table) -> Any:
    return and_(table.c.object_uid == bindparam("object_uid"), table.c.record_id == bindparam("of_id"))
