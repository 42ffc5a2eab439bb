"""Everything wrong that can be sent: refused by name and place, nothing written, never a fault of ours."""

import io
import json
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.journeys.api.conftest import Api

GOOD = {"code": "G1", "name": "Good"}


def refused(api: Api, document: Any, object: str = "sample_order") -> dict[str, str]:
    """Send a document that must be refused; return codes by pointer."""
    before = api.rows(object)
    answer = api.raw("POST", f"/{object}", json.dumps(document).encode())
    assert answer.status_code == 422, answer.text
    assert answer.content_type == "application/problem+json"
    assert api.rows(object) == before
    return {each["pointer"]: each["code"] for each in answer.json["errors"]}


def order(api: Api, **values: Any) -> dict[str, Any]:
    return {"partner": api.partner()["id"], "lines": [{"item": "Bolt", "qty": "1", "price": "1"}], **values}


@pytest.mark.parametrize(("body", "status", "code"), [
    (b'{"code": "A", "code": "B", "name": "N"}', 400, "json_duplicate"),
    (b'{"code": "A", "name": NaN}', 400, "json_number"), (b'{"limit_amount": Infinity}', 400, "json_number"),
    (b'{"limit_amount": 1e999}', 400, "json_number"), (b'{"limit_amount": 1e10000000}', 400, "json_number"),
    (b'{"limit_amount": ' + b"9" * 50_000 + b"}", 400, "json_number"), (b"{" * 30, 400, "json_syntax"),
    (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400, "json_deep"), (b'{"name": "\\u0000"}', 400, "control"),
    (b'{"name": "\\ud800"}', 400, "control"), (b'{"name": "\xff"}', 400, "body_encoding"),
    (b'\xef\xbb\xbf{}', 400, "body_encoding"), ('{"name": "华"}'.encode("gbk"), 400, "body_encoding"),
    (b"", 400, "body_missing"), (b"[]", 400, "body_object"), (b"null", 400, "body_object"), (b'"x"', 400,
    "body_object"),
    (b'{"name": "' + b"x" * 1_000_001 + b'"}', 413, "body_too_large"),
], ids=lambda value: str(value)[:24] if isinstance(value, bytes) else None)
@pytest.mark.parametrize("call", ["POST /sample_partner", "PUT /sample_partner/by/x", "POST /sample_partner/preview",
                                  "POST /sample_partner/batch", "PATCH /sample_partner/1"])
def test_a_body_that_is_no_strict_json(api: Api, call: str, body: bytes, status: int, code: str) -> None:
    before = api.rows("sample_partner")
    method, address = call.split()
    answer = api.raw(method, address, body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.content_type == "application/problem+json"
    assert api.rows("sample_partner") == before


@pytest.mark.parametrize(("kind", "more"), [
    ("text/plain", {}), ("application/x-www-form-urlencoded", {}), ("application/json; charset=gbk", {}),
    ("application/json", {"Content_Encoding": "gzip"}), ("multipart/form-data; boundary=x", {}),
])
def test_a_body_of_another_type(api: Api, kind: str, more: dict[str, str]) -> None:
    assert api.raw("POST", "/sample_partner", json.dumps(GOOD).encode(), kind, **more).status_code == 415


def test_a_body_that_says_no_length_is_measured_as_it_comes(api: Api) -> None:
    asked = EnvironBuilder("/api/v1/sample_partner", method="POST", headers={
        "Authorization": f"Bearer {api.token}", "Content-Type": "application/json"}).get_environ()
    asked.pop("CONTENT_LENGTH", None)
    said, status, _ = run_wsgi_app(api.app, {**asked, "wsgi.input": _Endless(), "wsgi.input_terminated": True})
    assert status.startswith("413"), b"".join(said)


class _Endless(io.RawIOBase):
    """A body that goes on and on."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        buffer[:] = b" " * len(buffer)
        return len(buffer)


def test_wrong_types_are_named_all_at_once(api: Api) -> None:
    line = {"item": 7, "qty": "many", "price": True}
    assert refused(api, {"partner": "華", "ordered_on": "29.7.2025", "state": "lost", "discount": [],
        "lines": [line]}) == {
        "/partner": "link", "/ordered_on": "date", "/state": "option", "/discount": "number",
        "/lines/0/item": "text", "/lines/0/qty": "number", "/lines/0/price": "number"}


@pytest.mark.parametrize(("amount", "code"), [
    ("1e3", "number"), ("1e10000000", "number"), ("NaN", "number"), ("Infinity", "number"), ("-", "number"),
    ("0.001", "places"), (0.001, "places"), ("1" + "0" * 16, "out_of_range"), (10**16, "out_of_range"),
    (10**39, "out_of_range"), (1e300, "out_of_range"), (True, "number"), ({}, "number"), ("1,000", "number"),
])
def test_decimals(api: Api, amount: Any, code: str) -> None:
    assert refused(api, {**GOOD, "limit_amount": amount}, "sample_partner") == {"/limit_amount": code}


@pytest.mark.parametrize(("sent", "kept"), [
    ("0.10", "0.10"), (0.1, "0.10"), (0.30000000000000004, "0.30"), (12, "12.00"), ("-0", "0.00"), ("007.5", "7.50"),
    ("9999999999999999.99", "9999999999999999.99"),
])
def test_decimals_that_fit_are_kept_to_the_last_digit(api: Api, sent: Any, kept: str) -> None:
    assert api.partner(limit_amount=sent)["limit_amount"] == kept


def test_a_json_number_longer_than_a_float_keeps_its_digits(api: Api) -> None:
    at = f"/sample_partner/{api.partner()['id']}"
    answer = api.raw("PATCH", at, b'{"limit_amount": 9999999999999999.99, "version": 1}')       # as a float: 1e16
    assert (answer.status_code, answer.json["limit_amount"]) == (200, "9999999999999999.99")


def test_unknown_and_system_fields(api: Api) -> None:
    assert refused(api, order(api, totl="1", id=5, version=2)) == {"/version": "readonly"}
    assert refused(api, order(api, totl="1", id=5, number="SO1", owner=1, created_at="2020-01-01T00:00:00Z",
        net="1")) == {
        "/totl": "unknown_field", "/id": "readonly", "/number": "readonly", "/owner": "readonly",
        "/created_at": "readonly", "/net": "readonly"}
    line = {"item": "B", "qty": "1", "price": "1", "amount": "9", "parent": 1, "line_no": 7, "x/y": 1}
    assert refused(api, order(api, lines=[line])) == {
        "/lines/0/amount": "readonly", "/lines/0/parent": "readonly", "/lines/0/line_no": "readonly",
        "/lines/0/x~1y": "unknown_field"}


def test_links_that_lead_nowhere(api: Api) -> None:
    assert refused(api, order(api, partner=10**12)) == {"/partner": "link_missing"}
    assert refused(api, order(api, partner={"external_id": "nobody"})) == {"/partner": "link_external_missing"}
    assert refused(api, order(api, partner=api.partner(active=False)["id"])) == {"/partner": "link_not_allowed"}
    assert refused(api, order(api, partner=2**63)) == {"/partner": "link"}
    assert refused(api, order(api, partner=-1)) == {"/partner": "link"}


def test_lines_of_another_record(api: Api) -> None:
    theirs = api.order()["lines"][0]["id"]
    mine = api.order()
    for id in (theirs, 10**12, "1", True, {}, []):
        answer = api("PATCH", f"/sample_order/{mine['id']}", {"lines": [{"id": id}]}, If_Match='"1"')
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/lines/0/id")
    assert api("GET", f"/sample_order/{mine['id']}").json["lines"] == mine["lines"]


def test_rules_of_the_pack(api: Api) -> None:
    assert refused(api, order(api, ordered_on="2026-01-02", due="2026-01-01")) == {"": "check"}
    assert refused(api, order(api, reason="why")) == {"/reason": "invisible"}
    assert refused(api, order(api, state="open")) == {"/due": "required"}
    assert refused(api, order(api, lines=[])) == {"/lines": "lines_min"}
    assert refused(api, order(api, lines=[{"item": "B", "qty": "0", "price": "1"}])) == {"/lines/0": "check"}


@pytest.mark.parametrize("query", [
    "nme=x", "name[gte]=1", "name[]=1", "name[=1", "nope.name=1", "lines.item=Bolt", "partner.owner.owner.name=1",
    "limit=0",
    "limit=501", "limit=x", "limit=1&limit=2", "sort=nope", "sort=lines", "sort=--id", "fields=nope", "fields=lines",
    "expand=name", "expand=nope", "expand=", "count=all", "titles=yes", "archived=null", "cursor=x", "where=1 +",
    "where=nope > 1", "where=__import__('os')", "where=" + "(" * 300, "q=" + "x" * 201, "ordered_on=today",
    "ordered_on=2025-02-30",
    "total=1e3", "total=NaN", "total=abc", "partner=1.5", "partner=-", "partner[in]=1,x", "state=lost",
    "state[null]=maybe",
    "created_at[gt]=2025-01-01T00:00:00", "q=%FF", "q=%00", "reference=%ed%a0%80", "as_of=2025-01-01",
    "explained=1", "explain=x", "%00=1",
    "&".join(f"reference[ne]={n}" for n in range(60)), "&".join(f"a{n}=1" for n in range(200)),
    "partner[in]=" + ",".join(map(str, range(1, 1100))), "title_key=x", "partner.title_key=x",
])
def test_parameters(api: Api, query: str) -> None:
    answer = api("GET", f"/sample_order?{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json"), answer.text
    assert answer.json["detail"] != answer.json["code"]                         # it is said in words


def test_an_unknown_parameter_is_named_with_the_nearest(api: Api) -> None:
    assert "state" in api("GET", "/sample_order?stat=open").json["detail"]
    assert "dry_run" in api("POST", "/sample_partner?dryrun=1", GOOD).json["detail"]


@pytest.mark.parametrize("body", [
    {}, {"changes": []}, {"changes": {}}, {"changes": [1]}, {"changes": [{}]}, {"changes": [{"verb": "drop"}]},
    {"changes": [{"verb": "create"}]}, {"changes": [{"verb": "create", "values": {}, "id": 1}]},
    {"changes": [{"verb": "update", "values": {}}]}, {"changes": [{"verb": "update", "id": "1", "values": {}}]},
    {"changes": [{"verb": "update", "id": 1, "values": {"version": 1}}]}, {"changes": [{"verb": "archive", "id": 0}]},
    {"changes": [{"verb": "archive", "id": 1, "values": {}}]}, {"changes": [{"verb": "archive", "id": 1, "x": 1}]},
    {"changes": [{"verb": "create", "values": GOOD}], "atomic": 1}, {"changes": [{"verb": "create", "values": GOOD}],
    "x": 1},
    {"changes": [{"verb": "create", "values": GOOD}] * 501},
])
def test_batches(api: Api, body: Any) -> None:
    before = api.rows("sample_partner")
    answer = api("POST", "/sample_partner/batch", body)
    assert answer.status_code == 422
    assert all(each["pointer"].startswith("/") for each in answer.json["errors"])
    assert api.rows("sample_partner") == before
