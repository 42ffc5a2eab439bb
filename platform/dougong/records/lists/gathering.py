"""The rows of a page, segment after segment until it is full; without what is shared where nothing is."""

from collections.abc import Mapping
from typing import Any

from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.store.query.lists import Following
from dougong.store.session import Reader, Rows
from dougong.store.sql import Statement


def gather(context: Context, segments: Following, values: Mapping[str, Any], batch: Batch, session: Reader) -> Rows:
    """Return at most :limit rows; the first segments are nearly always enough, and one wait.

    Where something may be shared, that is asked along: whoever had nothing the last time is given their own rows, and
    waits a second time only when there is something now.
    """
    apart = segments.apart
    if apart is None:
        return _filled(segments, values, batch, session, _first(segments, values, batch, session))
    key, shared = (context.actor.id, apart.uid), Rows()
    batch.ask(apart.anything, values, shared.extend)
    had = bool(context.plans.shared.find(key))
    rows = _first(segments if had else apart.unshared, values, batch, session)
    if bool(shared) != had:
        context.plans.shared.put(key, bool(shared))
    if shared and not had:
        rows = _first(segments, values, batch, session)
    return _filled(segments if shared else apart.unshared, values, batch, session, rows)


def _first(segments: Following, values: Mapping[str, Any], batch: Batch, session: Reader) -> Rows:
    return _asked(segments.first, values, batch, session)


def _filled(segments: Following, values: Mapping[str, Any], batch: Batch, session: Reader, rows: Rows) -> Rows:
    """Return the rows, and what follows them where they do not fill the page."""
    limit = values["limit"]
    if len(rows) < limit:
        rows = [*rows, *_asked(segments.rest, values, batch, session)]
    return rows[:limit]


def _asked(statements: tuple[Statement, ...], values: Mapping[str, Any], batch: Batch, session: Reader) -> Rows:
    rows: Rows = []
    for statement in statements:
        batch.ask(statement, values, rows.extend)
    batch.run(session)
    return rows
