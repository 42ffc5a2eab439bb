"""Statements of idempotency keys: looked up before, written in the effect's own transaction."""

from sqlalchemy import and_, bindparam, delete, insert, or_, select

from dougong.fields.base import Dialect
from dougong.store.engine_tables import IDEMPOTENCY
from dougong.store.sql import Statement, binds, compile

COLUMNS = ("principal", "key", "route", "fingerprint", "status", "body", "created_at")


def written(dialect: Dialect) -> Statement:
    """Return the insert of a key with its outcome; each of COLUMNS is a parameter."""
    return compile(insert(IDEMPOTENCY).values(binds(*COLUMNS)), dialect)


def lookup(dialect: Dialect) -> Statement:
    """Return what reads (fingerprint, body) of the key `:key` of `:principal` on `:route`."""
    table = IDEMPOTENCY
    return compile(select(table.c.fingerprint, table.c.body).where(
        *(table.c[name] == bindparam(name) for name in ("principal", "key", "route"))), dialect)


def forgotten(dialect: Dialect) -> Statement:
    """Return what drops the outcomes of changes of one record: those whose route is like `:of_one`, and those made on
    the route `:made` whose body is like `:body`."""
    table = IDEMPOTENCY
    made = and_(table.c.route == bindparam("made"), table.c.body.like(bindparam("body")))
    return compile(delete(table).where(or_(table.c.route.like(bindparam("of_one")), made)), dialect)
