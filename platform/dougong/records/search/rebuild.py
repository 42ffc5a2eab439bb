"""Making search rows of records that are there already: in batches, while others write, going on where it stopped."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from dougong.catalog.model import Object
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.search.words import Searched
from dougong.records.writing.found import Found, ask
from dougong.store.search import index as search
from dougong.store.search import state as search_state
from dougong.store.session import Writer
from dougong.store.statements import verify

#: Records done in one transaction: who wants to change one of them waits for the rest.
AT_ONCE: Final = 100
#: Rows removed in one transaction: a database of one writer lets the others go first now and then.
CLEARED: Final = 2000


@dataclass(frozen=True, slots=True)
class Done:
    """A batch: how many records of an object were gone through, and whether that was the last one."""

    object: str
    count: int
    whole: bool


def rebuild(context: Context, objects: Collection[str] | None = None) -> Iterator[Done]:
    """Give every record of `objects` (None: of all) that may lack its search row a row, batch by batch; remove the rows
    of objects that are to have none any more.

    Killed on the way, or run by several at once, it goes on after the last batch that was committed.
    """
    for uid in context.plans.progress.unwanted(context.database):
        _clear(context, uid)
    for searched in _filled(context, _behind(context, objects)):
        done = Done(searched.object.name, 0, whole=False)
        while not done.whole:
            done = _batch(context, searched)
            yield done


def is_behind(context: Context) -> bool:
    """Return whether some object's records may lack their rows, or have some they should not. Once none is, it asks
    nothing any more."""
    return bool(context.plans.progress.unwanted(context.database) or _behind(context, None))


def again(context: Context, objects: Collection[str] | None = None) -> None:
    """Forget how far `objects` (None: all) are, so that `rebuild` begins anew with them; their rows serve meanwhile."""
    with context.database.write(context.catalog.number) as session:
        for searched in _chosen(context, objects):
            session.send(search_state.forgotten(context.database.dialect), {"object_uid": searched.object.uid})
        session.commit()
    context.plans.progress.forget()


def rows_of(searched: Searched, found: Found) -> list[dict[str, Any]]:
    """Return the search rows a record should have."""
    return [searched.row(found.old, found.lines, readership) for readership in searched.readerships]


def _behind(context: Context, objects: Collection[str] | None) -> list[Searched]:
    progress = context.plans.progress
    return [each for each in _chosen(context, objects)
            if not progress.is_whole(context.database, each.object.uid, each.looks_at)]


def _chosen(context: Context, objects: Collection[str] | None) -> list[Searched]:
    names = [name for name in context.catalog.objects if objects is None or name in objects]
    return [searched for name in names if (searched := context.plans.searched(name)) is not None]


def _filled(context: Context, behind: list[Searched]) -> list[Searched]:
    """Return those that have records; of the others, all there are have their rows: that is noted at once."""
    if not behind:
        return []
    dialect, ground = context.database.dialect, context.plans.ground
    with context.database.write(context.catalog.number) as session:
        firsts = session.many([(verify.following(ground, each.object), {"after": 0, "limit": 1})
                               for each in behind])
        for each in (each for each, first in zip(behind, firsts, strict=True) if not first):
            session.send(search_state.begun(dialect), {
                "object_uid": each.object.uid, "looks_at": each.looks_at, "after": None})
            session.send(search_state.moved(dialect), {
                "of": each.object.uid, "rule": each.looks_at, "last": None})
        session.commit()
    context.plans.progress.forget()
    return [each for each, first in zip(behind, firsts, strict=True) if first]


def _clear(context: Context, uid: str) -> None:
    """Remove what search kept of an object's records: nobody reads it any more, nobody writes to it."""
    while _cleared(context, uid) == CLEARED:
        pass
    context.plans.progress.forget()


def _cleared(context: Context, uid: str) -> int:
    """Remove some rows and return how many; with the last ones goes the note that there are any."""
    dialect, some = context.database.dialect, {"object_uid": uid, "limit": CLEARED}
    *before, away = search.cleared(dialect)
    with context.database.write(context.catalog.number) as session:
        session.rows(search_state.held(dialect), {"object_uid": uid})       # others that clear come one by one
        for statement in before:
            session.send(statement, some)
        count = session.affected(away, some)
        if count < CLEARED:
            session.send(search_state.forgotten(dialect), {"object_uid": uid})
        session.commit()
    return count


def _batch(context: Context, searched: Searched) -> Done:
    """Go through the next records, held so that nobody changes one between our reading and our writing."""
    object, dialect = searched.object, context.database.dialect
    following = verify.following(context.plans.ground, object)
    with context.database.write(context.catalog.number) as session:
        after = _after(session, context, searched)
        if after is None:
            session.commit()
            context.plans.progress.forget()
            return Done(object.name, 0, whole=True)
        ids = [id for id, in session.rows(following, {"after": after, "limit": AT_ONCE})]
        _write(session, context, searched, ids)
        whole = len(ids) < AT_ONCE
        if whole:
            _sweep(session, context, object)
        session.send(search_state.moved(dialect), {
            "of": object.uid, "rule": searched.looks_at, "last": None if whole else ids[-1]})
        session.commit()
    if whole:
        context.plans.progress.forget()
    return Done(object.name, len(ids), whole)


def _after(session: Writer, context: Context, searched: Searched) -> int | None:
    """Return the record after which to go on, None when all are done; from the start where the rule is another."""
    dialect, key = context.database.dialect, {"object_uid": searched.object.uid}
    begun = {**key, "looks_at": searched.looks_at, "after": 0}
    _, found = session.many([(search_state.begun(dialect), begun), (search_state.held(dialect), key)])
    looks_at, after = found[0]
    return after if looks_at == searched.looks_at else 0


def _write(session: Writer, context: Context, searched: Searched, ids: list[int]) -> None:
    plan, batch = context.plan(searched.object.name), Batch()
    found = [ask(context, batch, plan, id, "change") for id in ids]
    batch.run(session)
    for each in filter(None, found):
        for row in rows_of(searched, each):
            for statement in context.plans.engine.search_kept:
                session.send(statement, row)


def _sweep(session: Writer, context: Context, object: Object) -> None:
    """Remove the rows of records that are not there."""
    lost = session.rows(search.strays(context.plans.ground, object), {"object_uid": object.uid})
    for id, in lost:
        for statement in context.plans.engine.search_gone:
            session.send(statement, {"object_uid": object.uid, "record_id": id})
