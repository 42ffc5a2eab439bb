"""GET /search: what programs get, and what they are refused."""

import pytest

from tests.journeys.api.conftest import Api


def test_it_finds_records_of_any_object_the_best_first(api: Api) -> None:
    partner = api.partner(name="寒武纪科技", code="HWJ-9")
    order = api.order(partner=partner["id"], lines=[{"item": "寒武纪零件", "qty": "1", "price": "1"}])
    answer = api("GET", "/search?q=%E5%AF%92%E6%AD%A6%E7%BA%AA")
    assert answer.status_code == 200
    assert [(each["object"], each["id"], each["rank"]) for each in answer.json["data"]] == [
        ("sample_partner", partner["id"], "title"), ("sample_order", order["id"], "text")]
    assert answer.json["data"][0]["title"] == partner["title"]
    assert [each["id"] for each in api("GET", "/search?q=hanwuji&object=sample_order,currency").json["data"]] == []
    assert [each["id"] for each in api("GET", "/search?q=hwj").json["data"]][:1] == [partner["id"]]
    number = api("GET", f"/search?q={order['number']}&limit=1").json["data"]
    assert [(each["number"], each["rank"]) for each in number] == [(order["number"], "number")]


@pytest.mark.parametrize("address", [
    "/search", "/search?q=a&limit=0", "/search?q=a&limit=101", "/search?q=a&limit=x", "/search?q=a&object=nothing",
    "/search?q=a&object=sample_order_line", "/search?q=a&object=", "/search?q=%00", "/search?q=a&q=b",
    "/search?q=a&page=2", f"/search?q={'a' * 201}"])
def test_what_it_cannot_understand_it_refuses(api: Api, address: str) -> None:
    answer = api("GET", address)
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize("q", ["", "%20", "%25", "%27%22%5C", "a%27%29%20OR%201", "%22%20OR%20%22", "NOT", "*",
                               "%F0%9F%98%80", "%EE%80%80", "a" * 200, "%E6%B0%B4" * 60])
def test_whatever_is_typed_it_answers(api: Api, q: str) -> None:
    assert api("GET", f"/search?q={q}").status_code == 200
    assert api("GET", f"/sample_partner?q={q}").status_code == 200


def test_only_reading_and_only_the_signed_in(api: Api) -> None:
    assert api("POST", "/search", {}).status_code == 405
    assert api("GET", "/search?q=a", Authorization="").status_code == 401
