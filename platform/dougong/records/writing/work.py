"""One open transaction: what it has locked, touched and was asked to do; the verbs steps of plugins call."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dougong.catalog.model import Object
from dougong.kernel.errors import Conflict
from dougong.records.batch import Batch
from dougong.records.causes import spoken
from dougong.records.context import Context
from dougong.records.lists.listing import asking
from dougong.records.lists.query import Query
from dougong.records.title import retitle
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.fit import fitted
from dougong.records.writing.rollups import Moved
from dougong.records.writing.storage import Storage
from dougong.store.session import Order, Rows, Writer
from dougong.store.statements.verbs import Keys

#: Rules ask for changes whose rules ask for changes; beyond these it is a loop.
DEPTH = 8
FAN_OUT = 1000

Key = Mapping[str, Any]
Image = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Touched:
    """A record that changed: its images before and after (None: not there), for rules and rollups."""

    object: str
    id: int
    old: Image | None
    new: Image | None


@dataclass(frozen=True, slots=True)
class Requested:
    """A change asked for by a step, the chain of what asked for it, and as whom it is made (None: the person)."""

    change: Change
    chain: tuple[str, ...]
    context: Context | None = None


class Work:
    """What steps see of the unit. `session` is the open transaction, `chain` what led to the change being made,
    `objects` whose records it writes, in order. `context` is as whom the change at hand is made, `person` who began."""

    def __init__(self, context: Context, session: Writer, *, trusting: bool = False, lasting: bool = True) -> None:
        self.context = self.person = context
        self.session = session
        #: Whether a new record's links are taken to lead somewhere, and `trusted` what shall make the unit fail where
        #: they do not.
        self.trusting = trusting
        self.trusted: list[Order] = []
        #: Whether what is made is to last: a dry run's is not.
        self.lasting = lasting
        self.chain: tuple[str, ...] = ()
        self.objects: list[Object] = []
        #: What was written of objects that plugins have something to say of.
        self.written: list[Draft] = []
        self.touches: list[Touched] = []
        #: What stored rollups have to hear of before the unit ends (records.writing.rollups.flush).
        self.moved: list[Moved] = []
        #: Effects, as rows of their table, written before the unit ends (records.writing.outgoing).
        self.outgoing: list[tuple[Any, ...]] = []
        self.requested: deque[Requested] = deque()
        self._count = 0
        self._demanded = 0
        self._claims: dict[str, dict[tuple[tuple[str, Any], ...], Key | None]] = {}
        self._locked: dict[tuple[str, tuple[tuple[str, Any], ...]], list[dict[str, Any]]] = {}

    def claim(self, object: str, keys: Sequence[Key], make: Key | None = None) -> None:
        """Name rows to lock. The unit locks all claims at once, sorted by object and key, so that no two deadlock.

        A key is {field: value}; with `make`, a row that does not exist is made first from the key and these values.
        """
        wanted = self._claims.setdefault(object, {})
        for each in keys:
            key = tuple(sorted(each.items()))
            wanted[key] = wanted.get(key) if make is None else make

    def read_locked(self, object: str, keys: Sequence[Key]) -> list[dict[str, Any]]:
        """Return the records with these keys, locked: at no cost when they were claimed, else in one more wait."""
        wanted = [tuple(sorted(key.items())) for key in keys]
        missing = [dict(key) for key in wanted if (object, key) not in self._locked]
        if missing:
            self.claim(object, missing)
            self.lock()
        return [row for key in wanted for row in self._locked[object, key]]

    def ask(self, context: Context, query: Query) -> list[dict[str, Any]]:
        """Return the first rows of a list as this transaction sees them, in JSON form, by the rights of `context`. One
        wait."""
        batch, found = Batch(), list[dict[str, Any]]()
        asking(context, query, batch, found.extend)
        batch.run(self.session)
        return found

    def add_many(self, object: str, rows: Sequence[Image]) -> list[int]:
        """Write new records of engine-written objects and return their ids; nobody is told of them unless `touched`."""
        storage = self.context.plans.storage(object)
        taken = self.context.counters.ids.take(self.session, object, len(rows))
        images = [self._stamped(storage, row, id) for row, id in zip(rows, taken, strict=True)]
        for image in images:
            retitle(storage.object, image)
        if images:
            self.session.send(storage.add_rows.statement, storage.add_rows.params(images))
        return taken

    def change(self, object: str, key: Key, deltas: Mapping[str, int | Decimal],
               guard: Mapping[str, int | Decimal] | None = None) -> bool:
        """Add `deltas` to the fields of the record with this key, unless a field would fall below its `guard`.

        Return whether it was done: false when a guard forbids it, the field is null, or there is no such record. One
        wait. What `read_locked` gives afterwards is what the record is then.
        """
        storage = self.context.plans.storage(object)
        shift = storage.shift(Keys.of(key), tuple(deltas), tuple(guard or ()))
        by, least = fitted(storage.object, deltas), fitted(storage.object, guard or {})
        params = shift.encode.values({**{f"key/{name}": value for name, value in key.items()},
                                      **{f"add/{name}": value for name, value in by.items()},
                                      **{f"least/{name}": value for name, value in least.items()}})
        done = self.session.affected(shift.statement, params) == 1
        if done:
            self._moved(object, tuple(sorted(key.items())), by)
        return done

    def touched(self, object: str, id: int, old: Image | None, new: Image | None) -> None:
        """Tell rules and rollups of a record a step has changed."""
        self.touches.append(Touched(object, id, old, new))
        if object in self.context.plans.watches:
            self.moved.append((object, old, new))

    def request(self, change: Change, context: Context | None = None) -> None:
        """Ask for a further change in the same transaction, made in the name of `context`, or of who began; raises
        Conflict beyond depth 8 or 1,000 in all."""
        self._count += 1
        chain = (*self.chain, f"{change.object}.{change.verb}" + (f"({change.cause})" if change.cause else ""))
        if len(chain) > DEPTH or self._count > FAN_OUT:
            raise Conflict("chain_too_long", chain=spoken(self.context.catalog, " → ".join(chain)))
        self.requested.append(Requested(change, chain, context))

    def demand(self) -> None:
        """Send what makes the unit fail where what was trusted is not so."""
        for statement, params in self.trusted[self._demanded:]:
            self.session.send(statement, params)
        self._demanded = len(self.trusted)

    def lock(self) -> None:
        """Lock what was claimed and is not locked yet, in one wait; nothing claimed costs nothing."""
        batch = Batch()
        for object, wanted in sorted(self._claims.items()):
            for key, make in sorted(wanted.items(), key=lambda item: repr(item[0])):
                if (object, key) not in self._locked:
                    self._ask(batch, object, key, make)
        self._claims = {}
        batch.run(self.session)

    def _moved(self, object: str, key: tuple[tuple[str, Any], ...], deltas: Mapping[str, int | Decimal]) -> None:
        """Bring what was read of a record up to date; it may have been read by other keys too, they are forgotten."""
        names = [name for name, _ in key]
        self._locked = {at: rows for at, rows in self._locked.items()
                        if at[0] != object or [name for name, _ in at[1]] == names}
        if (object, key) in self._locked:
            self._locked[object, key] = [{**row, **{name: row[name] + by for name, by in deltas.items()}}
                                         for row in self._locked[object, key]]

    def _ask(self, batch: Batch, object: str, key: tuple[tuple[str, Any], ...], make: Key | None) -> None:
        storage = self.context.plans.storage(object)
        if make is not None:
            image = self._stamped(storage, {**make, **dict(key)}, None)
            retitle(storage.object, image)
            added = storage.add_missing
            batch.ask(added.statement, added.encode.values(image), _nothing)
        locked = storage.keyed(Keys.of(dict(key)))

        def take(rows: Rows) -> None:
            self._locked[object, key] = locked.selected.decode.all(rows)
        batch.ask(locked.selected.statement, locked.encode.values(dict(key)), take)

    def _stamped(self, storage: Storage, values: Image, id: int | None) -> dict[str, Any]:
        """Return a new record's image with what the engine writes on every record."""
        actor, now = self.context.actor.id, self.context.now
        return {**storage.rules.blank, "version": 1, "owner": actor, "created_at": now, "created_by": actor,
                "updated_at": now, "updated_by": actor, **fitted(storage.object, values), "id": id}


def _nothing(_rows: Rows) -> None:
    """Making what is missing says nothing."""
