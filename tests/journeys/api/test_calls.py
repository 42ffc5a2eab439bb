"""What a program does all day: make, read, change, find, archive, and what it is told when that cannot be."""

from typing import Any

import pytest

from tests.journeys.api.conftest import COUNT, Api

LINE = {"item": "Bolt", "qty": "3", "price": "1.25"}


def errors(answer: Any) -> dict[str, str]:
    """What was refused: code by pointer."""
    return {each["pointer"]: each["code"] for each in answer.json["errors"]}


def test_an_order_is_made_read_changed_and_its_history_told(api: Api) -> None:
    partner = api.partner(limit_amount="100.00")
    answer = api("POST", "/sample_order", {"partner": partner["id"], "lines": [{**LINE, "_key": "first"}]})
    made = answer.json
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/sample_order/{made['id']}")
    assert answer.headers["ETag"] == '"1"'
    assert (made["net"], made["total"], made["granted"]) == ("3.75", "3.75", "100.00")     # 3 × 1.25; copied
    assert made["_keys"] == {"first": made["lines"][0]["id"]}

    read = api("GET", f"/sample_order/{made['id']}")
    assert read.json == {name: value for name, value in made.items() if name != "_keys"}

    line = {"id": made["lines"][0]["id"], "qty": "4"}
    changed = api("PATCH", f"/sample_order/{made['id']}", {"lines": [line, LINE]}, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert [each["amount"] for each in changed.json["lines"]] == ["5.00", "3.75"]
    assert changed.json["total"] == "8.75"

    past = api("GET", f"/sample_order/{made['id']}/history?limit=1").json
    assert [(each["version"], each["door"], each["actor"]) for each in past["data"]] == [(2, "api", 1)]
    older = api("GET", f"/sample_order/{made['id']}/history?cursor={past['next']}").json
    assert [each["version"] for each in older["data"]] == [1]


def test_a_version_is_needed_and_has_to_be_the_one_that_is_current(api: Api) -> None:
    at = f"/sample_partner/{api.partner()['id']}"
    assert api("PATCH", at, {"name": "A"}).status_code == 428
    assert api("PATCH", at, {"name": "A"}, If_Match='"1"').status_code == 200
    late = api("PATCH", at, {"name": "B"}, If_Match='"1"')
    assert (late.status_code, late.json["current"]["name"], late.json["current"]["version"]) == (412, "A", 2)
    merged = api("PATCH", at, {"level": "gold", "version": 1})                    # nobody else touched the level
    assert (merged.status_code, merged.json["name"], merged.json["level"]) == (200, "A", "gold")
    clash = api("PATCH", at, {"name": "C", "version": 1})
    assert clash.status_code == 409
    assert [(each["pointer"], each["theirs"], each["yours"]) for each in clash.json["errors"]] == [("/name", "A", "C")]
    assert clash.json["current"]["name"] == "A"
    assert api("PATCH", at, {"name": "D"}, If_Match="7").status_code == 400
    assert api("PATCH", at, {"name": "D", "version": 2}, If_Match='"3"').status_code == 422


def test_a_key_makes_a_retry_safe(api: Api) -> None:
    body = {"code": f"K{next(COUNT)}", "name": "Once"}
    first = api("POST", "/sample_partner", body, Idempotency_Key="key-1")
    again = api("POST", "/sample_partner", body, Idempotency_Key="key-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    assert "Idempotency-Replayed" not in first.headers
    other = api("POST", "/sample_partner", {**body, "name": "Twice"}, Idempotency_Key="key-1")
    assert (other.status_code, other.json["code"]) == (422, "key_reused")
    assert api("POST", "/sample_partner", body, Idempotency_Key="x" * 201).status_code == 400


def test_a_dry_run_tells_and_writes_nothing(api: Api) -> None:
    before = api.rows("sample_partner")
    tried = api("POST", "/sample_partner?dry_run=1", {"code": "DRY", "name": "Dry"})
    assert (tried.status_code, tried.json["title"]) == (200, "DRY Dry")
    assert "Location" not in tried.headers
    assert api("POST", "/sample_partner?dry_run=1", {"name": "Dry"}).status_code == 422
    assert api.rows("sample_partner") == before


def test_the_bin(api: Api) -> None:
    order = api.order()
    partner = f"/sample_partner/{order['partner']}"
    refused = api("DELETE", partner)
    assert (refused.status_code, refused.json["code"]) == (409, "in_use")
    at = f"/sample_order/{order['id']}"
    gone = api("DELETE", at, If_Match='"1"')
    assert (gone.status_code, gone.data) == (204, b"")
    assert api("GET", at).status_code == 404
    assert api("GET", f"{at}?archived=1").json["archived_by"] == 1
    assert api("PATCH", at, {"reference": "x"}, If_Match='"2"').status_code == 409
    assert order["id"] in [each["id"] for each in api("GET", "/sample_order?archived=1").json["data"]]
    assert api("POST", f"{at}/restore").status_code == 200
    assert api("GET", at).json["archived_at"] is None


def test_make_or_change_by_the_id_of_another_system(api: Api) -> None:
    at = f"/sample_partner/by/erp:{next(COUNT)}/华"
    made = api("PUT", at, {"code": f"E{next(COUNT)}", "name": "Made"})
    assert (made.status_code, made.json["external_id"]) == (201, at.removeprefix("/sample_partner/by/"))
    changed = api("PUT", at, {"name": "Changed"})
    assert (changed.status_code, changed.json["id"], changed.json["name"]) == (200, made.json["id"], "Changed")
    assert changed.json["code"] == made.json["code"]                            # what is not sent stays
    assert api("PUT", at, {"name": "Late"}, If_Match='"1"').status_code == 412
    named = api.made("sample_order", partner={"external_id": made.json["external_id"]}, lines=[LINE])
    assert named["partner"] == made.json["id"]


def test_lists_filter_sort_count_and_turn_pages(api: Api) -> None:
    mark = f"M{next(COUNT)}"
    made = [api.partner(name=f"{mark} {letter}", level=level)["id"]
            for letter, level in zip("cabed", ["gold", "silver", "gold", "gold", "gold"], strict=True)]
    address = f"/sample_partner?name[starts]={mark}&level=gold&sort=name&limit=2&count=exact"
    first = api("GET", address)
    assert ([each["name"][-1] for each in first.json["data"]], first.json["count"]) == (["b", "c"], 4)
    assert 'rel="next"' in first.headers["Link"]
    second = api("GET", f"{address}&cursor={first.json['next']}")
    assert ([each["name"][-1] for each in second.json["data"]], second.json["next"]) == (["d", "e"], None)
    assert 'rel="next"' not in second.headers["Link"]
    few = api("GET", f"/sample_partner?id[in]={made[0]},{made[1]}&fields=code&sort=id").json["data"]
    assert [sorted(each) for each in few] == [["code", "id"]] * 2
    wrong = api("GET", f"/sample_partner?level=silver&cursor={first.json['next']}")
    assert (wrong.status_code, wrong.json["code"]) == (400, "query_cursor")


def test_links_are_titled_and_expanded_on_demand(api: Api) -> None:
    order = api.order()
    found = api("GET", f"/sample_order/{order['id']}?expand=partner&titles=1").json
    assert found["partner"]["id"] == order["partner"]
    assert found["_titles"]["owner"] == "Admin"
    row = api("GET", f"/sample_order?id={order['id']}&expand=lines&fields=partner,partner.name").json["data"][0]
    assert (row["partner.name"], row["lines"][0]["item"]) == ("华东机械", "Bolt")


def test_what_one_has_is_not_sent_again_unless_it_may_have_changed_without_a_version(api: Api) -> None:
    at = f"/sample_partner/{api.partner()['id']}"
    same = api("GET", at, If_None_Match='"1"')
    assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", '"1"')
    assert api("GET", at, If_None_Match='"2"').status_code == 200
    assert api("GET", f"/sample_order/{api.order()['id']}", If_None_Match='"1"').status_code == 200    # days_left moves


def test_a_batch_each_on_its_own(api: Api) -> None:
    known = api.partner()
    answer = api("POST", "/sample_partner/batch", {"changes": [
        {"verb": "create", "values": {"code": f"B{next(COUNT)}", "name": "One"}},
        {"verb": "create", "values": {"code": known["code"], "name": "Two"}},
        {"verb": "update", "id": known["id"], "version": 1, "values": {"name": "Three"}},
        {"verb": "archive", "id": known["id"], "version": 2},
        {"verb": "update", "id": 10**9, "version": 1, "values": {}},
    ]})
    assert [each["status"] for each in answer.json["data"]] == [201, 422, 200, 200, 404]
    assert answer.json["data"][1]["problem"]["errors"][0]["pointer"] == "/code"


def test_a_batch_all_or_none(api: Api) -> None:
    before, code = api.rows("sample_partner"), f"A{next(COUNT)}"
    rows = [{"verb": "create", "values": {"code": each, "name": "N"}} for each in (code, f"{code}x", code)]
    refused = api("POST", "/sample_partner/batch", {"atomic": True, "changes": rows})
    assert (refused.status_code, errors(refused)) == (422, {"/changes/2/values/code": "unique"})
    assert api.rows("sample_partner") == before
    done = api("POST", "/sample_partner/batch", {"atomic": True, "changes": rows[:2]}, Idempotency_Key="batch")
    again = api("POST", "/sample_partner/batch", {"atomic": True, "changes": rows[:2]}, Idempotency_Key="batch")
    assert [each["status"] for each in done.json["data"]] == [201, 201]
    assert again.json == done.json
    assert api.rows("sample_partner") == before + 2


def test_a_preview_tells_what_values_come_to(api: Api) -> None:
    values = {"lines": [{"qty": "2", "price": "10"}], "discount": "20"}
    told = api("POST", "/sample_order/preview", {"values": values}).json
    assert (told["values"]["net"], told["values"]["total"]) == ("20.00", "16.00")
    assert told["states"]["/reason"] == {"visible": True, "required": True, "readonly": False}     # a discount above 10
    assert {"/partner", "/reason", "/lines/0/item"} <= {each["pointer"] for each in told["errors"]}


def test_who_and_what(api: Api) -> None:
    assert api("GET", "/me").json == {"id": 1, "name": "Admin", "language": "zh-Hans", "roles": ["admin"]}
    found = api("GET", "/catalog").json
    assert found["number"] == 1
    assert [each["name"] for each in found["packs"]] == ["system", "core", "customer", "sample"]


def test_only_a_token_opens(api: Api) -> None:
    with api.app.test_client() as browser:
        browser.set_cookie("dougong", "whatever")
        bare = browser.get("/api/v1/me")
    assert (bare.status_code, bare.headers["WWW-Authenticate"]) == (401, 'Bearer realm="dougong"')
    for header in ("Bearer nonsense", "Bearer ", "Basic YWRtaW46YWRtaW4=", f"Token {api.token}", "bearer \xff"):
        assert api("GET", "/me", Authorization=header).status_code == 401
    assert api("GET", "/me", Authorization=f"bearer {api.token}").status_code == 200
    assert api("POST", "/sample_partner", {"code": "x"}, Authorization="Bearer x").status_code == 401


@pytest.mark.parametrize(("method", "address", "allowed"), [
    ("PUT", "/sample_partner", "GET, HEAD, POST"), ("POST", "/sample_partner/1", "DELETE, GET, HEAD, PATCH"),
    ("OPTIONS", "/sample_partner", "GET, HEAD, POST"), ("DELETE", "/me", "GET, HEAD"),
    ("POST", "/catalog", "GET, HEAD"),
    ("GET", "/sample_partner/batch", "POST"), ("PATCH", "/sample_order_line/1", "GET, HEAD"),
    ("TRACE", "/sample_order_line", "GET, HEAD"), ("FETCH", "/sample_partner", "GET, HEAD, POST"),
])
def test_a_wrong_method_is_told_the_right_ones(api: Api, method: str, address: str, allowed: str) -> None:
    answer = api(method, address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


@pytest.mark.parametrize("address", [
    "/nothing", "/nothing/1", "/sample_partner/x", "/sample_partner/0", "/sample_partner/-1", "/sample_partner/1e3",
    f"/sample_partner/{2**63}", f"/sample_partner/{10**30}", "/sample_partner/1/nothing", "/sample_partner/",
    "//sample_partner",
    "/sample_partner%00", "", "/", "/customer/%F0%28%8C%28",
])
def test_what_is_not_there(api: Api, address: str) -> None:
    answer = api("GET", address)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_answers_are_json_nobody_keeps(api: Api) -> None:
    answer = api("GET", "/sample_partner")
    assert (answer.content_type, answer.headers["Cache-Control"]) == ("application/json", "no-store")
    assert answer.headers["Vary"] == "Authorization"
    assert api("GET", "/me", Accept="text/html").status_code == 406
    assert api("GET", "/me", Accept="text/html, application/*;q=0.1").status_code == 200


def test_the_page_to_try_it_runs_its_own_script_and_nothing_else(api: Api) -> None:
    page = api.client.get("/api/docs")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.text
    assert "style=" not in page.text
    for file, kind in (("docs.js", "text/javascript"), ("docs.css", "text/css")):
        assert f"/api/{file}" in page.text
        assert api.client.get(f"/api/{file}").content_type.startswith(kind)


def test_schemas_of_definitions_are_published(api: Api) -> None:
    found = api.client.get("/schemas/object.json")
    assert (found.status_code, found.json["$id"]) == (200, "https://dougong.dev/schemas/1/object.json")
    assert api.client.get("/schemas/nothing.json").status_code == 404
    assert api.client.get("/schemas/../config.json").status_code == 404


def test_a_list_is_narrowed_by_a_period_that_moves_with_the_day(api: Api) -> None:
    made = api.order()["id"]
    for field in ("ordered_on", "created_at"):
        for period, there in (("today", True), ("this_month", True), ("last_7_days", True), ("yesterday", False),
                              ("last_year", False)):
            found = api("GET", f"/sample_order?id={made}&{field}[during]={period}").json["data"]
            assert bool(found) == there, (field, period)
    assert api("GET", "/sample_order?ordered_on[during]=someday").status_code == 400
    assert api("GET", "/sample_order?reference[during]=today").status_code == 400
    counted = api("GET", f"/sample_order/summary?id={made}&ordered_on[during]=this_year&of=count()").json["data"]
    assert [each["count()"] for each in counted] == [1]
