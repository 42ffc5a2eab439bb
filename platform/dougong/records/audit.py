"""What has to be accounted for, as requests and units tell it: denied attempts, rights given and taken, exports, files
taken in bulk, erasures."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.kernel.errors import NOTHING, AppError, Denied, Missing
from dougong.records.context import Context
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from dougong.store.database import Database
from dougong.store.engine import audit
from dougong.store.engine.audit import KINDS, Asked, Entry, Kind, Row
from dougong.store.engine.organisation import OBJECTS
from dougong.store.errors import StoreError

#: Whose values say who may do what; of the others only the names of what changed are kept.
_TOLD: Final = frozenset({"membership", "role", "unit"})
_TO_DATE: Final = 400
#: So many files of one person within so many seconds are one entry, and the next as many another.
BULK: Final = 50
SPAN: Final = 600.0
#: Seconds between two entries about wrong tokens from one address.
SELDOM: Final = 60.0
_MOST: Final = 1000

__all__ = ("KINDS", "STEP", "Asked", "Often", "Row", "denied", "every", "file_taken", "found", "told", "told_within",
           "wrong_token")

_log = logging.getLogger(__name__)


def told(context: Context, kind: Kind, said: Mapping[str, Any] = NOTHING, *, object: str | None = None,
         id: int | None = None, address: str | None = None) -> None:
    """Write down what this request does, in a transaction of its own."""
    audit.write_down(context.database, _entry(context, kind, said, object, id, address), context.now)


def told_within(work: Work, kind: Kind, said: Mapping[str, Any], object: str, id: int | None) -> None:
    """Write down what a unit does, in its transaction."""
    context = work.context
    work.session.send(*audit.noted(context.database.dialect, _entry(context, kind, said, object, id, None),
                                   context.now))


def found(context: Context, asked: Asked) -> list[Row]:
    """Return the entries asked for, the newest first; who may ask is the caller's to know."""
    return audit.rows(context.database, asked)


def every(context: Context, asked: Asked) -> Iterator[Row]:
    """Yield all entries asked for, the newest first."""
    return audit.every(context.database, asked)


def denied(context: Context, error: AppError, what: str, address: str | None = None) -> None:
    """Write down that somebody was kept out; `what` is the method and address asked for. What is kept out by being
    told that it does not exist is written down whether it exists or not: neither takes longer. Other errors are none
    of this."""
    if not (isinstance(error, Denied) or (isinstance(error, Missing) and "object" in error.params)):
        return
    named = error.params.get("object")
    known = named if named in context.catalog.objects else None
    try:
        told(context, "denied", {"code": error.code, "what": what[:_TO_DATE]}, object=known, address=address)
    except StoreError as no:
        _log.warning("a denied attempt of user %s could not be written down (%s): %s", context.actor.id, what, no)


class Often:
    """Counts what each person takes; forgets what was long ago. Of this process alone."""

    def __init__(self, span: float = SPAN) -> None:
        self._span, self._lock = span, threading.Lock()
        self._since: dict[Any, tuple[float, int]] = {}

    def count(self, who: Any) -> int:
        """Return how often this was, with this time, since it began."""
        now = time.monotonic()
        with self._lock:
            if len(self._since) >= _MOST:
                self._since = {each: held for each, held in self._since.items() if now - held[0] < self._span}
            began, count = self._since.get(who, (now, 0))
            if now - began >= self._span:
                began, count = now, 0
            self._since[who] = began, count + 1
            return count + 1


_FILES: Final = Often()
_WRONG: Final = Often(SELDOM)


def file_taken(context: Context, address: str | None = None) -> None:
    """Take note that a file is given out; every BULK-th within SPAN is written down."""
    count = _FILES.count((context.actor.id, context.secret))
    if count % BULK == 0:
        told(context, "downloads", {"files": count}, address=address)


def wrong_token(database: Database, at: datetime, address: str) -> None:
    """Write down that a token opened nothing, for one address once a minute: whoever has none must not fill disks."""
    if _WRONG.count(address) == 1:
        audit.write_down(database, Entry(kind="denied", actor=None, door="api", address=address,
                                         said={"code": "unauthenticated"}), at)


def _entry(context: Context, kind: Kind, said: Mapping[str, Any], object: str | None, id: int | None,
           address: str | None) -> Entry:
    return Entry(kind=kind, actor=context.actor.id, door=context.door, address=address, object=object, record_id=id,
                 said=said, correlation=context.correlation)


def _applies(object: Object) -> bool:
    return object.name in OBJECTS


def _rights(work: Work, draft: Draft) -> None:
    object, old = draft.rules.object, draft.old or NOTHING
    changed = draft.changed()
    values = {name: [old.get(name), draft.values.get(name)] for name in changed} if object.name in _TOLD else \
        {"changed": changed}
    told_within(work, "rights", {"verb": draft.change.verb, **values}, object.name, draft.id)


#: Who belongs where and holds what: each change of it is written down with it.
STEP: Final = Step("audit", "outbox", _applies, _rights)
