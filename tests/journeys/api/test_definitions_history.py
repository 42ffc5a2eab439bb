"""Who changed which definitions, what they said before, and the way back that keeps what came later."""

from typing import Any

import pytest

from tests.journeys.api.conftest import Api
from tests.journeys.api.test_layers import change, upgrade

NAME = "sample/objects/sample_shed.yaml"
SHED = """kind: object
name: sample_shed
label: Shed
fields:
  name: {type: text, label: Name}
"""
PAINT = "  paint: {type: text, label: Paint}\n"


def number(api: Api) -> int:
    return int(api("GET", "/catalog").json["number"])


def change_of(api: Api, made: int) -> dict[str, Any]:
    return dict(api("GET", f"/catalog/history/{made}").json)


def take_back(api: Api, made: int, agree: str = "destructive") -> Any:
    plan = api("POST", f"/catalog/history/{made}/revert", {})
    if plan.status_code != 200:
        return plan
    done = api("POST", f"/catalog/history/{made}/revert", {"digest": plan.json["digest"], "agree": agree})
    assert done.status_code == 200, done.json
    return done


@pytest.mark.req("R003")
def test_each_change_is_told_in_paths_and_as_yaml_and_taken_back_with_its_data(api: Api) -> None:
    upgrade(api, NAME, SHED + PAINT)
    made = api.made("sample_shed", name="North", paint="red")
    change(api, {"set": "objects.sample_shed.fields.name.label", "to": {"en": "Called"}},
           {"set": "objects.sample_shed.icon", "to": "home"})
    worded = number(api)
    upgrade(api, NAME, SHED, agree="destructive")
    dropped = number(api)
    told = change_of(api, worded)
    assert (told["by"]["user"], told["by"]["door"], told["since"]) == (1, "api", worded - 1)
    shed = next(each for each in told["changes"] if each["definition"] == "objects.sample_shed")
    assert {(each["path"], each["was"], each["to"]) for each in shed["differences"]} == {
        ("objects.sample_shed.fields.name.label.en", "Name", "Called"), ("objects.sample_shed.icon", "table", "home")}
    assert "-icon: table" in shed["diff"]
    assert "+icon: home" in shed["diff"]
    listed = api("GET", "/catalog/history?limit=2").json["data"]
    assert [each["number"] for each in listed] == [dropped, worded]
    assert listed[0]["definitions"] == [{"definition": "objects.sample_shed", "what": "changed"}]
    assert "paint" not in api("GET", f"/sample_shed/{made['id']}").json

    assert take_back(api, dropped).status_code == 200
    assert api("GET", f"/sample_shed/{made['id']}").json["paint"] == "red"          # its data came back with it
    assert api.runtime.live.catalog.objects["sample_shed"].fields["name"].label["en"] == "Called"
    assert change_of(api, number(api))["by"]["note"] == f"revert {dropped}"

    assert take_back(api, worded).status_code == 200
    now = api.runtime.live.catalog.objects["sample_shed"]
    assert (now.fields["name"].label["en"], now.icon) == ("Name", "table")
    again = api("POST", f"/catalog/history/{worded}/revert", {})
    assert (again.status_code, again.json["code"]) == (422, "revert_nothing")


def test_a_rename_is_taken_back_with_its_data(api: Api) -> None:
    path, first = NAME.replace("shed", "barn"), (SHED + PAINT).replace("shed", "barn")
    upgrade(api, path, first)
    made = api.made("sample_barn", name="South", paint="green")
    upgrade(api, path, first.replace(PAINT, "  tone: {type: text, label: Tone, was: paint}\n"))
    renamed = number(api)
    assert api("GET", f"/sample_barn/{made['id']}").json["tone"] == "green"
    assert take_back(api, renamed).status_code == 200
    assert api("GET", f"/sample_barn/{made['id']}").json["paint"] == "green"


def test_operations_of_one_change_are_taken_back_from_among_later_ones(small: Api) -> None:
    phrase = "objects.sample_order.fields.reference.hint"
    first = change(small, {"set": "objects.sample_order.icon", "to": "truck"},
                   {"unset": "views.sample_orders.columns.total"})
    told = [each for one in change_of(small, first)["changes"] for each in one["differences"]]
    assert {(each["path"], each["to"]) for each in told} == {
        ("objects.sample_order.icon", "truck"), ("menu.trade.entries.orders.icon", "truck"),
        ("views.sample_orders.columns.total", None)}
    change(small, {"set": phrase, "to": {"en": "Theirs"}})
    assert take_back(small, first).status_code == 200
    catalog = small.runtime.live.catalog
    assert catalog.objects["sample_order"].icon == "file-invoice"
    assert catalog.objects["sample_order"].fields["reference"].hint["en"] == "Theirs"
    assert "total" in [each["name"] for each in catalog.views["sample_orders"].body["columns"]]


def test_what_something_later_stands_on_is_not_taken_back(api: Api) -> None:
    path, first = NAME.replace("shed", "hut"), SHED.replace("shed", "hut")
    upgrade(api, path, first)
    upgrade(api, path, first + PAINT)
    painted = number(api)
    change(api, {"set": "objects.sample_hut.fields.paint.label", "to": {"en": "Colour"}})
    refused = take_back(api, painted)
    assert (refused.status_code, refused.json["code"]) == (422, "revert_refused")
    assert any("sample_hut.fields.paint.label" in each["message"] for each in refused.json["errors"])
    upgrade(api, path, first.replace("label: Name", "label: Named") + PAINT)
    named = number(api)
    upgrade(api, path, first.replace("label: Name", "label: Title") + PAINT)
    refused = take_back(api, named)
    assert (refused.status_code, refused.json["code"]) == (409, "revert_stood_on")
    assert "fields.name.label" in refused.json["detail"]
    assert api("GET", "/catalog/history/9999").status_code == 404
    assert api("GET", "/catalog/history?limit=0").status_code == 400
