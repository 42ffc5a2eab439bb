"""Every requirement is shown by a test, or says what it waits for; docs/traceability.yaml tells which."""

from collections.abc import Callable
from pathlib import Path

from tests.house import trace

ROOT = Path(__file__).resolve().parents[2]


def test_every_number_has_a_test_or_waits() -> None:
    tests = trace.shown()
    assert [number for number, said in trace.asked().items() if number not in tests and "waits" not in said] == []


def test_what_is_waited_for_is_an_issue_or_named_work() -> None:
    wrong = {number: said["waits"] for number, said in trace.asked().items()
             if "waits" in said and not isinstance(said["waits"], int) and said["waits"] not in trace.LATER}
    assert wrong == {}


def test_marks_name_numbers_that_were_asked_for() -> None:
    assert sorted(trace.shown().keys() - trace.asked().keys()) == []


def test_all_families_are_there() -> None:
    """Of the founding documents, of users beside them in five families, and the scenarios."""
    numbers = trace.asked().keys()
    assert sum(number.startswith("R") for number in numbers) >= 206
    assert {number[:2] for number in numbers if number.startswith("P")} == {"PA", "PS", "PP", "PC", "PI"}
    assert sum(number.startswith("G") for number in numbers) == 23


def test_the_page_is_what_the_marks_say(golden: Callable[[str, str], None]) -> None:
    golden("../../docs/traceability.yaml", trace.document())


def test_a_mark_is_found_where_it_stands() -> None:
    source = ('import pytest\n\n@pytest.mark.slow\n@pytest.mark.req("R001", "G2a")\ndef test_one() -> None: ...\n\n'
              '@pytest.mark.req("R002")\ndef helper() -> None: ...\n')
    assert list(trace.marks(source)) == [("R001", "test_one"), ("G2a", "test_one")]
