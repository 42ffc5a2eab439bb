"""What rules ask of the database: what was done before, which records point to one, who holds a role and how busy."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Date, bindparam, column, func, literal, or_, select, table
from sqlalchemy.dialects import postgresql, sqlite

from dougong.catalog.model import Expression, Object
from dougong.fields.base import Dialect
from dougong.store.engine_tables import ONCE
from dougong.store.query.paths import Ground, Source
from dougong.store.sql import Statement, binds, compile
from dougong.store.statements.forms import decoder
from dougong.store.statements.reads import Selected, member
from dougong.store.statements.rollup import lives

_MEMBERSHIP: Final = table("membership", *map(column, ("member", "role", "archived_at")),
                           column("valid_from", Date()), column("valid_to", Date()))
_ROLE: Final = table("role", *map(column, ("id", "code", "archived_at")))
_USER: Final = table("user", *map(column, ("id", "status", "archived_at")))


@cache
def first_time(dialect: Dialect) -> Statement:
    """Return what notes that the rule `:rule_uid` does what `:key` names, `:at` a moment; it affects a row the first
    time only. Who comes second waits for the first to end."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return compile(insert(ONCE).values(binds("rule_uid", "key", "at"))
                   .on_conflict_do_nothing(), dialect)


@cache
def holders(dialect: Dialect) -> Statement:
    """Return what reads (code of the role, id) of the active users who hold a role on the day `:today`, by id."""
    held, today = _MEMBERSHIP.c, bindparam("today", type_=Date())
    query = select(_ROLE.c.code, _USER.c.id).where(
        held.role == _ROLE.c.id, held.member == _USER.c.id, held.archived_at.is_(None), _ROLE.c.archived_at.is_(None),
        _USER.c.archived_at.is_(None), _USER.c.status != "disabled", held.valid_from <= today,
        or_(held.valid_to.is_(None), held.valid_to >= today))
    return compile(query.distinct().order_by(_USER.c.id, _ROLE.c.code), dialect)


def loads(ground: Ground, object: Object, where: Expression | None) -> Selected:
    """Return what counts the live records of each owner among `:ids` that satisfy `where`, the record `:id` apart:
    (owner, count)."""
    source = Source(ground, object)
    owner: Any = source.table.c.owner
    held = [lives(source), member(owner, "ids", ground.dialect), source.table.c.id != bindparam("id")]
    held += [source.condition(where)] if where is not None else []
    query = select(owner, func.count()).where(*held).select_from(source.joined).group_by(owner)
    return Selected(compile(query, ground.dialect), decoder([], ground.catalog, ground.dialect, json=False),
                    tuple(source.expressions))


def pointing(ground: Ground, object: Object, via: str, to: Object, where: Expression | None) -> Selected:
    """Return what reads the ids of the live records of `object` whose field `via` points to the record `:id` of `to`
    and that satisfy `where`, at most `:limit`, the oldest first."""
    source = Source(ground, object)
    *of, at = source.columns((via,))
    held = [lives(source), at == bindparam("id"), *(each == literal(to.uid) for each in of)]
    held += [source.condition(where)] if where is not None else []
    query = select(source.table.c.id).where(*held).select_from(source.joined).order_by(source.table.c.id)
    return Selected(compile(query.limit(bindparam("limit")), ground.dialect),
                    decoder([], ground.catalog, ground.dialect, json=False), tuple(source.expressions))
