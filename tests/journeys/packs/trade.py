"""A pack above all others with one document that takes every trait of core, and words to fill it in."""

from itertools import count
from typing import Any
from urllib.parse import quote

from dougong.catalog.reading.source import PackSource
from tests.journeys.api.conftest import Api

COUNT = count(1)

TRADE = PackSource.of("trade", {
    "pack.yaml": "kind: pack\nname: trade\nformat: 1\nversion: 1.0.0\nlabel: Trade\nlanguage: en\nrequires: [core]\n",
    "objects/deal.yaml": """
kind: object
name: deal
label: Deal
traits: [document, approvable, in_currency, priced]
number: {pattern: "DL{doc_date:%Y%m}-{seq:3}", take: create}
fields:
  lines: {type: lines, of: deal_line, label: Lines, min: 1}
""",
    "objects/deal_line.yaml": """
kind: object
name: deal_line
label: Deal line
parent: deal
traits: [product_line, price_line]
""",
})


def known(books: Api, object: str, **names: str) -> int:
    """Return the id of the one record whose field says so."""
    (field, value), = names.items()
    (record,) = books("GET", f"/{object}?{field}={quote(value)}&fields={field}").json["data"]
    return int(record["id"])


def product(books: Api, **values: Any) -> dict[str, Any]:
    """Make a product in pieces at 13 % that nobody else has."""
    number = next(COUNT)
    category = books.made("product_category", code=f"C{number}", name="工具")["id"]
    return books.made("product", **{"code": f"G{number}", "name": "手电钻", "spec": "18V", "category": category,
                                    "uom": known(books, "uom", code="pcs"),
                                    "tax_rate": known(books, "tax_rate", code="VAT13"), **values})
