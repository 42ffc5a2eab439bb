"""`dougong init` with answers: nobody is asked again."""

import json
from pathlib import Path

from tests.journeys.commands import run


def test_the_answers_of_the_command_hold(tmp_path: Path) -> None:
    refused = run(tmp_path, "init", "--empty", "--time-zone", "Mars/Olympus")
    assert (refused.exit_code, "There is no time zone Mars/Olympus" in refused.output) == (1, True)
    done = run(tmp_path, "init", "--empty", "--name", "Acme GmbH", "--currency", "EUR", "--time-zone", "Europe/Berlin",
                "--language", "en")
    assert done.exit_code == 0, done.output
    held = json.loads(run(tmp_path, "setting", "--json").output)
    assert (held["system.language"], held["system.set_up"]) == ("en", True)
    assert run(tmp_path, "eval", "setting('company.currency')").output == "'EUR'\n"
    assert run(tmp_path, "eval", "setting('company.name')").output == "'Acme GmbH'\n"
    again = run(tmp_path, "init", "--empty", "--currency", "eur")
    assert (again.exit_code, "/currency" in again.output) == (1, True)
