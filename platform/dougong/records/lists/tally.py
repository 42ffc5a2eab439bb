"""How many records match each of many questions, counted in one wait."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import parameters
from dougong.records.lists import filtering
from dougong.records.lists.listing import kept, shape_of
from dougong.records.lists.query import Query
from dougong.store.query import lists as store
from dougong.store.query.lists import Shape, Tally
from dougong.store.query.paths import Ground
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
        made: Tally = kept(context, None, shape, "tally", partial(_tallying, shape))
        batch.ask(made.statement, {**values, **parameters(context, made.expressions)}, partial(_take, found, at))
    if batch:
        with context.database.read() as session:
            batch.run(session)
    return found


def _tallying(shape: Shape, ground: Ground) -> Tally:
    return store.tallying(ground, shape)


def _take(found: list[int], at: int, rows: Rows) -> None:
    found[at] = rows[0][0]
