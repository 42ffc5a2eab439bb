"""Changing a record through form and API: the same verdict, also for what is stale, elsewhere, or in the bin."""

from itertools import count
from typing import Any

import pytest

from tests.journeys.doors.conftest import Doors, by_api, by_form, typed_of

NAMES = count(1)

#: Changes of an order, and the anchors and codes of what is wrong with them.
CHANGES: tuple[tuple[str, dict[str, Any], set[tuple[str, str]]], ...] = (
    ("required is emptied", {"partner": None}, {("partner", "required")}),
    ("a date that is none", {"ordered_on": "soon"}, {("ordered_on", "date")}),
    ("opened without a due date", {"state": "open"}, {("due", "required")}),
    ("an unknown state", {"state": "closed"}, {("state", "option")}),
    ("a discount needs a reason", {"discount": "20"}, {("reason", "required")}),
    ("a reason nobody sees", {"reason": "Because"}, {("reason", "invisible")}),
    ("a partner that is not there", {"partner": 999_999}, {("partner", "link_missing")}),
    ("a formula", {"total": "1.00"}, {("total", "readonly")}),
    ("when it was made", {"created_at": "2020-01-01T00:00:00Z"}, {("created_at", "readonly")}),
    ("the name in another system", {"external_id": "erp:1"}, {("external_id", "readonly")}),
    ("a field nobody knows", {"colour": "red"}, {("colour", "unknown_field")}),
    ("NUL", {"reference": "a\0"}, {("reference", "control")}),
    ("no lines left", {"lines": []}, {("lines", "lines_min")}),
    ("due before ordered", {"ordered_on": "2025-07-29", "due": "2025-07-01"}, {("", "check")}),
    ("a line of elsewhere", {"lines": [{"id": 999_999, "item": "Bolt", "qty": "1", "price": "1"}]},
     {("lines-0-id", "no_such_line"), ("lines", "lines_min")}),
    ("a new line that is wrong", {"lines": [{"item": "Bolt", "qty": "-1", "price": "1"}]}, {("lines-0", "check")}),
)


def typed(document: dict[str, Any]) -> dict[str, Any]:
    return typed_of({name: f"#{value}" if name == "partner" and value else value for name, value in document.items()})


@pytest.mark.parametrize(("name", "document", "refused"), CHANGES, ids=[each[0] for each in CHANGES])
def test_both_doors_refuse_a_change_for_the_same_reasons(
        doors: Doors, name: str, document: dict[str, Any], refused: set[tuple[str, str]]) -> None:
    path = f"/sample_order/{doors.api.order()['id']}"
    before = doors.api("GET", path).json
    answer = doors.api("PATCH", path, {**document, "version": before["version"]})
    assert {(each["pointer"].strip("/").replace("/", "-"), each["code"]) for each in answer.json["errors"]} == refused
    assert by_form(doors.person.change("sample_order", before["id"], typed(document))) == by_api(answer)
    assert doors.api("GET", path).json == before
    assert len(doors.api("GET", f"{path}/history").json["data"]) == 1


def test_both_doors_see_a_clash_and_write_nothing(doors: Doors) -> None:
    before = doors.api.order(reference=f"first {next(NAMES)}")
    path = f"/sample_order/{before['id']}"
    assert doors.api("PATCH", path, {"reference": f"second {next(NAMES)}", "version": 1}).status_code == 200
    now = doors.api("GET", path).json
    answer = doors.api("PATCH", path, {"reference": "mine", "version": 1})
    assert answer.status_code == 409
    assert [(each["pointer"], each["theirs"], each["yours"]) for each in answer.json["errors"]] == [
        ("/reference", now["reference"], "mine")]
    page = doors.person.change("sample_order", before["id"], {"_version": "1", "_seen": "{}", "reference": "mine"})
    assert page.status_code == 409
    assert now["reference"] in page.text
    assert "mine" in page.text
    assert doors.api("GET", path).json == now


@pytest.mark.parametrize("door", ["api", "form"])
def test_both_doors_merge_what_does_not_clash(doors: Doors, door: str) -> None:
    before = doors.api.order()
    path = f"/sample_order/{before['id']}"
    reference = f"R {next(NAMES)}"
    assert doors.api("PATCH", path, {"discount": "5", "version": 1}).status_code == 200
    if door == "api":
        assert doors.api("PATCH", path, {"reference": reference, "version": 1}).status_code == 200
    else:
        page = doors.person.change("sample_order", before["id"],
                                   {"_version": "1", "_seen": "{}", "reference": reference})
        assert page.status_code in {302, 303}
    now = doors.api("GET", path).json
    assert (now["discount"], now["reference"], now["version"]) == ("5.00", reference, 3)


def test_both_doors_refuse_what_is_in_the_bin(doors: Doors) -> None:
    gone = doors.api.partner()
    path = f"/sample_partner/{gone['id']}"
    before = doors.person.client.get(f"/o/sample_partner/{gone['id']}/edit")
    assert before.status_code == 200
    assert doors.api("DELETE", path).status_code == 204
    answer = doors.api("PATCH", path, {"name": "Anew", "version": 2})
    assert (answer.status_code, answer.json["code"]) == (409, "archived")
    page = doors.person.change("sample_partner", gone["id"], {"_version": "2", "name": "Anew"})
    assert page.status_code == 409
    assert doors.api("GET", f"{path}?archived=1").json["name"] == gone["name"]


@pytest.mark.parametrize("version", ["0", "-1", "x", "99999999999999999999", ""])
def test_a_version_that_is_none_changes_nothing(doors: Doors, version: str) -> None:
    before = doors.api.partner()
    path = f"/sample_partner/{before['id']}"
    assert doors.api("PATCH", path, {"name": "Anew", "version": version}).status_code in {400, 422}
    assert doors.person.change("sample_partner", before["id"],
                               {"_version": version, "name": "Anew"}).status_code in {400, 409, 422, 428}
    assert doors.api("GET", path).json == before


def test_a_version_from_the_future_is_refused_by_both(doors: Doors) -> None:
    before = doors.api.partner()
    path = f"/sample_partner/{before['id']}"
    answer = doors.api("PATCH", path, {"name": "Anew", "version": 7})
    page = doors.person.change("sample_partner", before["id"], {"_version": "7", "name": "Anew"})
    assert {answer.status_code, page.status_code} <= {409, 412, 422}
    assert doors.api("GET", path).json == before
