"""What a unit leaves for the world, a row of dg_effect each: gathered while it runs, written once with its commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import orjson

from dougong.store.engine.effects import effects
from dougong.store.snapshot import moment
from dougong.store.statements.forms import sent_params

if TYPE_CHECKING:
    from dougong.records.writing.work import Work

#: Bytes of an effect's payload: what is longer is fetched by whoever is told of it.
LARGEST: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Way:
    """How an effect goes. Those of one `lane` happen one after another in the order they were left; those for one
    `target` one at a time in a process, and they rest together while it cannot be reached. `record` (object, id) says
    of which record the world is told."""

    lane: str | None = None
    target: str | None = None
    record: tuple[str, int] | None = None


STRAIGHT: Final = Way()


def leave(work: "Work", kind: str, payload: Mapping[str, Any], key: str, due: datetime | None, way: Way) -> None:
    """Gather an effect with who asked for it and why. Raises ValueError for a payload that is too long."""
    context, dialect = work.context, work.context.database.dialect
    said = orjson.dumps(payload).decode()
    if len(said) > LARGEST:
        raise ValueError(f"an effect of kind {kind} says {len(said)} characters, at most {LARGEST} are kept")
    now = moment(dialect, context.now)
    object, id = (context.catalog.objects[way.record[0]].uid, way.record[1]) if way.record else (None, None)
    work.outgoing.append((
        kind, key, said, "waiting", 0, now if due is None else moment(dialect, due), way.lane, way.target,
        object, id, context.actor.id, context.door, " → ".join(work.chain) or None, context.correlation, now))


def send_off(work: "Work") -> None:
    """Write what was gathered, in one statement; the workers hear of it once it lasts."""
    if work.outgoing:
        database = work.context.database
        work.session.send(effects(database.dialect).put, sent_params(work.outgoing, database.dialect))
        work.session.then(database.rouse)
        work.outgoing = []
