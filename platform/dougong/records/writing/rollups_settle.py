"""Stored rollups and the formulas over them brought up to date with all that a unit did, once, before it ends."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dougong.kernel.errors import Conflict
from dougong.records.batch import Batch
from dougong.records.writing.outgoing import send_off
from dougong.records.writing.rollups import CROWD, Key, share
from dougong.store.session import Rows, Writer
from dougong.store.statements.forms import listed

if TYPE_CHECKING:
    from dougong.records.plans import Plans
    from dougong.records.writing.work import Work


def flush(work: "Work") -> None:
    """Write the effects that were left, and bring the stored rollups up to date with all that was done, in order of
    object and id so that no two units wait for each other; before commit, once. Without a rollup of mode recompute
    nothing is waited for.

    Formulas over them follow in the database: the record is held, and what others wrote to it before is seen.
    """
    send_off(work)
    if not work.moved:
        return
    deltas, anew = _gathered(work)
    keys = sorted(deltas.keys() | anew.keys())
    moved = {object: [id for each, id in keys if each == object] for object, _ in keys}
    for object, ids in moved.items():
        hold_owners(work.session, work.context.plans, object, ids)
    for object, id in keys:
        storage, adds = work.context.plans.storage(object), deltas.get((object, id))
        if adds:
            shifted = storage.shifted(tuple(sorted(adds)))
            work.session.send(shifted.statement, shifted.encode.values({**adds, "id": id}))
        else:
            work.session.send(storage.holding, {"ids": listed([id], storage.ground.dialect)})
    _retake(work, anew)
    for object, ids in moved.items():
        refresh(work.session, work.context.plans, object, ids)


def hold_owners(session: Writer, plans: "Plans", object: str, ids: Sequence[int]) -> None:
    """Hold the owners of lines whose rollups will move, where a formula of theirs looks at them: an owner is held
    before its lines, by whoever writes it, too."""
    owners = plans.storage(object).owners
    if owners is not None:
        session.send(owners[0], {"ids": listed(ids, plans.ground.dialect)})


def refresh(session: Writer, plans: "Plans", object: str, ids: Sequence[int]) -> None:
    """Compute the stored formulas over rollups of records that are held, and of owners that look at them."""
    storage, chosen = plans.storage(object), {"ids": listed(ids, plans.ground.dialect)}
    for statement in (storage.refreshed, storage.owners and storage.owners[1]):
        if statement is not None:
            session.send(statement, chosen)


def _gathered(work: "Work") -> tuple[dict[Key, dict[str, Any]], dict[Key, set[str]]]:
    """Return, by record, the differences to add, and the rollups to take anew."""
    deltas: dict[Key, dict[str, Any]] = {}
    anew: dict[Key, set[str]] = {}
    for name, old, new in work.moved:
        for watch in work.context.plans.watches.get(name, ()):
            before, after = share(watch, old), share(watch, new)
            if before == after:
                continue
            for meant, sign in ((before, -1), (after, 1)):
                if meant is None:
                    continue
                key = watch.object, meant.id
                if watch.rollup.mode == "delta":
                    here = deltas.setdefault(key, {})
                    here[watch.field.name] = here.get(watch.field.name, 0) + sign * meant.value
                else:
                    anew.setdefault(key, set()).add(watch.field.name)
    work.moved.clear()
    moved = {key: {name: by for name, by in adds.items() if by} for key, adds in deltas.items()}
    return {key: adds for key, adds in moved.items() if adds}, anew


def _retake(work: "Work", anew: Mapping[Key, set[str]]) -> None:
    """Take rollups anew whose records are held by now: what others wrote before is seen, who comes later waits."""
    batch = Batch()
    for (object, id), names in sorted(anew.items()):
        for name in sorted(names):
            batch.ask(work.context.plans.storage(object).crowd(name), {"id": id}, _bounded(object, name))
    batch.run(work.session)
    for (object, id), names in sorted(anew.items()):
        storage = work.context.plans.storage(object)
        work.session.send(storage.retaken(tuple(sorted(names))), {"ids": listed([id], storage.ground.dialect)})


def _bounded(object: str, name: str) -> Callable[[Rows], None]:
    def take(rows: Rows) -> None:
        if rows[0][0] > CROWD:
            raise Conflict("rollup_crowd", object=object, field=name, most=CROWD)
    return take


