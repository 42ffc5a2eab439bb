"""The panel on what is counted: the balance it counts for, beside the record."""

from collections.abc import Mapping, Sequence
from typing import Any

from dougong.spi import Context, Filter, Line, Object, Panel, Query, select

BALANCE = {"en": "Balance", "zh-Hans": "余额", "zh-Hant": "餘額"}


def _applies(object: Object) -> bool:
    return "tally" in object.extra


def _lines(context: Context, object: Object, record: Mapping[str, Any]) -> Sequence[Line]:
    """Return, for each tally that counts the record, its balance, which leads to what it counts for."""
    found: list[Line] = []
    for tally in context.catalog.extra["tally"].values():
        bucket = record.get(tally["group"])
        if bucket is None:
            continue
        target = context.object(tally["object"]).fields[tally["group"]].options["to"]
        balances = select(context, Query(object=f"{tally['name']}_balance",
                                         filters=(Filter("bucket", "eq", str(bucket)),)))
        found.extend(Line(BALANCE[context.actor.language], row["balance"], (target, bucket)) for row in balances.rows)
    return found


LEVELS = Panel("tally_levels", {"en": "Tallies", "zh-Hans": "计数", "zh-Hant": "計數"}, _applies, _lines)
