"""GET /me/access: what one may do and why; of others only administrators are told."""

import pytest

from dougong.access import identity
from tests.journeys.api.conftest import Api


@pytest.fixture(scope="module")
def rep(api: Api) -> tuple[int, str]:
    """Return the id and token of somebody who sells, since this year, in no department."""
    user = api.made("user", login="seller", name="Seller")["id"]
    role = api("GET", "/role?code=sales_rep").json["data"] or [api.made("role", code="sales_rep", name="Rep")]
    api.made("membership", member=user, role=role[0]["id"], valid_from="2020-01-01", reason="hired")
    return user, identity.create_token(api.runtime.database, "seller", "test", api.runtime.clock)


def own(api: Api, rep: tuple[int, str], query: str = "") -> dict:
    answer = api("GET", f"/me/access{query}", Authorization=f"Bearer {rep[1]}")
    return {"status": answer.status_code, **(answer.json or {})}


def test_one_asks_of_oneself(api: Api, rep: tuple[int, str]) -> None:
    found = own(api, rep)
    assert found["user"]["id"] == rep[0]
    assert [(each["role"], each["unit"], each["to"], each["now"]) for each in found["roles"]] == [
        ("sales_rep", None, None, True)]
    assert "customer" in {each["object"] for each in found["objects"]}
    assert "sample_order" not in {each["object"] for each in found["objects"]}


def test_reasons_come_in_the_language_asked_for(api: Api, rep: tuple[int, str]) -> None:
    for language, text in (("en", "Seller may read records of this kind (Customer)"),
                           ("zh-Hans", "Seller 可以查看部分或全部客户")):
        said = api("GET", "/me/access?object=customer", Authorization=f"Bearer {rep[1]}", Accept_Language=language)
        assert said.json["verbs"][0]["text"] == text


def test_hidden_and_missing_are_explained_alike(api: Api, rep: tuple[int, str]) -> None:
    theirs = api.made("customer", name="Somebody else's")["id"]
    hidden, gone = (own(api, rep, f"?object=customer&id={id}") for id in (theirs, 10**9))
    told = [{key: said[key] for key in ("status", "type", "title", "code", "detail")} for said in (hidden, gone)]
    assert told[0] == told[1]
    assert hidden["status"] == 404
    unknown, unseen = (own(api, rep, f"?object={name}") for name in ("no_such", "sample_order"))
    assert unknown["status"] == unseen["status"] == 404


def test_an_administrator_asks_of_others_and_nobody_else_does(api: Api, rep: tuple[int, str]) -> None:
    theirs = api.made("customer", name="Not the seller's")["id"]
    said = api("GET", f"/me/access?user={rep[0]}&object=customer&id={theirs}").json
    reading = next(each for each in said["verbs"] if each["verb"] == "read")
    assert (reading["allowed"], reading["verdict"]) == (False, "unseen")
    assert own(api, rep, "?user=1")["status"] == 403


def test_a_field_nobody_shows_is_none(api: Api, rep: tuple[int, str]) -> None:
    """Of oneself one is told of fields one may know; an administrator is told why the others are hidden."""
    mine = {each["field"] for each in own(api, rep, "?object=product")["fields"]}
    said = api("GET", f"/me/access?user={rep[0]}&object=product").json["fields"]
    hidden = {each["field"]: each["grounds"] for each in said if not each["read"]}
    assert not mine & hidden.keys()
    assert all(each["because"] in {"class", "others", "named"} for grounds in hidden.values() for each in grounds)


@pytest.mark.parametrize(("query", "status"), [
    ("?id=1", 400), ("?object=customer&id=x", 400), ("?user=abc", 400), ("?user=999999", 404), ("?nothing=1", 400)])
def test_bad_questions_are_refused(api: Api, query: str, status: int) -> None:
    assert api("GET", f"/me/access{query}").status_code == status
