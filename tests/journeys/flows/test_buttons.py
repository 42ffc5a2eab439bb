"""Buttons of rules: who may change a record presses them, while their condition holds, on the version that was seen."""

from tests.journeys.access.served import Site
from tests.journeys.flows.conftest import asked, demand


def test_a_button_is_offered_pressed_and_says_why_it_cannot_be_any_more(flows: Site) -> None:
    record = demand(flows)
    at = f"/demand/{record['id']}"
    (offered,) = flows.call("ann", "GET", f"{at}/buttons", Accept_Language="zh-Hans").json["data"]
    assert offered == {"name": "dearer", "label": "加价", "runs": True, "reasons": [], "question": "将会更贵"}
    for version, amount in ((1, "1.00"), (2, "2.00")):
        record = flows.call("ann", "POST", f"{at}/press/dearer", {"version": version}).json
        assert (record["amount"], record["version"]) == (amount, version + 1)
    entry = flows.call("ann", "GET", f"{at}/history").json["data"][0]
    assert (entry["actor"], entry["door"]) == (flows.ids["ann"], "rule")
    (offered,) = flows.call("ann", "GET", f"{at}/buttons").json["data"]
    assert (offered["runs"], offered["reasons"][0]["message"]) == (False, "It is dear already")
    answer = flows.call("ann", "POST", f"{at}/press/dearer", {"version": 3})
    assert (answer.status_code, answer.json["code"]) == (409, "transition_guard")
    assert answer.json["errors"][0]["message"] == "It is dear already"
    assert flows.call("ann", "GET", at).json == record


def test_who_may_not_change_the_record_presses_nothing_nor_does_who_saw_another(flows: Site) -> None:
    record = asked(flows)
    at = f"/demand/{record['id']}"
    assert flows.call("bob", "POST", f"{at}/press/dearer", {"version": 2}).status_code == 404
    assert flows.call("che", "POST", f"{at}/press/dearer", {"version": 2}).status_code == 403
    assert flows.call("che", "GET", f"{at}/buttons").json == {"data": []}
    assert flows.call("ann", "POST", f"{at}/press/dearer", {"version": 1}).status_code == 409
    assert flows.call("ann", "POST", f"{at}/press/dearer", {}).status_code == 428
    assert flows.call("ann", "POST", f"{at}/press/dearer", {"version": 2, "amount": "9"}).status_code == 422
    assert flows.call("ann", "POST", f"{at}/press/other", {"version": 2}).status_code == 404
    assert flows.call("ann", "GET", at).json == record


def test_what_a_dry_press_would_do_is_told_and_not_done(flows: Site) -> None:
    record = demand(flows)
    at = f"/demand/{record['id']}"
    told = flows.call("ann", "POST", f"{at}/press/dearer?dry_run=1", {"version": 1})
    assert (told.status_code, told.json["amount"]) == (200, "1.00")
    assert flows.call("ann", "GET", at).json == record
