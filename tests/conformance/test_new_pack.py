"""A pack as `dougong pack new` makes it passes the suite, inherited in the one line the guide shows."""

import tempfile
from pathlib import Path

from click.testing import CliRunner

from dougong.cli import main
from dougong.testing.conformance import conformance

FOLDER = tempfile.TemporaryDirectory(prefix="dougong-new-")
MADE = CliRunner().invoke(main, ["pack", "new", "visits", "--object", "visit_plan", "--in", FOLDER.name])

TestVisits = conformance(Path(FOLDER.name) / "visits")


def test_it_was_made() -> None:
    assert MADE.exit_code == 0, MADE.output
    assert len(MADE.output.splitlines()) == 10
