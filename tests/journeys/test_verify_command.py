"""`dougong verify` as an operator runs it: what it prints, and what its exit code says."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.journeys.commands import books, run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the shipped packs, in which whoever spoils something mends it."""
    made = tmp_path_factory.mktemp("home")
    assert run(made, "init", "--empty").exit_code == 0
    return made


def test_it_prints_what_differs_and_mends_it_when_asked(home: Path) -> None:
    found = run(home, "verify")
    assert (found.exit_code, found.output) == (0, "0 differences\n")
    with sqlite3.connect(books(home)) as held:
        held.execute("insert into customer (version, title, title_key, name, same_name, customer_sea_counts, "
                      "open_amount, open_opportunities, ar_balance, prepaid_balance) "
                      "values (1, 'A', 'a', 'A', 'a', 0, 100, 0, 0, 0)")
    held.close()
    found = run(home, "verify", "--object", "customer")
    assert (found.exit_code, found.output) == (
        1, "customer 1 open_amount: 1.00 is stored, 0.00 is right\ncustomer 1 search row: is missing\n2 differences\n")
    found = run(home, "verify", "--repair", "--json")
    assert found.exit_code == 0
    assert [json.loads(line) for line in found.output.splitlines()] == [
        {"what": "rollup", "object": "customer", "id": 1, "field": "open_amount", "stored": "1.00", "right": "0.00",
         "mended": True},
        {"what": "search", "object": "customer", "id": 1, "field": "search row", "stored": None, "right": "A",
         "mended": True}]
    assert run(home, "verify").exit_code == 0


def test_an_object_that_is_not_there_is_refused(home: Path) -> None:
    assert run(home, "verify", "-o", "nothing").exit_code == 1
