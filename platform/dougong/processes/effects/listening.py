"""What a change tells webhooks: a message for each that asks for it, left with the change. Who asks for what is read
once per process and change of it; where nobody does, a change costs nothing."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from dougong.processes.effects.outbox import Way, put
from dougong.processes.effects.webhooks import KIND
from dougong.records.context import Context
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from dougong.store.database import Database
from dougong.store.engine.webhooks import SEEN, webhooks
from dougong.store.errors import Faulty

_EVENTS: Final = {"create": "created", "update": "updated", "archive": "archived", "restore": "restored"}
#: Companies (each has settings of its own) whose listeners are remembered.
_MOST: Final = 16


@dataclass(frozen=True, slots=True)
class Listener:
    """Who asks: for which events, of which objects by uid (none: all); rules know it by its `name`."""

    id: int
    name: str
    objects: frozenset[str]
    events: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Known:
    database: Database
    settings: Mapping[str, Any]
    listeners: tuple[Listener, ...]


class Listeners:
    """Who asks for what. What a company's settings are is another value whenever anything of it, or a webhook, has
    changed: so long as it is the same, so are the listeners."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[_Known, ...] = ()

    def of(self, context: Context) -> tuple[Listener, ...]:
        """Return who asks, as of the last change this process has heard of."""
        for each in self._known:
            if each.settings is context.settings and each.database is context.database:
                return each.listeners
        with self._lock:
            found = _Known(context.database, context.settings, _read(context.database))
            self._known = (found, *self._known[:_MOST - 1])
        return found.listeners


def _read(database: Database) -> tuple[Listener, ...]:
    try:
        with database.read() as session:
            rows = session.rows(webhooks(database.dialect).every)
    except Faulty:                                    # the database is of an earlier version: nobody asks yet
        return ()
    found = [dict(zip(SEEN, row, strict=True)) for row in rows]
    return tuple(Listener(each["id"], each["name"], frozenset(orjson.loads(each["objects"])),
                          frozenset(orjson.loads(each["events"]))) for each in found if each["active"])


#: What this process knows of them.
LISTENERS: Final = Listeners()


def _leave(work: Work, draft: Draft) -> None:
    listeners = LISTENERS.of(work.context)
    event = _EVENTS.get(draft.change.verb) if listeners else None
    if event is None:
        return
    thing, id, version = draft.rules.object, draft.id or 0, draft.values["version"]
    data = {"object": thing.name, "id": id, "version": version,
            "changed": draft.changed() if event == "updated" else [],
            **({"transition": draft.change.transition} if draft.change.transition else {})}
    for each in listeners:
        if event in each.events and (not each.objects or thing.uid in each.objects):
            put(work, KIND, {"webhook": each.id, "type": f"{thing.name}.{event}", "data": data},
                key=f"{each.id}/{thing.uid}/{id}/{version}/{event}",
                way=Way(lane=f"{KIND}/{each.id}/{thing.uid}/{id}", target=f"{KIND}/{each.id}", record=(thing.name, id)))


#: Tells webhooks of changes of records.
STEP: Final = Step("webhooks", "outbox", lambda object: object.parent is None, _leave)
