"""Who belongs where, as the objects of the compulsory pack `system` say: memberships, units, roles."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, column, false, literal_column, or_, select, table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from dougong.fields.base import Dialect
from dougong.store.database import Database
from dougong.store.engine.accounts import USER, is_active
from dougong.store.engine_tables import STANDING
from dougong.store.session import Reader
from dougong.store.sql import Statement, compile

#: The objects that say it; a change of one of their records changes where people stand.
OBJECTS: Final = frozenset({"membership", "unit", "role", "user"})

_ONE: Final[ColumnElement[Any]] = literal_column("1")
_MEMBERSHIP: Final = table("membership", *map(column, ("member", "unit", "role", "archived_at")),
                           column("valid_from", Date()), column("valid_to", Date()))
_UNIT: Final = table("unit", *map(column, ("id", "parent", "head", "archived_at")))
_ROLE: Final = table("role", *map(column, ("id", "code", "archived_at")))


@dataclass(frozen=True, slots=True)
class Membership:
    """One role of one user, in a unit (None: nowhere in particular), from a day to a day (None: for good)."""

    member: int
    unit: int | None
    role: str
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, what it lies in, and who heads it."""

    id: int
    parent: int | None
    head: int | None


@dataclass(frozen=True, slots=True)
class Organisation:
    """All memberships and units that are live, as of `version`."""

    version: int
    memberships: tuple[Membership, ...]
    units: tuple[Unit, ...]


def organisation(database: Database) -> Organisation:
    """Return the organisation as it is now, with its version: one moment, one wait."""
    with database.read() as session:
        return _read(session, database.dialect)


def _read(session: Reader, dialect: Dialect) -> Organisation:
    version, memberships, units = session.many([(each, ()) for each in _statements(dialect)])
    return Organisation(version[0][0] if version else 0,
                        tuple(Membership(member, unit, role, _day(first), None if last is None else _day(last))
                              for member, unit, role, first, last in memberships),
                        tuple(Unit(*row) for row in units))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


@cache
def _statements(dialect: Dialect) -> tuple[Statement, ...]:
    held, unit, role = _MEMBERSHIP.c, _UNIT.c, _ROLE.c
    memberships: Select[Any] = select(held.member, held.unit, role.code, held.valid_from, held.valid_to).where(
        held.role == role.id, held.archived_at.is_(None), role.archived_at.is_(None)).order_by(held.member, role.code)
    units = select(unit.id, unit.parent, unit.head).where(unit.archived_at.is_(None)).order_by(unit.id)
    return (compile(select(STANDING.c.version), dialect), compile(memberships, dialect), compile(units, dialect))


@cache
def lasting(dialect: Dialect, roles: frozenset[str]) -> Statement:
    """Return the statement that gives a row while somebody active holds one of the roles on the day `:today`, without
    an end, or is the user `:always`, who has them for good."""
    held, role = _MEMBERSHIP.c, _ROLE.c
    holding = select(_ONE).where(
        held.member == USER.c.id, held.role == role.id, or_(false(), *(role.code == code for code in sorted(roles))),
        held.valid_to.is_(None), held.valid_from <= bindparam("today"), held.archived_at.is_(None),
        role.archived_at.is_(None)).exists()
    kept = select(_ONE).where(and_(is_active(), or_(USER.c.id == bindparam("always"), holding)))
    return compile(kept.limit(_ONE), dialect)


@cache
def moved(dialect: Dialect) -> Statement:
    """Return the statement that says that people stand elsewhere now: what is known of them is of an old version."""
    made = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(STANDING).values(id=_ONE, version=_ONE)
    return compile(made.on_conflict_do_update(index_elements=["id"],
                                              set_={"version": STANDING.c.version + _ONE}), dialect)

