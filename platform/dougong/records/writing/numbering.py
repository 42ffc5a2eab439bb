"""How records are numbered: the pattern's fields and the company make the scope, the sequence counts within it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dougong.catalog.model import Numbering

#: Stands in a scope where the counter goes in the number.
HOLE = "#"


def scope(numbering: Numbering, values: Mapping[str, Any], today: date) -> str:
    """Return what counts together: the number without its counter, and the company.

    `PO{doc_date:%Y%m%d}-{seq:4}` of company 1 on 21 November 2026 counts as "1/PO20261121-#". A blank date counts
    as `today`, any other blank as empty.
    """
    text = "".join(_literal(part, values, today) for part in numbering.parts)
    company = values.get("company")
    return text if company is None else f"{company}/{text}"


def render(numbering: Numbering, values: Mapping[str, Any], today: date, count: int) -> str:
    """Return the number that `count` makes; a counter wider than its hole is written whole."""
    return "".join(f"{count:0{part[1]}d}" if _counts(part) else _literal(part, values, today)
                   for part in numbering.parts)


def _counts(part: Any) -> bool:
    return not isinstance(part, str) and part[0] == "seq"


def _literal(part: Any, values: Mapping[str, Any], today: date) -> str:
    if isinstance(part, str):
        return part
    if part[0] == "seq":
        return HOLE
    value, pattern = values.get(part[1]), part[2]
    if pattern:
        moment = value if isinstance(value, date | datetime) else today
        return moment.strftime(pattern)
    return "" if value is None else str(value)
