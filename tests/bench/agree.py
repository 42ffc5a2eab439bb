"""Before anything is timed: both sides do the whole duty and give the same answers."""

import json
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.bench.client import BadAnswer, ask
from tests.bench.scenarios import Target, doc, item
from tests.bench.sides import post

_ITEM = ("name", "remark", "pieces", "weight", "price", "due", "urgent", "status", "family", "contact")


def agree(targets: Sequence[Target]) -> None:
    """Raise BadAnswer where a side forgets a duty, or two sides answer the same question differently."""
    for target in targets:
        _writes(target)
        _counts_exactly(target)
    firsts = [_plain(_get(target, "bench_item?status=open&sort=-due,id&limit=50")["data"]) for target in targets]
    if any(first != firsts[0] for first in firsts):
        raise BadAnswer("the two sides list different items")


def _writes(target: Target) -> None:
    """Create, change, and be refused with a version that has passed; totals are the server's."""
    sent = {**item(), "status": "void"}
    made = post(target, "bench_item", sent)
    if _plain([made]) != _plain([sent]) or not made.get("number") or made.get("version") != 1:
        raise BadAnswer(f"{target.name}: sent {sent}, got {made}")
    path = f"bench_item/{made['id']}"
    for status in (200, 412):
        got = ask(target.port, target.request("PATCH", path, {"pieces": 4999, "price": "7.00"}, If_Match='"1"'))
        if got[0] != status:
            raise BadAnswer(f"{target.name}: PATCH gave {got[0]} for {status}: {got[2].decode(errors='replace')}")
    document = doc()
    total, got_total = _total(document), post(target, "bench_doc", document)["total"]
    if Decimal(str(got_total)) != total:
        raise BadAnswer(f"{target.name}: total {got_total}, by hand {total}")


def _counts_exactly(target: Target) -> None:
    """A quarter of the seeded items is open, whatever their number."""
    seeded = len(target.ids)
    count = _get(target, "bench_item?status=open&sort=-due,id&limit=50&count=exact")["count"]
    if abs(count - seeded / 4) > 1:
        raise BadAnswer(f"{target.name}: counted {count} of {seeded}")


def _get(target: Target, path: str) -> dict[str, Any]:
    status, _, content = ask(target.port, target.request("GET", path))
    if status != 200:
        raise BadAnswer(f"{target.name}: {status} {content.decode(errors='replace')}")
    found: dict[str, Any] = json.loads(content)
    return found


def _plain(records: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return the client's fields of records as comparable text: 7.50 and 7.5 are one number."""
    return [[str(record[name]) for name in _ITEM] for record in records]


def _total(document: Mapping[str, Any]) -> Decimal:
    """Each line to the cent, then the sum: the rule of the definition's two formulas."""
    amounts = (Decimal(line["qty"]) * Decimal(line["price"]) for line in document["lines"])
    return sum((amount.quantize(Decimal("0.01"), ROUND_HALF_UP) for amount in amounts), Decimal())
