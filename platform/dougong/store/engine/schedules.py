"""Statements of rules that time triggers: how far each is, and which records are due."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, null, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.catalog.model import Object
from dougong.catalog.rule import Rule
from dougong.fields.base import Dialect
from dougong.store.engine_tables import SCHEDULE
from dougong.store.query.paths import Ground, Source
from dougong.store.sql import Statement, compile
from dougong.store.statements.forms import decoder
from dougong.store.statements.reads import Selected
from dougong.store.statements.rollup import lives


@dataclass(frozen=True, slots=True)
class Schedules:
    """The statements for one kind of database. Each that moves a rule on names where it stands, and affects no row
    where another has moved it."""

    read: Statement              # -> rule_uid, since, due, after, seen_at, reach
    begin: Statement             # rule_uid, now: from now on; nothing where it has begun
    claim: Statement             # rule_uid, since, due, now
    take: Statement              # rule_uid, due, seen, now: what another left
    onward: Statement            # rule_uid, due, before, upto, now
    fail: Statement              # rule_uid, due, before, upto, now, told
    end: Statement               # rule_uid, due, now, reach


@cache
def schedules(dialect: Dialect) -> Schedules:
    """Return the statements for `dialect`."""
    c = SCHEDULE.c
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    begin = insert(SCHEDULE).values(rule_uid=bindparam("rule_uid"), since=bindparam("now"), after=0,
                                    seen_at=bindparam("now")).on_conflict_do_nothing()
    mine = update(SCHEDULE).where(c.rule_uid == bindparam("uid"))
    held = mine.where(c.due == bindparam("this"), c.after == bindparam("before")).values(
        after=bindparam("upto"), seen_at=bindparam("now"))
    return Schedules(
        compile(select(c.rule_uid, c.since, c.due, c.after, c.seen_at, c.reach), dialect), compile(begin, dialect),
        compile(mine.where(c.due.is_(None), c.since == bindparam("last")).values(
            due=bindparam("this"), after=0, seen_at=bindparam("now"), error=null()), dialect),
        compile(mine.where(c.due == bindparam("this"), c.seen_at == bindparam("seen")).values(
            seen_at=bindparam("now")), dialect),
        compile(held, dialect), compile(held.values(error=bindparam("told")), dialect),
        compile(mine.where(c.due == bindparam("this")).values(
            since=bindparam("this"), due=null(), seen_at=bindparam("now"), reach=bindparam("reach")), dialect))


def due(ground: Ground, object: Object, rule: Rule) -> Selected:
    """Return what reads the ids of the live records a rule looks at, above the id `:after`, at most `:limit`: with a
    deadline those whose field lies after `:low` and up to `:high`; and only those for which `when` holds.

    The ids come in order. With a deadline that order is told with something added, which no index knows: it would lead
    through all there ever were, while the deadline's leads to those due."""
    source = Source(ground, object)
    id = source.table.c.id if rule.on.deadline is None else source.table.c.id + 0
    held = [lives(source), id > bindparam("after")]
    if rule.on.deadline is not None:
        column = source.table.c[rule.on.deadline.field]
        held += [column > bindparam("low"), column <= bindparam("high")]
    if rule.when is not None:
        held.append(source.condition(rule.when))
    query = select(source.table.c.id).where(*held).select_from(source.joined).order_by(id)
    return Selected(compile(query.limit(bindparam("limit")), ground.dialect),
                    decoder([], ground.catalog, ground.dialect, json=False), tuple(source.expressions))
