"""`dougong violations` as an operator runs it."""

import json
import sqlite3
from pathlib import Path

from tests.journeys.commands import books, run


def test_it_counts_the_records_that_break_a_rule(tmp_path: Path) -> None:
    assert run(tmp_path, "init", "--empty").exit_code == 0
    told = run(tmp_path, "violations").output
    assert told == "opportunity.ready_scores: not known (enforce: all)\n", "what looks at `old` only a change can tell"
    with sqlite3.connect(books(tmp_path)) as held:
        held.execute("insert into customer (version, title, title_key) values (1, '', ''), (1, '', '')")
    held.close()
    found = [json.loads(line) for line in run(tmp_path, "violations", "--json").output.splitlines()]
    assert {"object": "customer", "rule": "name", "enforce": "all", "count": 2} in found
    assert "customer.name: 2 (enforce: all)\n" in run(tmp_path, "violations").output
