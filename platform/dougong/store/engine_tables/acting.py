"""What happens by itself: rules, schedules, effects and who outside hears of them."""

from typing import Final

from sqlalchemy import Column, Index, Table

from dougong.store.columns import MOMENT, NUMBER, TEXT
from dougong.store.engine_tables.base import ENGINE, counted

#: What is done once for ever: by a rule, for a record or a key.
ONCE = Table(
    "dg_once", ENGINE,
    Column("rule_uid", TEXT, primary_key=True),
    Column("key", TEXT, primary_key=True),
    Column("at", MOMENT, nullable=False),
)

#: How far each rule that time triggers is: `since` is the last due time that is over, `due` the one at hand (null:
#: none), of which the records up to the id `after` are done. One not `seen_at` lately was left by a process that died.
#: `reach` is how far deadlines counted in working days have passed: the uid of the field, and its last day.
SCHEDULE = Table(
    "dg_schedule", ENGINE,
    Column("rule_uid", TEXT, primary_key=True),
    Column("since", MOMENT, nullable=False),
    Column("due", MOMENT),
    Column("after", NUMBER, nullable=False),
    Column("seen_at", MOMENT, nullable=False),
    Column("error", TEXT),
    Column("reach", TEXT),
)

#: What the world is to be told, written with the change that asks for it and run by the servers at least once. `state`
#: is waiting, running, done, dead or cancelled, the last three with `ended_at`; one that is running is due again when
#: its worker's time is over. Of two in one `lane` the later waits for the earlier; a process is at a `target` once at a
#: time. `payload` is JSON text.
EFFECT = Table(
    "dg_effect", ENGINE,
    counted(),
    Column("kind", TEXT, nullable=False),
    Column("key", TEXT, nullable=False),
    Column("payload", TEXT, nullable=False),
    Column("state", TEXT, nullable=False),
    Column("tries", NUMBER, nullable=False),
    Column("due_at", MOMENT, nullable=False),
    Column("claimed_by", TEXT),
    Column("error", TEXT),
    Column("lane", TEXT),
    Column("target", TEXT),
    Column("object_uid", TEXT),
    Column("record_id", NUMBER),
    Column("actor", NUMBER),
    Column("door", TEXT, nullable=False),
    Column("cause", TEXT),
    Column("correlation", TEXT),
    Column("created_at", MOMENT, nullable=False),
    Column("ended_at", MOMENT),
    Index("uq_dg_effect_key", "kind", "key", unique=True),
    Index("ix_dg_effect_state", "state", "id"),
    Index("ix_dg_effect_target", "target", "id"),
    sqlite_autoincrement=True,
)
_TO_COME: Final = EFFECT.c.ended_at.is_(None)
Index("ix_dg_effect_due", EFFECT.c.due_at, EFFECT.c.id, postgresql_where=_TO_COME, sqlite_where=_TO_COME)
Index("ix_dg_effect_lane", EFFECT.c.lane, EFFECT.c.id, postgresql_where=_TO_COME, sqlite_where=_TO_COME)

#: Who outside is told of changes: `objects` (uids; none for all) and `events` are JSON, `secret` and the one before it
#: are sealed, `stopped` says why it was switched off by itself.
WEBHOOK = Table(
    "dg_webhook", ENGINE,
    counted(),
    Column("name", TEXT, nullable=False),
    Column("url", TEXT, nullable=False),
    Column("objects", TEXT, nullable=False),
    Column("events", TEXT, nullable=False),
    Column("active", NUMBER, nullable=False),
    Column("stopped", TEXT),
    Column("secret", TEXT, nullable=False),
    Column("former", TEXT),
    Column("former_until", MOMENT),
    Column("created_by", NUMBER),
    Column("created_at", MOMENT, nullable=False),
    sqlite_autoincrement=True,
)

#: Where messages from outside to a rule arrive: `address` is the last part of it, the secret and the one before it are
#: sealed. `created_by` is in whose name they are heard.
INBOUND = Table(
    "dg_inbound", ENGINE,
    Column("rule_uid", TEXT, primary_key=True),
    Column("address", TEXT, nullable=False),
    Column("secret", TEXT, nullable=False),
    Column("former", TEXT),
    Column("former_until", MOMENT),
    Column("created_by", NUMBER),
    Column("created_at", MOMENT, nullable=False),
    Index("uq_dg_inbound_address", "address", unique=True),
)

#: Messages that were ours to hear: `done` is the id of one that was heard (null of one that was refused, which may come
#: again), `record_id` what it made or changed, `error` why it was refused.
INBOUND_CALL = Table(
    "dg_inbound_call", ENGINE,
    counted(),
    Column("rule_uid", TEXT, nullable=False),
    Column("message", TEXT, nullable=False),
    Column("done", TEXT),
    Column("record_id", NUMBER),
    Column("error", TEXT),
    Column("at", MOMENT, nullable=False),
    Index("uq_dg_inbound_call_done", "rule_uid", "done", unique=True),
    Index("ix_dg_inbound_call_at", "at"),
    sqlite_autoincrement=True,
)
