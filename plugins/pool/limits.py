"""What limits a person: how many records they may have, take in a day, and after how long take back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dougong.spi import Context, FieldError, Filter, Query

from .kind import counts, left, taken
from .words import fault


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one pool; None limits nothing."""

    hold: int | None = None
    daily: int | None = None
    cooldown: int | None = None


def reached(context: Context, pool: Mapping[str, Any], row: Mapping[str, Any], values: Mapping[str, Any], *,
            held: Callable[[int], int], today: Callable[[], int]) -> Iterator[FieldError]:
    """Yield each limit that keeps the person from taking the record of `values`; `row` says the limits. `held` counts
    what the person has, up to the number it is given, and `today` what they took today; each is asked only where
    something limits it."""
    limits = limits_of(pool, row)
    if limits.hold is not None and (count := held(limits.hold + 1)) >= limits.hold:
        yield fault("pool_hold", count, limits.hold)
    if limits.daily is not None and (count := today()) >= limits.daily:
        yield fault("pool_daily", count, limits.daily)
    if limits.cooldown and _is_cooling(context, pool, values, limits.cooldown):
        yield fault("pool_cooldown", 0, limits.cooldown)


def limits_query(pool: Mapping[str, Any], id: int) -> Query:
    """Return the question for the record that says the limits."""
    return Query(object=pool["limited_by"], filters=(Filter("id", "eq", str(id)),), limit=1,
                 fields=("id", *pool.get("limits", {}).values()))


def limits_of(pool: Mapping[str, Any], row: Mapping[str, Any]) -> Limits:
    """Return what the record says."""
    return Limits(**{key: row[name] for key, name in pool.get("limits", {}).items()})


def held_query(pool: Mapping[str, Any], object: str, person: int, most: int) -> Query:
    """Return the question for the records a person has that count, `most` of them at most."""
    return Query(object=object, limit=most, fields=("id",), sort=("id",), filters=(
        Filter("owner", "eq", str(person)), Filter(counts(pool["name"]), "eq", "true")))


def taken_query(context: Context, pool: Mapping[str, Any]) -> Query:
    """Return the question for how much the person has taken today."""
    return Query(object=taken(pool["name"]), fields=("taken",), filters=(
        Filter("holder", "eq", str(context.actor.id)), Filter("day", "eq", context.today.isoformat())))


def _is_cooling(context: Context, pool: Mapping[str, Any], values: Mapping[str, Any], days: int) -> bool:
    """Return whether the person had the record last, and not long enough ago."""
    gone = values.get(left(pool["name"]))
    return gone is not None and values.get(pool["previous"]) == context.actor.id and \
        context.now < gone + timedelta(days=days)
