"""`dougong violations` as an operator runs it."""

import json
import sqlite3
from pathlib import Path

from click.testing import CliRunner, Result

from dougong.cli import main


def _run(home: Path, *args: str) -> Result:
    address = f"sqlite:///{home / 'books.db'}"
    return CliRunner().invoke(main, args, env={"DOUGONG_HOME": str(home), "DOUGONG_DATABASE_URL": address})


def test_it_counts_the_records_that_break_a_rule(tmp_path: Path) -> None:
    assert _run(tmp_path, "init", "--empty").exit_code == 0
    told = _run(tmp_path, "violations").output
    assert told == "opportunity.ready_scores: not known (enforce: all)\n", "what looks at `old` only a change can tell"
    with sqlite3.connect(tmp_path / "books.db") as books:
        books.execute("insert into customer (version, title, title_key) values (1, '', ''), (1, '', '')")
    books.close()
    found = [json.loads(line) for line in _run(tmp_path, "violations", "--json").output.splitlines()]
    assert {"object": "customer", "rule": "name", "enforce": "all", "count": 2} in found
    assert "customer.name: 2 (enforce: all)\n" in _run(tmp_path, "violations").output
