"""Statements about the second factor: its secret, which codes were used, and codes for when it is lost."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.fields.base import Dialect
from dougong.store.engine_tables import FACTOR, RECOVERY
from dougong.store.sql import Statement, compile


@dataclass(frozen=True, slots=True)
class Factors:
    """The statements for one kind of database."""

    of: Statement                # user -> secret, confirmed at, step
    begin: Statement             # user, secret: unless there is one
    confirm: Statement           # user, known, new, at: the secret that was shown
    onward: Statement            # user, new: only from an earlier step
    drop: Statement              # user
    spares: Statement            # user -> digest
    put_spare: Statement         # user, hash
    spend_spare: Statement       # user, hash
    drop_spares: Statement       # user


@cache
def factors(dialect: Dialect) -> Factors:
    """Return the statements for `dialect`."""
    c, made = FACTOR.c, (postgresql if dialect == "postgresql" else sqlite).insert(FACTOR)
    mine, theirs = c.user_id == bindparam("user"), RECOVERY.c.user_id == bindparam("user")
    spare = RECOVERY.c.hash == bindparam("hash")
    statements = {
        "of": select(c.secret, c.confirmed_at, c.step).where(mine),
        "begin": made.values(user_id=bindparam("user"), secret=bindparam("secret"), step=0).on_conflict_do_nothing(),
        "confirm": update(FACTOR).where(mine, c.confirmed_at.is_(None), c.secret == bindparam("known")).values(
            confirmed_at=bindparam("at"), step=bindparam("new")),
        "onward": update(FACTOR).where(mine, c.confirmed_at.is_not(None), c.step < bindparam("new")).values(
            step=bindparam("new")),
        "drop": delete(FACTOR).where(mine),
        "spares": select(RECOVERY.c.hash).where(theirs),
        "put_spare": insert(RECOVERY).values(user_id=bindparam("user"), hash=bindparam("hash")),
        "spend_spare": delete(RECOVERY).where(theirs, spare),
        "drop_spares": delete(RECOVERY).where(theirs),
    }
    return Factors(**{name: compile(statement, dialect) for name, statement in statements.items()})
