"""The history of the definitions on screen: the list, one change, and taking it back after reading the plan."""

import re

from tests.journeys.api.conftest import Api
from tests.journeys.api.test_layers import change
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields, told

REFERENCE = "objects.sample_order.fields.reference"


def test_a_change_is_read_and_taken_back(screen: Screen, api: Api) -> None:
    number = change(api, {"set": f"{REFERENCE}.label", "to": {"en": "Their number"}})
    words = told(screen.get("/admin/history"))
    assert f"Catalog {number}" in words
    assert "Admin" in words
    assert "Order" in words
    page = screen.get(f"/admin/history/{number}")
    assert "fields.reference.label.en Reference Their number" in " ".join(told(page).split())
    assert re.search(r"^\+ +en: Their number$", page.get_data(as_text=True), re.MULTILINE)

    address = f"/admin/history/{number}/revert"
    plan = screen.client.post(address, headers=OURS, data=as_pairs(fields(page, address)))
    assert plan.status_code == 200
    assert "Replace the definitions" in told(plan)
    done = screen.client.post(address, headers=OURS, data=as_pairs(fields(plan, address)))
    assert (done.status_code, done.headers["Location"]) == (303, f"/admin/history/{number + 1}")
    assert api.runtime.live.catalog.objects["sample_order"].fields["reference"].label["en"] == "Reference"
    again = screen.client.post(address, headers=OURS, data=as_pairs(fields(page, address)))
    assert again.status_code == 422
    assert f"Nothing of change {number} is left to take back" in told(again)


def test_there_is_no_page_of_what_never_was(screen: Screen) -> None:
    assert screen.get("/admin/history/9999").status_code == 404
    assert screen.get("/admin/history?before=x").status_code == 200
