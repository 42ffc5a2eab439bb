"""Sharing and assigning by the API: who shares what with whom, and what is told of it."""

from typing import Any

import pytest

from dougong.ext import runner
from tests.journeys.api.conftest import COUNT, Api


def person(api: Api) -> int:
    """Return the id of a user nobody else has."""
    number = next(COUNT)
    return int(api.made("user", login=f"p{number}", name=f"Person {number}")["id"])


@pytest.mark.req("R030")
def test_a_record_is_shared_and_no_longer(api: Api) -> None:
    at, who = f"/sample_partner/{api.partner()['id']}", person(api)
    answer = api("POST", f"{at}/share", {"whom": f"user/{who}", "verb": "write", "until": "2999-12-31"})
    assert (answer.status_code, answer.json["version"], answer.headers["ETag"]) == (200, 2, '"2"')
    told, = api("GET", f"{at}/shares").json["data"]
    assert {name: told[name] for name in ("whom", "verb", "until", "by")} == {
        "whom": f"user/{who}", "verb": "write", "until": "2999-12-31", "by": 1}
    assert api("POST", f"{at}/share", {"whom": "role/staff"}, If_Match='"1"').status_code == 412
    assert api("POST", f"{at}/share", {"whom": f"user/{who}", "verb": "none"}, If_Match='"2"').status_code == 200
    assert api("GET", f"{at}/shares").json["data"] == []
    newest = api("GET", f"{at}/history").json["data"][0]["changes"]
    assert newest == {"shares": [{"whom": f"user/{who}", "verb": "write", "until": "2999-12-31"}, None]}


@pytest.mark.req("R030")
def test_a_record_is_given_to_somebody(api: Api) -> None:
    partner, who = api.partner(), person(api)
    at = f"/sample_partner/{partner['id']}"
    tried = api("POST", f"{at}/assign?dry_run=1", {"owner": who})
    assert (tried.status_code, tried.json["owner"]) == (200, who)
    assert api("GET", at).json["owner"] == 1
    given = api("POST", f"{at}/assign", {"owner": who})
    assert (given.status_code, given.json["owner"], given.json["version"]) == (200, who, 2)
    assert api("POST", f"{at}/assign", {"owner": who}).json["version"] == 2, "it is theirs already"
    assert api("GET", f"{at}/history").json["data"][0]["changes"]["owner"] == [1, who]


@pytest.mark.req("R030")
def test_what_goes_along_is_told_and_goes(api: Api) -> None:
    partner, who = api.partner()["id"], person(api)
    order, done = api.order(partner=partner)["id"], api.order(partner=partner, state="done", due="2999-01-01")["id"]
    assert api("GET", f"/sample_partner/{partner}/along").json["data"] == [
        {"name": "sample_order.partner", "object": "sample_order", "field": "partner", "count": 1, "capped": False}]
    given = api("POST", f"/sample_partner/{partner}/assign", {"owner": who, "along": ["sample_order.partner"]})
    assert given.status_code == 200, given.json
    assert [api("GET", f"/sample_order/{each}").json["owner"] for each in (order, done)] == [who, 1]


@pytest.mark.req("PC03")
def test_two_partners_become_one(api: Api) -> None:
    stays, goes = api.partner(), api.partner(level="gold")
    order = api.order(partner=goes["id"])["id"]
    at = f"/sample_partner/{stays['id']}"
    asked = {"from": goes["id"], "values": {"level": "gold"}}
    assert api("POST", f"{at}/merge", asked, If_Match='"9"').status_code == 412
    assert api("POST", f"{at}/merge?dry_run=1", asked).json["level"] == "gold"
    assert api("GET", f"/sample_order/{order}").json["partner"] == goes["id"]
    done = api("POST", f"{at}/merge", asked)
    assert (done.status_code, done.json["id"], done.json["level"]) == (200, stays["id"], "gold")
    assert api("GET", f"/sample_order/{order}").json["partner"] == stays["id"]
    back = api("POST", f"/sample_partner/{goes['id']}/restore", {})
    assert (back.status_code, back.json["code"]) == (409, "merged_into")
    assert api("POST", f"{at}/merge", asked).status_code == 409, "it lies in the bin"


@pytest.mark.parametrize(("call", "body", "status", "at"), [
    ("merge", {}, 422, "/from"), ("merge", {"from": 999999999}, 404, ""), ("merge", {"from": 1.5}, 422, "/from"),
    ("merge", {"from": 2, "into": 1}, 422, "/into"), ("merge", {"from": 2**70}, 422, "/from"),
    ("assign", {"owner": 1, "along": "all"}, 422, "/along"), ("assign", {"owner": 1, "along": [1]}, 422, "/along"),
    ("assign", {"owner": 1, "along": ["sample_order.due"]}, 422, "/along/0"),
    ("share", {}, 422, "/whom"), ("share", {"whom": "user/999999999"}, 422, "/whom"),
    ("share", {"whom": "user/1", "extra": 1}, 422, "/extra"), ("share", [], 400, ""),
    ("assign", {}, 422, "/owner"), ("assign", {"owner": 999999999}, 422, "/owner"),
    ("assign", {"owner": "1"}, 422, "/owner"), ("assign", {"owner": True}, 422, "/owner"),
    ("assign", {"owner": 1, "version": 1}, 422, "/version"), ("assign", {"owner": 2**70}, 422, "/owner")])
def test_nonsense_is_refused_and_nothing_changes(api: Api, call: str, body: Any, status: int, at: str) -> None:
    partner = api.partner()
    answer = api("POST", f"/sample_partner/{partner['id']}/{call}", body)
    assert answer.status_code == status, answer.json
    assert at in {each["pointer"] for each in answer.json.get("errors", [{"pointer": ""}])}
    assert api("GET", f"/sample_partner/{partner['id']}").json["version"] == 1


def test_what_is_not_there_is_not_shared(api: Api) -> None:
    assert api("POST", "/sample_partner/999999999/share", {"whom": "user/1"}).status_code == 404
    assert api("GET", "/sample_partner/999999999/shares").status_code == 404
    assert api("POST", "/sample_partner/999999999/assign", {"owner": 1}).status_code == 404
    partner = api.partner()
    assert api("DELETE", f"/sample_partner/{partner['id']}").status_code == 204
    assert api("POST", f"/sample_partner/{partner['id']}/share", {"whom": "user/1"}).status_code == 409


@pytest.mark.req("R069")
def test_what_somebody_has_is_handed_over(api: Api) -> None:
    leaver, taker = person(api), person(api)
    made = [api.partner()["id"] for _ in range(3)]
    for each in made:
        api("POST", f"/sample_partner/{each}/assign", {"owner": leaver})
    assert api("GET", f"/handovers?leaver={leaver}").json["data"] == [
        {"object": "sample_partner", "live": 3, "archived": 0}]
    begun = api("POST", "/handovers", {"leaver": leaver, "to": {"sample_partner": taker}})
    assert (begun.status_code, begun.json["state"]) == (202, "waiting")
    at = begun.headers["Location"].removeprefix("/api/v1")
    while runner(api.runtime).step():
        pass
    over = api("GET", at).json
    assert (over["state"], over["moved"], over["left"], over["done"]) == ("done", 3, 0, 3)
    told = api("GET", f"{at}/rows").json["data"]
    assert [(row["id"], row["to"], row["state"]) for row in told] == [(each, taker, "moved") for each in made]
    assert api("GET", f"/handovers?leaver={leaver}").json["data"] == []


@pytest.mark.parametrize("body", [
    {}, {"leaver": 1}, {"leaver": 1, "to": {}}, {"leaver": 1, "to": {"sample_partner": 1}},
    {"leaver": 1, "to": {"sample_partner": "x"}}, {"leaver": 1, "to": [], "more": 1},
    {"leaver": 1, "to": {"sample_partner": 999999999}}])
def test_a_hand_over_to_nobody_is_refused(api: Api, body: Any) -> None:
    assert api("POST", "/handovers", body).status_code == 422
    assert api("GET", "/handovers").status_code == 400
    assert api("GET", "/handovers/999999999").status_code == 404
