"""Lists: a query becomes a shape with values; the shape's statements are kept, the values are bound."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dougong.catalog.model import Expression
from dougong.records.asof.list import past_list
from dougong.records.asof.tables import Past
from dougong.records.batch import Batch
from dougong.records.context import Context
from dougong.records.environ import parameters
from dougong.records.lists import cursor, filtering
from dougong.records.lists.expansion import expand_rows
from dougong.records.lists.gathering import gather
from dougong.records.lists.query import Query
from dougong.records.lists.where import condition
from dougong.store.query import lists as store
from dougong.store.query.lists import CAP, Listing, Shape
from dougong.store.query.paths import Ground
from dougong.store.query.terms import Term
from dougong.store.session import Reader, Rows
from dougong.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list in JSON form, the cursor of the next page (None at the end), and how many rows there are where
    that was asked; `capped` says there are more than `count`."""

    rows: list[dict[str, Any]]
    next: str | None
    count: int | None
    capped: bool


def page(context: Context, query: Query) -> Page:
    """Return the page a query asks for."""
    plan = context.plan(query.object)
    then = None if query.as_of is None else past_list(context, plan.object, query)
    asked = _asked(context, query, then)
    with context.database.read() as session:
        rows, count = _rows(asked, session)
        found = [_titled(asked.listing.decode.one(row), asked.shape, query) for row in rows[:query.limit]]
        if query.expand:
            expand_rows(context, plan, found, query.expand, session)
    more = len(rows) > query.limit
    behind = cursor.write(context, query, rows[query.limit - 1][-asked.listing.keys:]) if more else None
    capped = query.count == "capped" and count is not None and count > CAP
    return Page(found, behind, CAP if capped else count, capped)


def asking(context: Context, query: Query, batch: Batch, take: Callable[[Iterator[dict[str, Any]]], object]) -> None:
    """Note in a batch what the first rows of a list take, without count and titles; `take` gets them."""
    asked = _asked(context, query, None)
    for statement in (*asked.listing.first.first, *asked.listing.first.rest):
        batch.ask(statement, {**asked.values, "limit": query.limit},
                  lambda rows: take(map(asked.listing.decode.one, rows)))


def shape_of(context: Context, query: Query, terms: tuple[Term, ...]) -> Shape:
    """Return the question without its values, every name and right looked at: once for those who see alike, where
    nothing is looked for that more and more records can be found by."""
    if query.q:
        return _shape_of(context, query, terms)
    key = ("shape", context.actor.policy.fingerprint, query.object, terms, query.where, query.sort, query.fields,
           query.titles, query.archived)
    found: Shape = context.plans.lists.get(key, lambda: _shape_of(context, query, terms))
    return found


def _shape_of(context: Context, query: Query, terms: tuple[Term, ...]) -> Shape:
    plan = context.plan(query.object)
    object, policy = plan.object, context.actor.policy
    paths = filtering.columns(context, plan, query)
    where: list[Expression] = []
    if query.where:
        where.append(condition(context.plans.world(policy), context.plans.functions, object, query.where))
    return Shape(object=object.name, paths=paths, terms=terms, where=tuple(where), masks=plan.masks,
                 texts=tuple(each.text for each in where), search=filtering.looking(context, object, query),
                 sort=filtering.keys(context, object, query), archived=query.archived,
                 titles=filtering.titled(context, object, paths) if query.titles else ())


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query made ready: its shape's statements and the values they bind."""

    context: Context
    query: Query
    shape: Shape
    listing: Listing
    values: dict[str, Any]
    then: Past | None

    def kept(self, key: Hashable, build: Callable[[Ground], Any]) -> Any:
        """Return the shape's statements kept under `key`."""
        return kept(self.context, self.then, self.shape, key, build)

    def recall(self, statements: Iterable[Statement], session: Reader) -> None:
        """Bind what statements about the past need."""
        if self.then is not None:
            self.values.update(self.then.values(session, statements))


def _asked(context: Context, query: Query, then: Past | None) -> _Asked:
    """Return a query made ready, about the past where it asks for that."""
    terms, values = filtering.terms(context, context.plan(query.object).object, query)
    shape = shape_of(context, query, terms)
    listing: Listing = kept(context, then, shape, "listing", lambda ground: store.listing(ground, shape))
    values.update(parameters(context if then is None else then.context, listing.expressions))
    return _Asked(context, query, shape, listing, values, then)


def kept(context: Context, then: Past | None, shape: Hashable, key: Hashable, build: Callable[[Ground], Any]) -> Any:
    """Return the statements of a question kept under `key`, for policies that see alike; those about the past are
    others."""
    policy = context.actor.policy
    ground, whose = context.plans.seen(policy), policy.fingerprint
    if then is None:
        return context.plans.lists.get((whose, key, shape), lambda: build(ground))
    past = replace(then.ground, limits=ground.limits)
    return context.plans.lists.get((whose, "past", key, shape), lambda: build(past))


def _rows(asked: _Asked, session: Reader) -> tuple[Rows, int | None]:
    """Return at most limit + 1 rows, the last to see whether there are more, and the count asked for."""
    query, batch = asked.query, Batch()
    counted: Rows = []
    if query.count != "none":
        counting = asked.kept(query.count, lambda ground: store.counting(ground, asked.shape, query.count))
        asked.recall((counting,), session)
        batch.ask(counting, asked.values, counted.extend)
    segments = asked.listing.first
    if query.cursor is not None:
        keys = cursor.read(asked.context, query, asked.listing.keys)
        asked.values.update((f"key{at}", key) for at, key in enumerate(keys))
        after = tuple(key is None for key in keys)
        segments = asked.kept(after, lambda ground: store.following(ground, asked.shape, after))
    if asked.then is not None:
        segments = replace(segments, apart=None)
        asked.recall((*segments.first, *segments.rest), session)
    rows = gather(asked.context, segments, {**asked.values, "limit": query.limit + 1}, batch, session)
    return rows, counted[0][0] if counted else None


def _titled(row: dict[str, Any], shape: Shape, query: Query) -> dict[str, Any]:
    """Put titles of links under "_titles"."""
    if query.titles:
        row["_titles"] = {".".join(path): title for path in shape.titles
                          if (title := row.pop(f"{'.'.join(path)}/title")) is not None}
    return row
