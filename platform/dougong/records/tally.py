"""How many records match each of many questions, counted in one wait."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from dougong.records import filtering
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import parameters
from dougong.records.listing import shape_of
from dougong.records.query import Query
from dougong.store import query as store
from dougong.store.query import Tally
from dougong.store.session import Rows

#: The most a tally tells; one above says that there are more.
MOST: Final = store.CAP


def tally(context: Context, queries: Sequence[Query]) -> list[int]:
    """Return how many records match each query, no further than one above MOST; no query is no wait.

    Raises Malformed for names, operators or values that mean nothing here.
    """
    batch, found = Batch(), [0] * len(queries)
    for at, query in enumerate(queries):
        terms, values = filtering.terms(context, context.plan(query.object).object, query)
        shape = shape_of(context, query, terms)
        kept: Tally = context.plans.lists.get(("tally", shape), partial(store.tallying, context.plans.ground, shape))
        batch.ask(kept.statement, {**values, **parameters(context, kept.expressions)}, partial(_take, found, at))
    if batch:
        with context.database.read() as session:
            batch.run(session)
    return found


def _take(found: list[int], at: int, rows: Rows) -> None:
    found[at] = rows[0][0]
