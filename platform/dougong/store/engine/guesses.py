"""Statements about wrong passwords: who was asked for, from where, when; compiled once per database."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, delete, insert, or_, select

from dougong.fields.base import Dialect
from dougong.store.engine_tables import GUESS
from dougong.store.sql import Statement, binds, compile


@dataclass(frozen=True, slots=True)
class Guesses:
    """The statements for one kind of database."""

    recent: Statement            # account, address, since, limit -> account, address, at; the newest first
    put: Statement               # account, address, at
    forgive: Statement           # account, address
    forget: Statement            # since: those before it


@cache
def guesses(dialect: Dialect) -> Guesses:
    """Return the statements for `dialect`."""
    account, address = GUESS.c.account == bindparam("account"), GUESS.c.address == bindparam("address")
    recent = select(GUESS.c.account, GUESS.c.address, GUESS.c.at).where(
        GUESS.c.at > bindparam("since"), or_(account, address)).order_by(GUESS.c.id.desc()).limit(bindparam("limit"))
    put = insert(GUESS).values(binds("account", "address", "at"))
    return Guesses(compile(recent, dialect), compile(put, dialect),
                   compile(delete(GUESS).where(account, address), dialect),
                   compile(delete(GUESS).where(GUESS.c.at <= bindparam("since")), dialect))
