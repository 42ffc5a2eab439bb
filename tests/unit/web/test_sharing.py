"""Sharing a record and giving it to somebody, on screen, without scripts."""

import pytest

from tests.journeys.api.conftest import COUNT, Api
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields, told


def person(api: Api) -> tuple[int, str]:
    number = next(COUNT)
    name = f"Zelda{number}"
    return int(api.made("user", login=f"z{number}", name=name)["id"]), name


def post(screen: Screen, address: str, *more: tuple[str, str]) -> object:
    sent = [pair for pair in fields(screen.get(address), address) if pair[0] == "_csrf"]
    return screen.client.post(address, headers=OURS, data=as_pairs([*sent, *more]))


@pytest.mark.req("R030")
def test_a_record_is_shared_with_whom_one_types(screen: Screen, api: Api) -> None:
    who, name = person(api)
    at = f"/sample_partner/{api.partner()['id']}"
    page = f"/o{at}/share"
    assert page in screen.get(f"/o{at}").get_data(as_text=True)
    assert "This record is not shared" in told(screen.get(page))
    answer = post(screen, page, ("user", name), ("verb", "write"), ("until", "2999-12-31"))
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    shown = told(screen.get(page))
    assert name in shown
    assert "through 2999-12-31" in shown
    assert [each["whom"] for each in api("GET", f"{at}/shares").json["data"]] == [f"user/{who}"]
    assert f"{name} · May read and change · through 2999-12-31" in told(screen.get(f"/o{at}"))
    assert post(screen, page, ("end", f"user/{who}")).status_code == 303
    assert api("GET", f"{at}/shares").json["data"] == []


def test_nobody_to_share_with_is_said(screen: Screen, api: Api) -> None:
    at = f"/o/sample_partner/{api.partner()['id']}/share"
    refused = post(screen, at, ("user", "Nobody of that name"), ("verb", "read"))
    assert refused.status_code == 422
    assert "Share with somebody active, a unit or a role" in told(refused)
    assert "Nobody of that name" in refused.get_data(as_text=True), "what was typed stays"
    assert post(screen, at, ("role", "staff"), ("verb", "read"), ("until", "2001-01-01")).status_code == 422


@pytest.mark.req("R030")
def test_a_record_is_given_to_somebody(screen: Screen, api: Api) -> None:
    who, name = person(api)
    at = f"/sample_partner/{api.partner()['id']}"
    page = f"/o{at}/assign"
    assert page in screen.get(f"/o{at}").get_data(as_text=True)
    refused = post(screen, page, ("owner", ""))
    assert refused.status_code == 422
    assert "Choose one person" in told(refused)
    assert post(screen, page, ("owner", name), ("owner.id", str(who)), ("owner.was", name)).status_code == 303
    assert api("GET", at).json["owner"] == who
    words = told(screen.get(f"/o{at}"))
    assert "transferred this" in words
    assert name in words


@pytest.mark.req("R030")
def test_many_records_are_given_to_somebody(screen: Screen, api: Api) -> None:
    who, name = person(api)
    made = [api.partner()["id"] for _ in range(3)]
    ticked = [("_id", str(each)) for each in made]
    bulk = "/o/sample_partner/bulk"
    token = [pair for pair in fields(screen.get("/o/sample_partner"), bulk) if pair[0] == "_csrf"]
    asked = screen.client.post(bulk, headers=OURS, data=as_pairs([*token, ("_do", "assign"), *ticked]))
    assert "Transfer 3 records" in told(asked)
    kept = [pair for pair in fields(asked, bulk) if not pair[0].startswith("owner")]
    done = screen.client.post(bulk, headers=OURS, data=as_pairs([*kept, ("owner", name), ("_apply", "1")]))
    assert "3 done, 0 skipped" in told(done)
    assert {api("GET", f"/sample_partner/{each}").json["owner"] for each in made} == {who}


@pytest.mark.req("R030")
def test_many_records_are_shared_with_somebody(screen: Screen, api: Api) -> None:
    _, name = person(api)
    made = [api.partner()["id"] for _ in range(3)]
    bulk = "/o/sample_partner/bulk"
    page = screen.get("/o/sample_partner")
    assert "Share with…" in told(page)
    sent = [*(pair for pair in fields(page, bulk) if pair[0] == "_csrf"), ("_do", "share"),
            *(("_id", str(each)) for each in made)]
    asked = screen.client.post(bulk, headers=OURS, data=as_pairs(sent))
    assert "Share many partners" in told(asked)
    assert screen.client.post(bulk, headers=OURS, data=as_pairs([*sent, ("_apply", "1")])).status_code == 422
    done = screen.client.post(bulk, headers=OURS, data=as_pairs([
        *sent, ("user", name), ("verb", "read"), ("_apply", "1")]))
    assert "3 done, 0 skipped" in told(done)
    assert all(name in told(screen.get(f"/o/sample_partner/{each}/share")) for each in made)


@pytest.mark.req("R030")
def test_what_goes_along_is_ticked_and_may_stay(screen: Screen, api: Api) -> None:
    """Two partners, three orders not done: ticked on the page of one, and the tick taken away for many."""
    who, name = person(api)
    partners = [api.partner()["id"] for _ in range(2)]
    orders = [api.order(partner=each)["id"] for each in (partners[0], partners[1], partners[1])]
    page = f"/o/sample_partner/{partners[0]}/assign"
    assert "Orders: 1 (by Partner)" in told(screen.get(page))
    assert ("along", "sample_order.partner") in fields(screen.get(page), page)
    bulk = "/o/sample_partner/bulk"
    token = [pair for pair in fields(screen.get("/o/sample_partner"), bulk) if pair[0] == "_csrf"]
    ticked = [("_id", str(each)) for each in partners]
    asked = screen.client.post(bulk, headers=OURS, data=as_pairs([*token, ("_do", "assign"), *ticked]))
    assert "Orders: 3 (by Partner)" in told(asked)
    kept = [pair for pair in fields(asked, bulk) if not pair[0].startswith("owner") and pair[0] != "along"]
    screen.client.post(bulk, headers=OURS, data=as_pairs([*kept, ("owner", name), ("_apply", "1")]))
    assert {api("GET", f"/sample_order/{each}").json["owner"] for each in orders} == {1}
    api("POST", f"/sample_partner/{partners[0]}/assign", {"owner": 1})
    assert post(screen, page, ("owner", name), ("along.shown", "1"),
                ("along", "sample_order.partner")).status_code == 303
    assert [api("GET", f"/sample_order/{each}").json["owner"] for each in orders] == [who, 1, 1]


@pytest.mark.req("PC03")
def test_two_records_ticked_become_one(screen: Screen, api: Api) -> None:
    """The second has the level and an order: both come to the first, and the second tells where it went."""
    stays, goes = api.partner(name="Jade"), api.partner(name="Jade Ltd", level="gold")
    order = api.order(partner=goes["id"])["id"]
    bulk = "/o/sample_partner/bulk"
    token = [pair for pair in fields(screen.get("/o/sample_partner"), bulk) if pair[0] == "_csrf"]
    ticked = [("_id", f"{stays['id']},{goes['id']}")]
    beside = screen.client.post(bulk, headers=OURS, data=as_pairs([*token, ("_do", "merge"), *ticked]))
    assert beside.status_code == 303
    page = f"/o/sample_partner/{stays['id']}/merge"
    asked = screen.get(beside.headers["Location"])
    assert "Jade Ltd goes into it" in told(asked)
    assert "Orders: 1 (by Partner)" in told(asked)
    held = dict(fields(asked, page))
    assert (held["from"], held["_take:/level"]) == (str(goes["id"]), "mine")
    taking = {**held, "_take:/level": "theirs", "_take:/name": "mine", "_take:/code": "mine"}
    assert screen.client.post(page, headers=OURS, data=taking).headers["Location"] == (
        f"/o/sample_partner/{stays['id']}?done=merged")
    now = api("GET", f"/sample_partner/{stays['id']}").json
    assert (now["level"], now["name"], now["code"]) == ("gold", "Jade", stays["code"])
    assert api("GET", f"/sample_order/{order}").json["partner"] == stays["id"]
    gone = screen.get(f"/o/sample_partner/{goes['id']}")
    assert "has become one with another" in told(gone)
    assert f"/o/sample_partner/{stays['id']}" in gone.get_data(as_text=True)
    assert f"/o/sample_partner/{goes['id']}/restore" not in gone.get_data(as_text=True)
    assert "took another record in" in told(screen.get(f"/o/sample_partner/{stays['id']}"))


def test_the_other_record_is_asked_for_and_refusals_are_told(screen: Screen, api: Api) -> None:
    stays, goes = api.partner(), api.partner()
    page = f"/o/sample_partner/{stays['id']}/merge"
    assert page in screen.get(f"/o/sample_partner/{stays['id']}").get_data(as_text=True)
    assert "The other partner" in told(screen.get(page))
    assert screen.get(f"{page}?with=Nobody+at+all").status_code == 422
    assert screen.get(f"{page}?with=x&with.id={stays['id']}").status_code == 422, "it is no other"
    held = dict(fields(screen.get(f"{page}?with=x&with.id={goes['id']}"), page))
    api("DELETE", f"/sample_partner/{goes['id']}")
    refused = screen.client.post(page, headers=OURS, data=held)
    assert refused.status_code == 422
    assert "in the bin" in told(refused)
