"""Statements about messages from outside: where they arrive, and which were heard."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dougong.fields.base import Dialect
from dougong.store.engine_tables import INBOUND, INBOUND_CALL
from dougong.store.sql import Statement, binds, compile

#: What reading an address gives, in order.
SEEN: Final = ("rule_uid", "address", "secret", "former", "former_until", "created_by", "created_at")
#: What reading a call gives, in order.
CALL: Final = ("id", "message", "done", "record_id", "error", "at")


@dataclass(frozen=True, slots=True)
class InboundStatements:
    """The statements for one kind of database."""

    every: Statement             # -> SEEN
    read: Statement              # uid -> SEEN
    at: Statement                # this_address -> SEEN
    put: Statement               # rule_uid, address, secret, created_by, created_at; one there is stays
    turn: Statement              # uid, new_secret, until: the secret of before holds until then
    drop: Statement              # uid
    heard: Statement             # rule_uid, message, done, record_id, error, at; one that is done is not done again
    done: Statement              # uid, this_message -> record id of one that was heard
    calls: Statement             # uid, limit -> CALL, the newest first
    told: Statement              # uid, this_message, record: what the message made or changed
    forget: Statement            # before: calls until then


@cache
def inbound_statements(dialect: Dialect) -> InboundStatements:
    """Return the statements for `dialect`."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    c, call = INBOUND.c, INBOUND_CALL.c
    seen, this = [c[name] for name in SEEN], c.rule_uid == bindparam("uid")
    one = (call.rule_uid == bindparam("uid"), call.done == bindparam("this_message"))
    said = ("rule_uid", "message", "done", "record_id", "error", "at")
    statements: dict[str, Any] = {
        "every": select(*seen).order_by(c.rule_uid),
        "read": select(*seen).where(this),
        "at": select(*seen).where(c.address == bindparam("this_address")),
        "put": insert(INBOUND).values(binds(
            "rule_uid", "address", "secret", "created_by", "created_at")).on_conflict_do_nothing(),
        "turn": update(INBOUND).where(this).values(
            former=c.secret, former_until=bindparam("until"), secret=bindparam("new_secret")),
        "drop": delete(INBOUND).where(this),
        "heard": insert(INBOUND_CALL).values(binds(*said)).on_conflict_do_nothing(),
        "done": select(call.record_id).where(*one),
        "calls": select(*(call[name] for name in CALL)).where(call.rule_uid == bindparam("uid")).order_by(
            call.id.desc()).limit(bindparam("limit")),
        "told": update(INBOUND_CALL).where(*one).values(record_id=bindparam("record")),
        "forget": delete(INBOUND_CALL).where(call.at < bindparam("before")),
    }
    return InboundStatements(**{name: compile(each, dialect) for name, each in statements.items()})
