"""Why the button that takes a record is off: the limits the step would hold against the person, asked before."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dougong.spi import Context, FieldError, Hurdle, Object, beyond, select

from .kind import pool_of
from .limits import held_query, limits_query, reached, taken_query


def _reasons(context: Context, object: Object, values: Mapping[str, Any], transition: str) -> Sequence[FieldError]:
    """Return which limits of its pool keep the person from taking the record now."""
    pool = pool_of(object.extra)
    within = values.get(pool["within"]) if pool is not None and "within" in pool else None
    if pool is None or transition != pool["claim"] or within is None:
        return ()
    return tuple(_reached(context, object, pool, values, within))


def _reached(context: Context, object: Object, pool: Mapping[str, Any], values: Mapping[str, Any],
             within: int) -> Iterator[FieldError]:
    engine = beyond(context)

    def held(most: int) -> int:
        return len(select(engine, held_query(pool, object.name, context.actor.id, most)).rows)

    def today() -> int:
        return sum(row["taken"] for row in select(engine, taken_query(context, pool)).rows)

    for row in select(engine, limits_query(pool, within)).rows:
        yield from reached(context, pool, row, values, held=held, today=today)


def _is_pooled(object: Object) -> bool:
    return "pool" in object.extra


LIMITS: Final = Hurdle("pool_limits", _is_pooled, _reasons)
