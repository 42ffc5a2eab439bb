"""Statements of long work: its row, its file in parts, and what an import makes of each document."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, func, insert, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.fields.base import Dialect
from dougong.store.engine_tables import HEADING, JOB, JOB_PART, JOB_ROW
from dougong.store.sql import Statement, binds, compile
from dougong.store.statements.write import sent_rows

#: What reading a job gives, in order.
SEEN: Final = ("id", "kind", "state", "actor", "said", "result", "done", "total", "stop", "worker", "created_at",
               "seen_at")
#: States of a job that can still be called off.
GOING: Final = ("draft", "waiting", "running")
#: What a row of an import holds, in order, below its job.
ROW: Final = ("row", "verdict", "made", "record_id", "version", "told", "cells")


@dataclass(frozen=True, slots=True)
class JobStatements:
    """The statements for one kind of database; each name of a parameter is a column's, unless said."""

    add: Statement               # -> id
    read: Statement
    of_actor: Statement          # actor, kind, limit; newest first
    due: Statement               # stale -> id of the oldest job to take up, or null
    take: Statement              # by, now, stale -> id
    take_this: Statement         # id, by, now
    again: Statement             # id, said, now: waits once more, from the start
    say: Statement               # id, said
    beat: Statement              # id, worker, done, total, now; changes no row that is to stop or another's
    onward: Statement            # id, worker, before, after, now: as beat, and only from `before`
    end: Statement               # id, worker, state, result, now
    cancel: Statement            # id
    forget: tuple[Statement, ...]  # before
    add_part: Statement
    parts: Statement             # id, after, limit -> part, content
    drop_parts: Statement        # id
    put_rows: Statement          # rows: arrays of job and ROW; a row foreseen gives way
    drop_rows: Statement         # id
    rows: Statement              # id, after, limit
    rows_like: Statement         # id, after, limit, verdicts (words)
    rows_before: Statement       # id, before, limit; those made, newest first
    made_row: Statement          # id, row: something when a record was made of it
    count: Statement             # id, made -> verdict, count
    states: Statement            # -> state, number of jobs
    put_heading: Statement
    heading: Statement


@cache
def job_statements(dialect: Dialect) -> JobStatements:
    """Return the statements for `dialect`."""
    said: Mapping[str, Any] = {**_jobs(), **_parts(), **_rows(dialect), **_headings(dialect)}
    made: dict[str, Any] = {
        name: tuple(compile(each, dialect) for each in found) if isinstance(found, tuple) else compile(found, dialect)
        for name, found in said.items()}
    return JobStatements(**made)


def _jobs() -> Mapping[str, Any]:
    job, mine = JOB.c, and_(JOB.c.id == bindparam("id"), JOB.c.worker == bindparam("worker"),
                            JOB.c.state == "running")
    going = and_(mine, JOB.c.stop == 0)
    free = or_(job.state == "waiting", and_(job.state == "running", job.seen_at < bindparam("stale")))
    inner = JOB.alias("inner")
    first = select(func.min(inner.c.id)).where(or_(
        inner.c.state == "waiting", and_(inner.c.state == "running", inner.c.seen_at < bindparam("stale"))))
    seen = [job[name] for name in SEEN]
    this = job.id == bindparam("id")
    old = and_(job.state != "running", job.seen_at < bindparam("before"))
    gone = select(job.id).where(old)
    return {
        "add": insert(JOB).values(binds("kind", "state", "actor", "said", "done", "stop", "created_at", "seen_at"))
        .returning(job.id),
        "read": select(*seen).where(this),
        "of_actor": select(*seen).where(job.actor == bindparam("actor"), job.kind == bindparam("kind"))
        .order_by(job.id.desc()).limit(bindparam("limit")),
        "due": first,
        "take": update(JOB).where(job.id == first.scalar_subquery(), free).values(
            state="running", worker=bindparam("by"), seen_at=bindparam("now")).returning(job.id),
        "take_this": update(JOB).where(this, job.state == "waiting").values(
            state="running", worker=bindparam("by"), seen_at=bindparam("now")),
        "again": update(JOB).where(this, job.state != "running").values(
            state="waiting", said=bindparam("new_said"), done=0, total=None, stop=0, result=None, worker=None,
            seen_at=bindparam("now")),
        "say": update(JOB).where(this, job.state != "running").values(said=bindparam("new_said")),
        "beat": update(JOB).where(going).values(done=bindparam("new_done"), total=bindparam("new_total"),
                                                seen_at=bindparam("now")),
        "onward": update(JOB).where(going, job.done == bindparam("before")).values(
            done=bindparam("after"), seen_at=bindparam("now")),
        "end": update(JOB).where(mine).values(state=bindparam("new_state"), result=bindparam("new_result"),
                                              seen_at=bindparam("now")),
        "cancel": update(JOB).where(this, or_(*(job.state == each for each in GOING))).values(
            stop=1, state=case((job.state == "running", "running"), else_="cancelled")),
        "forget": (delete(JOB_PART).where(JOB_PART.c.job.in_(gone)), delete(JOB_ROW).where(JOB_ROW.c.job.in_(gone)),
                   delete(JOB).where(old)),
    }


def _parts() -> Mapping[str, Any]:
    part, of = JOB_PART.c, JOB_PART.c.job == bindparam("id")
    return {
        "add_part": insert(JOB_PART).values(binds("job", "part", "content")),
        "parts": select(part.part, part.content).where(of, part.part > bindparam("after")).order_by(part.part)
        .limit(bindparam("limit")),
        "drop_parts": delete(JOB_PART).where(of),
    }


def _rows(dialect: Dialect) -> Mapping[str, Any]:
    columns = [JOB_ROW.c.job, *(JOB_ROW.c[name] for name in ROW)]
    names = [column.name for column in columns]
    given = select(*sent_rows(columns, dialect))
    into = (postgresql if dialect == "postgresql" else sqlite).insert(JOB_ROW).from_select(
        names, given.where(true()))        # SQLite takes the conflict clause for a join without it
    put = into.on_conflict_do_update(index_elements=["job", "row"], set_={
        name: into.excluded[name] for name in ROW if name != "row"})
    row, of = JOB_ROW.c, JOB_ROW.c.job == bindparam("id")
    seen = [row[name] for name in ROW]
    onward = and_(of, row.row > bindparam("after"))
    # verdicts are a handful of plain words, none of them part of another
    find = func.strpos if dialect == "postgresql" else func.instr
    like: ColumnElement[bool] = find(bindparam("verdicts"), row.verdict) > 0
    return {
        "put_rows": put, "drop_rows": delete(JOB_ROW).where(of),
        "rows": select(*seen).where(onward).order_by(row.row).limit(bindparam("limit")),
        "rows_like": select(*seen).where(onward, like).order_by(row.row).limit(bindparam("limit")),
        "rows_before": select(*seen).where(of, row.row < bindparam("before"), row.made == 1)
        .order_by(row.row.desc()).limit(bindparam("limit")),
        "made_row": select(row.row).where(of, row.row == bindparam("row"), row.made == 1, row.record_id.is_not(None)),
        "states": select(JOB.c.state, func.count()).group_by(JOB.c.state),
        "count": select(row.verdict, func.count()).where(of, row.made == bindparam("of_made")).group_by(row.verdict),
    }


def _headings(dialect: Dialect) -> Mapping[str, Any]:
    heading = HEADING.c
    kept = (postgresql if dialect == "postgresql" else sqlite).insert(HEADING).values(
        binds("object_uid", "headers", "columns"))
    return {
        "put_heading": kept.on_conflict_do_update(
            index_elements=["object_uid", "headers"], set_={"columns": kept.excluded.columns}),
        "heading": select(heading.columns).where(heading.object_uid == bindparam("object_uid"),
                                                 heading.headers == bindparam("headers")),
    }
