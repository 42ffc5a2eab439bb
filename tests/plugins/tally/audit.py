"""The call audit: whether every balance is the sum of its entries."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from dougong.spi import Context, Query, Route, select


def _audit(context: Context, sent: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return, by tally and then by id of what is counted for, the balance and whether its entries make it up."""
    return {name: _compared(context, name) for name in context.catalog.extra.get("tally", ())}


def _compared(context: Context, name: str) -> dict[str, Any]:
    sums: dict[int, Decimal] = {}
    for entry in _all(context, f"{name}_entry"):
        sums[entry["bucket"]] = sums.get(entry["bucket"], Decimal(0)) + Decimal(entry["quantity"])
    return {str(row["bucket"]): {"balance": row["balance"],
                                 "agrees": Decimal(row["balance"]) == sums.get(row["bucket"], Decimal(0))}
            for row in _all(context, f"{name}_balance")}


def _all(context: Context, object: str) -> Iterator[Mapping[str, Any]]:
    cursor = None
    while True:
        page = select(context, Query(object=object, sort=("id",), limit=500, cursor=cursor))
        yield from page.rows
        cursor = page.next
        if cursor is None:
            return


AUDIT = Route("audit", "GET", _audit)
