"""Beside a record that waits in the pool: how much of what one may have and take is used up."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dougong.spi import Context, Line, Object, Panel, beyond, select

from .kind import pool_of
from .limits import held_query, limits_of, limits_query, taken_query

HELD: Final = {"en": "You have", "zh-Hans": "你持有", "zh-Hant": "你持有"}
TODAY: Final = {"en": "Taken today", "zh-Hans": "今日已领取", "zh-Hant": "今日已領取"}


def _lines(context: Context, object: Object, record: Mapping[str, Any]) -> Sequence[Line]:
    """Return what the person has and has taken today, each of how many; nothing where the record has an owner."""
    pool = pool_of(object.extra)
    within = None if pool is None else record.get(pool.get("within", ""))
    if pool is None or within is None or record.get("owner") is not None:
        return ()
    engine, person = beyond(context), context.actor
    limits = limits_of(pool, select(engine, limits_query(pool, within)).rows[0])
    lines = []
    if limits.hold is not None:
        held = select(engine, held_query(pool, object.name, person.id, limits.hold + 1)).rows
        more = "+" if len(held) > limits.hold else ""                      # beyond the limit nobody counts
        lines.append(Line(HELD[person.language], f"{min(len(held), limits.hold)}{more} / {limits.hold}"))
    if limits.daily is not None:
        rows = select(engine, taken_query(context, pool)).rows
        lines.append(Line(TODAY[person.language], f"{rows[0]['taken'] if rows else 0} / {limits.daily}"))
    return lines


def _is_pooled(object: Object) -> bool:
    return "pool" in object.extra


LABEL: Final = {"en": "Your standing", "zh-Hans": "领取额度", "zh-Hant": "領取額度"}
STANDING: Final = Panel("pool_standing", LABEL, _is_pooled, _lines)
