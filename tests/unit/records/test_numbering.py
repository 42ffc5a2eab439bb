"""Patterns of numbers, worked out by hand."""

from datetime import date

from dougong.catalog.model import Numbering
from dougong.records.writing.numbering import render, scope

PARTS = ("PO", ("field", "day", "%Y%m%d"), "-", ("seq", 4))
PATTERN = Numbering(pattern="PO{day:%Y%m%d}-{seq:4}", parts=PARTS)
TODAY = date(2026, 11, 21)


def test_the_counter_stands_in_its_hole_and_outgrows_it() -> None:
    values = {"day": date(2026, 1, 2)}
    assert render(PATTERN, values, TODAY, 7) == "PO20260102-0007"
    assert render(PATTERN, values, TODAY, 12345) == "PO20260102-12345"


def test_what_counts_together_is_the_number_without_its_counter_and_the_company() -> None:
    assert scope(PATTERN, {"day": date(2026, 1, 2)}, TODAY) == "PO20260102-#"
    assert scope(PATTERN, {"day": date(2026, 1, 2), "company": 3}, TODAY) == "3/PO20260102-#"


def test_a_blank_date_counts_as_today() -> None:
    assert render(PATTERN, {"day": None}, TODAY, 1) == "PO20261121-0001"


def test_a_plain_field_stands_as_text() -> None:
    pattern = Numbering(pattern="{kind}-{seq:2}", parts=(("field", "kind", ""), "-", ("seq", 2)))
    assert render(pattern, {"kind": "A"}, TODAY, 3) == "A-03"
    assert scope(pattern, {"kind": None}, TODAY) == "-#"
