"""as_of through the API: the same bytes, for one record and for a list, and clear words where that cannot be."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.journeys.api.conftest import Api


def now() -> str:
    """Return a moment nothing else happens at."""
    time.sleep(0.002)
    moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    time.sleep(0.002)
    return moment


def test_a_record_reads_as_it_was_byte_for_byte(api: Api) -> None:
    before = now()
    order = api.order()
    at = f"/sample_order/{order['id']}"
    made, first = now(), api("GET", at)
    line = order["lines"][0]["id"]
    changed = api("PATCH", at, {"version": 1, "lines": [{"item": "Nut", "qty": "1", "price": "9"}, {"id": line}]})
    assert changed.status_code == 200, changed.json
    later, second = now(), api("GET", at)
    assert api("DELETE", at).status_code == 204
    assert api("GET", f"{at}?as_of={made}").data == first.data
    assert api("GET", f"{at}?as_of={later}").data == second.data
    assert api("GET", f"{at}?as_of={later}").headers["ETag"] == '"2"'
    gone = api("GET", f"{at}?as_of={now()}")
    assert (gone.status_code, gone.json["code"]) == (404, "archived")
    missing = api("GET", f"{at}?as_of={before}")
    assert (missing.status_code, missing.json["code"]) == (404, "as_of_before")


def test_what_has_not_changed_reads_the_same_whatever_its_fields(api: Api) -> None:
    api.order()
    seen = {}
    for object in ("sample_partner", "sample_order", "user"):
        row = api("GET", f"/{object}?limit=1&sort=-id").json["data"][0]
        seen[f"/{object}/{row['id']}"] = api("GET", f"/{object}/{row['id']}").data
    at = now()
    for address, data in seen.items():
        assert api("GET", f"{address}?as_of={at}").data == data


def test_a_list_reads_as_it_was(api: Api) -> None:
    code = api.partner()["code"]
    partner = api("GET", f"/sample_partner?code={code}").json["data"][0]
    question, at = f"/sample_partner?code={code}&sort=name&titles=1&count=exact", now()
    seen = api("GET", question).json
    api("PATCH", f"/sample_partner/{partner['id']}", {"version": 1, "code": f"{code}x", "level": "gold"})
    assert api("GET", question).json["count"] == 0
    assert api("GET", f"{question}&as_of={at}").json == seen


@pytest.mark.parametrize(("address", "code"), [
    ("/sample_order?as_of=2026-01-31", "as_of_moment"),
    ("/sample_order?as_of=2999-01-31T00:00:00Z", "as_of_future"),
    ("/sample_order?as_of=2026-01-31T00:00Z&q=a", "as_of_alone"),
    ("/sample_order_line?as_of=2026-01-31T00:00Z", "as_of_lines"),
    ("/sample_order/1?as_of=2026-01-31T00:00Z&titles=1", "as_of_alone"),
    ("/sample_order_line/1?as_of=2026-01-31T00:00Z", "as_of_lines"),
])
def test_what_cannot_be_told_is_refused(api: Api, address: str, code: str) -> None:
    answer: Any = api("GET", address)
    assert (answer.status_code, answer.json["code"]) == (422 if code in {"as_of_future", "as_of_alone"} else 400, code)


def test_values_of_a_version_are_put_back(api: Api) -> None:
    partner = api.partner(level="gold")
    at = f"/sample_partner/{partner['id']}"
    api("PATCH", at, {"version": 1, "level": "silver", "name": "Other"})
    back = api("POST", f"{at}/restore_values", {"version": 1, "fields": ["level"]})
    assert (back.status_code, back.json["level"], back.json["name"], back.json["version"]) == (200, "gold", "Other", 3)
    assert api("GET", f"{at}/history").json["data"][0]["cause"] == "restore_values 1"
    stale = api("POST", f"{at}/restore_values", {"version": 1, "fields": ["name"]}, If_Match='"2"')
    assert (stale.status_code, stale.json["current"]["version"]) == (412, 3)
    tried = api("POST", f"{at}/restore_values?dry_run=1", {"version": 1, "fields": ["name"]})
    assert (tried.json["name"], api("GET", at).json["name"]) == (partner["name"], "Other")


@pytest.mark.parametrize(("body", "pointers"), [
    ({}, {"/version", "/fields"}), ({"version": True, "fields": "level"}, {"/version", "/fields"}),
    ({"version": 1, "fields": ["nothing"]}, {"/fields/0"}),
    ({"version": 1, "fields": [1], "more": 1}, {"/fields", "/more"}),
])
def test_what_cannot_be_put_back_is_said_where_it_stands(api: Api, body: dict[str, Any], pointers: set[str]) -> None:
    answer = api("POST", f"/sample_partner/{api.partner()['id']}/restore_values", body)
    assert (answer.status_code, {each["pointer"] for each in answer.json["errors"]}) == (422, pointers)


def test_values_are_erased_with_a_reason(api: Api) -> None:
    partner = api.partner(name="Ford Prefect")
    at = f"/sample_partner/{partner['id']}"
    assert api("POST", f"{at}/erase", {"fields": ["name"]}).json["errors"][0]["pointer"] == "/reason"
    assert api("POST", f"{at}/erase", {"fields": ["title"], "reason": "x"}).status_code == 422
    gone = api("POST", f"{at}/erase", {"fields": ["name"], "reason": "asked by the person"})
    assert (gone.status_code, gone.json["name"]) == (200, None)
    assert b"Ford" not in api("GET", at).data + api("GET", f"{at}/history").data
    assert api("GET", f"{at}/history").json["data"][0]["cause"] == "erase: asked by the person"
