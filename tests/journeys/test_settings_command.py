"""`dougong setting` as an operator runs it."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from dougong.cli import main


def _run(home: Path, *args: str) -> Result:
    address = f"sqlite:///{home / 'books.db'}"
    return CliRunner().invoke(main, args, env={"DOUGONG_HOME": str(home), "DOUGONG_DATABASE_URL": address})


def test_a_setting_is_listed_chosen_and_refused(tmp_path: Path) -> None:
    assert _run(tmp_path, "init", "--empty").exit_code == 0
    held = json.loads(_run(tmp_path, "setting", "--json").output)
    assert (held["system.language"], held["order.receivable_basis"], held["inventory.warehouse"]) == (
        "zh-Hans", "delivery", None)
    assert _run(tmp_path, "setting", "order.receivable_basis", "order").output == "order\n"
    assert _run(tmp_path, "setting", "order.receivable_basis").output == "order\n"
    assert _run(tmp_path, "eval", "setting('order.receivable_basis')").output == "'order'\n"
    refused = _run(tmp_path, "setting", "order.receivable_basis", "shipment")
    assert (refused.exit_code, "There is no option shipment" in refused.output) == (1, True)
    assert _run(tmp_path, "setting", "order.receivable").exit_code == 1
