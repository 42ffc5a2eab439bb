"""Statements about effects: left by whatever asks for them, taken and settled by workers, looked at by people."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY

from dougong.fields.base import Dialect
from dougong.store.engine_tables import EFFECT, MAIL
from dougong.store.sql import Statement, compile
from dougong.store.statements.reads import member
from dougong.store.statements.write import sent_rows

#: What is written of an effect, in order.
LEFT: Final = ("kind", "key", "payload", "state", "tries", "due_at", "lane", "target", "object_uid", "record_id",
               "actor", "door", "cause", "correlation", "created_at")
#: What taking or reading an effect gives, in order.
SEEN: Final = ("id", "kind", "key", "payload", "state", "tries", "due_at", "claimed_by", "error", "target",
               "object_uid", "record_id", "actor", "door", "cause", "correlation", "created_at", "ended_at")
#: States of an effect that is still to happen.
OPEN: Final = ("waiting", "running")
#: For claiming and settling on PostgreSQL: what a crash of the machine takes back is done once more, which receivers
#: are ready for; and the order comes from its index. Where a queue grew faster than the statistics of its table, all of
#: it would be sorted whenever some is taken.
AT_ONCE: Final = Statement(
    "select set_config('synchronous_commit', 'off', true), set_config('enable_sort', 'off', true)")


@dataclass(frozen=True, slots=True)
class EffectStatements:
    """The statements for one kind of database."""

    put: Statement               # rows of LEFT; one whose kind and key are there already is not written again
    due: Statement               # now, kinds -> something when there may be work
    take: Statement              # now, kinds, busy (targets), until, by, portion -> SEEN of so many at most
    done: Statement              # these, by, at
    emptied: Statement           # these, by, at: done, and what they said is not kept
    late: Statement              # this, by, at, due, error, most: waits again, dead after so many tries
    back: Statement              # these, by, due: wait again as if they had not been taken
    dead: Statement              # this, by, at, error
    rest: Statement              # this_target, due: what waits for a target waits until then at least
    listed: Statement            # before, limit; only_state, _kind, _target, _cause ("" for all) -> SEEN, newest first
    read: Statement              # this -> SEEN
    again: Statement             # this, at: one that is dead, cancelled or waits is due now, with all its tries
    cancel: Statement            # this, at: one that waits or is dead
    move: Statement              # this_target, due: what waits for a target is due then
    abandon: Statement           # this_target, at, error: what waits for a target is cancelled
    dropped: Statement           # this, by, at, error: cancelled by who has it
    again_dead: Statement        # at; only_kind, only_target, only_cause ("" for all): those that are dead, as again
    cancel_dead: Statement       # the same: those that are dead, as cancel
    causes: Statement            # -> what made those that are to come or dead, each once, and at most 500
    hold: Statement              # at, error: what is to come does not, until somebody lets it
    states: Statement            # -> kind, state, number of those not done
    forget: Statement            # ended: done, dead or cancelled since


@cache
def effects(dialect: Dialect) -> EffectStatements:
    """Return the statements for `dialect`."""
    said = {**_putting(dialect), **_taking(dialect), **_settling(dialect), **_showing()}
    return EffectStatements(**{name: compile(each, dialect) for name, each in said.items()})


def _putting(dialect: Dialect) -> dict[str, Any]:
    given = select(*sent_rows([EFFECT.c[name] for name in LEFT], dialect))
    into = (postgresql if dialect == "postgresql" else sqlite).insert(EFFECT).from_select(
        list(LEFT), given.where(true()))        # SQLite takes the conflict clause for a join without it
    return {"put": into.on_conflict_do_nothing(index_elements=["kind", "key"])}


def keys(dialect: Dialect) -> Statement:
    """Return what reads the key of every effect and of every mail that has one."""
    return compile(select(EFFECT.c.key).union_all(select(MAIL.c.key).where(MAIL.c.key.is_not(None))), dialect)


def _taking(dialect: Dialect) -> dict[str, Any]:
    c, before = EFFECT.c, EFFECT.alias("before").c
    earlier = exists(select(before.id).where(before.lane == c.lane, before.id < c.id, before.ended_at.is_(None)))
    # nothing is appended to the kind, so that no index is asked for it: that of keys knows all there ever were of it
    ready = and_(c.ended_at.is_(None), c.due_at <= bindparam("now"), _among(c.kind + "", "kinds", dialect))
    first = select(c.id).where(
        ready, or_(c.lane.is_(None), not_(earlier)),
        or_(c.target.is_(None), not_(_among(c.target, "busy", dialect)))).order_by(c.due_at, c.id).limit(
            bindparam("portion"))
    taken = update(EFFECT).where(_found(first.with_for_update(skip_locked=True), dialect)).values(
        state="running", claimed_by=bindparam("by"), due_at=bindparam("until"), tries=c.tries + 1)
    return {"due": select(c.id).where(ready).order_by(c.due_at, c.id).limit(1),
            "take": taken.returning(*(c[name] for name in SEEN))}


def _found(ids: Select[tuple[int]], dialect: Dialect) -> ColumnElement[bool]:
    """Return that an effect is among those found, looked for once: PostgreSQL may ask an `in` with locks again."""
    if dialect == "postgresql":
        return EFFECT.c.id == func.any(func.array(ids.scalar_subquery()))
    return EFFECT.c.id.in_(ids)


def _settling(dialect: Dialect) -> dict[str, Any]:
    c = EFFECT.c
    held = and_(c.claimed_by == bindparam("by"), c.state == "running")
    mine, several = and_(c.id == bindparam("this"), held), and_(member(c.id, "these", dialect), held)
    done: dict[str, Any] = {"state": "done", "ended_at": bindparam("at"), "error": None, "claimed_by": None}
    over = c.tries >= bindparam("most")
    at_target = and_(c.target == bindparam("this_target"), c.state == "waiting", c.ended_at.is_(None))
    return {
        "done": update(EFFECT).where(several).values(done),
        "emptied": update(EFFECT).where(several).values({**done, "payload": "{}"}),
        "late": update(EFFECT).where(mine).values(
            state=case((over, "dead"), else_="waiting"), ended_at=case((over, bindparam("at", type_=c.ended_at.type))),
            due_at=bindparam("due"), error=bindparam("error"), claimed_by=None),
        "back": update(EFFECT).where(several).values(
            state="waiting", due_at=bindparam("due"), tries=c.tries - 1, claimed_by=None),
        "dead": update(EFFECT).where(mine).values(
            state="dead", ended_at=bindparam("at"), error=bindparam("error"), claimed_by=None),
        "dropped": update(EFFECT).where(mine).values(
            state="cancelled", ended_at=bindparam("at"), error=bindparam("error"), claimed_by=None),
        "move": update(EFFECT).where(at_target).values(due_at=bindparam("due")),
        "abandon": update(EFFECT).where(at_target).values(
            state="cancelled", ended_at=bindparam("at"), error=bindparam("error")),
        "rest": update(EFFECT).where(at_target, c.due_at < bindparam("due")).values(due_at=bindparam("due")),
    }


def _showing() -> dict[str, Any]:
    c, this = EFFECT.c, EFFECT.c.id == bindparam("this")
    seen = [c[name] for name in SEEN]
    state, *only = [or_(bindparam(name, type_=Text()) == "", column == bindparam(name, type_=Text()))
                    for name, column in (("only_state", c.state), ("only_kind", c.kind), ("only_target", c.target))]
    cause = bindparam("only_cause", type_=Text())
    only.append(or_(cause == "", c.cause.like(literal("%", Text()) + cause + literal("%", Text()))))
    again, cancelled = {"state": "waiting", "tries": 0, "due_at": bindparam("at"), "ended_at": None}, {
        "state": "cancelled", "ended_at": bindparam("at")}
    dead = update(EFFECT).where(c.state == "dead", *only)
    return {
        "listed": select(*seen).where(c.id < bindparam("before"), state, *only).order_by(c.id.desc()).limit(
            bindparam("limit")),
        "read": select(*seen).where(this),
        "again": update(EFFECT).where(this, _is(c.state, "waiting", "dead", "cancelled")).values(again),
        "cancel": update(EFFECT).where(this, _is(c.state, "waiting", "dead")).values(cancelled),
        "again_dead": dead.values(again),
        "cancel_dead": dead.values(cancelled),
        "causes": select(c.cause).where(c.cause.is_not(None), _is(c.state, *OPEN, "dead")).distinct().limit(500),
        "hold": update(EFFECT).where(c.ended_at.is_(None)).values(
            state="cancelled", ended_at=bindparam("at"), error=bindparam("error"), claimed_by=None),
        "states": select(c.kind, c.state, func.count()).where(_is(c.state, *OPEN, "dead")).group_by(c.kind, c.state),
        "forget": delete(EFFECT).where(c.ended_at < bindparam("ended")),
    }


def _among(column: ColumnElement[str], name: str, dialect: Dialect) -> ColumnElement[bool]:
    """Return `column in (…)` with all the words as one parameter."""
    if dialect == "postgresql":
        return column == func.any(bindparam(name, type_=ARRAY(Text)))
    return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))


def _is(column: ColumnElement[str], *words: str) -> ColumnElement[bool]:
    return or_(*(column == word for word in words))
