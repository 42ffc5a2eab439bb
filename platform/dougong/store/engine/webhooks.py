"""Statements about webhooks: who outside is told of which changes, and by which secret they know it is us."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, select, update

from dougong.fields.base import Dialect
from dougong.store.engine_tables import WEBHOOK
from dougong.store.sql import Statement, binds, compile

#: What reading one gives, in order.
SEEN: Final = ("id", "name", "url", "objects", "events", "active", "stopped", "secret", "former", "former_until",
               "created_at")
_SAID: Final = ("name", "url", "objects", "events", "active")


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The statements for one kind of database; parameters that change a row are called new_ and the column."""

    add: Statement               # name, url, objects, events, active, secret, created_by, created_at -> id
    every: Statement             # -> SEEN
    read: Statement              # this -> SEEN
    change: Statement            # this, new_name, new_url, new_objects, new_events, new_active
    turn: Statement              # this, new_secret, until: the secret of before holds until then
    stop: Statement              # this, why: no longer active
    drop: Statement              # this


@cache
def webhooks(dialect: Dialect) -> Webhooks:
    """Return the statements for `dialect`."""
    c, this = WEBHOOK.c, WEBHOOK.c.id == bindparam("this")
    seen = [c[name] for name in SEEN]
    added: dict[str, Any] = binds(*_SAID, "secret", "created_by", "created_at")
    said: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _SAID}
    statements = {
        "add": insert(WEBHOOK).values(added).returning(c.id),
        "every": select(*seen).order_by(c.id),
        "read": select(*seen).where(this),
        "change": update(WEBHOOK).where(this).values({**said, "stopped": None}),
        "turn": update(WEBHOOK).where(this).values(
            former=c.secret, former_until=bindparam("until"), secret=bindparam("new_secret")),
        "stop": update(WEBHOOK).where(this).values(active=0, stopped=bindparam("why")),
        "drop": delete(WEBHOOK).where(this),
    }
    return Webhooks(**{name: compile(statement, dialect) for name, statement in statements.items()})
