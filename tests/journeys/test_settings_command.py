"""`dougong setting` as an operator runs it."""

import json
from pathlib import Path

from tests.journeys.commands import run


def test_a_setting_is_listed_chosen_and_refused(tmp_path: Path) -> None:
    assert run(tmp_path, "init", "--empty").exit_code == 0
    held = json.loads(run(tmp_path, "setting", "--json").output)
    assert (held["system.language"], held["order.receivable_basis"], held["inventory.warehouse"]) == (
        "zh-Hans", "delivery", None)
    assert run(tmp_path, "setting", "order.receivable_basis", "order").output == "order\n"
    assert run(tmp_path, "setting", "order.receivable_basis").output == "order\n"
    assert run(tmp_path, "eval", "setting('order.receivable_basis')").output == "'order'\n"
    refused = run(tmp_path, "setting", "order.receivable_basis", "shipment")
    assert (refused.exit_code, "There is no option shipment" in refused.output) == (1, True)
    assert run(tmp_path, "setting", "order.receivable").exit_code == 1
