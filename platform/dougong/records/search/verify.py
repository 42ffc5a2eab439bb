"""Whether search rows say what their records say: compared with the records, written anew where they do not."""

from collections.abc import Iterator, Sequence
from typing import Any

from dougong.catalog.model import Object
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.search.rebuild import rows_of
from dougong.records.search.words import Searched
from dougong.records.writing.found import Found, ask
from dougong.store.search import index as search
from dougong.store.session import Reader
from dougong.store.statements.forms import listed

#: A record, and the titles its row has and should have; None for no row or no record.
Wrong = tuple[int, str | None, str | None]


def wrong(context: Context, object: Object, ids: Sequence[int], *, repair: bool) -> Iterator[Wrong]:
    """Yield the records among `ids` whose rows are not what they should be, looked at again under their locks."""
    searched = context.plans.searched(object.name)
    if searched is None:
        return
    with context.database.read() as session:
        doubtful = [each[0] for each in _compared(context, searched, session, ids, "")]
    for id in doubtful:
        with context.database.write(context.catalog.number) as session:
            for each in _compared(context, searched, session, [id], "change"):
                if repair:
                    _mend(context, searched, session, id)
                yield each
            session.commit()


def strays(context: Context, object: Object, *, repair: bool) -> Iterator[Wrong]:
    """Yield what has a row and is no record, or one that is to have none."""
    key = {"object_uid": object.uid}
    with context.database.read() as session:
        lost = [id for id, in session.rows(search.strays(context.plans.ground, object), key)]
        rows = session.rows(context.plans.engine.search_rows, {**key, "ids": listed(lost, context.database.dialect)})
    if lost and repair:
        with context.database.write(context.catalog.number) as writing:
            for id in lost:
                for statement in context.plans.engine.search_gone:
                    writing.send(statement, {**key, "record_id": id})
            writing.commit()
    yield from ((row[1], row[4], None) for row in rows)


def _compared(context: Context, searched: Searched, session: Reader, ids: Sequence[int], lock: str) -> list[Wrong]:
    plan, batch, kept = context.plan(searched.object.name), Batch(), list[tuple[Any, ...]]()
    found = [ask(context, batch, plan, id, lock) for id in ids]
    batch.ask(context.plans.engine.search_rows, {"object_uid": searched.object.uid,
                                                "ids": listed(list(ids), context.database.dialect)}, kept.extend)
    batch.run(session)
    return list(_differing(searched, filter(None, found), kept))


def _differing(searched: Searched, found: Iterator[Found], kept: Sequence[tuple[Any, ...]]) -> Iterator[Wrong]:
    rows = {(row[1], row[2]): row for row in kept}
    for each in found:
        for right in rows_of(searched, each):
            row = rows.get((right["record_id"], right["class"]))
            if row is None or _told(row) != _told([right[name] for name in search.COLUMNS]):
                yield right["record_id"], None if row is None else row[4], right["title"]


def _told(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return what a row says; its words have no order."""
    *said, words = row
    return *said, frozenset(words.split(" "))


def _mend(context: Context, searched: Searched, session: Any, id: int) -> None:
    plan, batch = context.plan(searched.object.name), Batch()
    found = ask(context, batch, plan, id, "change")
    batch.run(session)
    for row in rows_of(searched, found):
        for statement in context.plans.engine.search_kept:
            session.send(statement, row)
