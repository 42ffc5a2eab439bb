"""Why the button that takes a record is off: the limits the step would hold against the person, asked before."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dougong.spi import Context, FieldError, Hurdle, Object, beyond, select

from .kind import pool_of
from .limits import held_query, is_cooling, limits_of, limits_query, taken_query
from .words import fault


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
    for row in select(engine, limits_query(pool, within)).rows:
        limits = limits_of(pool, row)
        if limits.hold is not None:
            held = select(engine, held_query(pool, object.name, context.actor.id, limits.hold + 1)).rows
            if len(held) >= limits.hold:
                yield fault("pool_hold", len(held), limits.hold)
        if limits.daily is not None:
            rows = select(engine, taken_query(context, pool)).rows
            if rows and rows[0]["taken"] >= limits.daily:
                yield fault("pool_daily", rows[0]["taken"], limits.daily)
        if is_cooling(context, pool, values, limits.cooldown):
            yield fault("pool_cooldown", 0, limits.cooldown or 0)


def _is_pooled(object: Object) -> bool:
    return "pool" in object.extra


LIMITS: Final = Hurdle("pool_limits", _is_pooled, _reasons)
