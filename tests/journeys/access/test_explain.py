"""Why: told of a record, of a list and of fields, by what decides, and nothing one may not know."""

from typing import Any

import pytest

from tests.journeys.access.served import Site


@pytest.fixture(scope="module")
def deals(site: Site) -> dict[str, dict[str, Any]]:
    """A deal of each of three people: open ones, dear ones."""
    return {who: site.made(who, "deal", name=f"why {who}", price="500.00" if who == "ann" else "5.00")
            for who in ("ann", "bob", "kim")}


def verbs(answer: Any) -> dict[str, tuple[bool, str]]:
    assert answer.status_code == 200, answer.json
    return {each["verb"]: (each["allowed"], each["verdict"]) for each in answer.json["verbs"]}


@pytest.mark.req("R008")
def test_a_record_says_what_one_may_do_with_it_and_by_which_grant(site: Site, deals) -> None:
    answer = site.call("ann", "GET", f"/deal/{deals['ann']['id']}?explain=1")
    found = verbs(answer)
    assert found["update"] == (True, "covered")
    assert found["erase"] == (False, "not_granted")
    update = next(each for each in answer.json["verbs"] if each["verb"] == "update")
    assert [(ground["role"], ground["grant"], ground["scope"], ground["covers"]) for ground in update["grounds"]] == [
        ("seller", "deals", "own", True), ("seller", "shared", "shared", False)]
    assert answer.json["person"]["roles"] == [{"role": "seller", "label": "Seller"}]
    assert "Ann may edit this record" in update["text"]


def test_what_is_explained_is_what_happens(site: Site, deals) -> None:
    for who in ("ann", "dan", "eve", "kim", "fay", "admin"):
        for deal in deals.values():
            answer = site.call(who, "GET", f"/deal/{deal['id']}?explain=1")
            if answer.status_code == 404:
                assert site.call(who, "GET", f"/deal/{deal['id']}").status_code == 404
                continue
            tried = site.call(who, "DELETE", f"/deal/{deal['id']}?dry_run=1", If_Match=f'"{deal["version"]}"')
            assert verbs(answer)["archive"][0] == (tried.status_code < 300), (who, deal["name"], tried.json)


def test_a_hidden_record_and_one_there_is_not_are_explained_alike(site: Site, deals) -> None:
    told = []
    for id in (deals["bob"]["id"], 987654):
        answer = site.call("ann", "GET", f"/deal/{id}?explain=1")
        told.append((answer.status_code, {name: text for name, text in answer.json.items() if name != "instance"}))
        page = site.screen("ann").get(f"/o/deal/{id}/why")
        assert page.status_code == 404
    assert told[0] == told[1]
    assert told[0][0] == 404


def test_fields_say_why_they_are_read_only_and_hidden_ones_are_not_told_of(site: Site, deals) -> None:
    fields = {each["field"]: each for each in
              site.call("ann", "GET", f"/deal/{deals['ann']['id']}?explain=1").json["fields"]}
    assert "secret" not in fields, "what one may not know of"
    assert "cost" not in fields
    assert (fields["state"]["read"], fields["state"]["edit"], fields["state"]["fixed"]) == (True, False, None)
    assert fields["good"]["fixed"] == "derived"
    assert "name" not in fields, "nothing is to be explained of what may be edited"
    assert "secret" not in site.screen("ann").get(f"/o/deal/{deals['ann']['id']}/why").get_data(as_text=True).lower()


def test_a_field_that_is_there_in_some_records_says_why_not_here(site: Site, deals) -> None:
    fields = {each["field"]: each for each in
              site.call("eve", "GET", f"/deal/{deals['bob']['id']}?explain=1").json["fields"]}
    assert not fields["cost"]["read"]
    assert {(ground["grant"], ground["because"]) for ground in fields["cost"]["grounds"]} >= {("every", "class")}


def test_a_list_says_which_condition_keeps_most_away(site: Site, deals) -> None:
    answer = site.call("eve", "GET", "/deal?explain=1&name[like]=why&price[gt]=100&name=why%20bob")
    assert answer.status_code == 200, answer.json
    found = answer.json
    assert (found["shown"], found["seen"] >= 3, found["capped"]) == (0, True, False)
    assert [(each["condition"], each["excludes"]) for each in found["conditions"]] == [
        ("price[gt]=100", 1), ("name=why bob", 1), ("name[like]=why", 0)]
    ann = site.call("ann", "GET", "/deal?explain=1&name[like]=why").json
    assert (ann["shown"], ann["seen"]) == (1, site.call("ann", "GET", "/deal?count=exact&limit=1").json["count"])


def test_without_the_parameter_and_with_0_nothing_changes(site: Site, deals) -> None:
    assert "data" in site.call("ann", "GET", "/deal?explain=0").json
    assert site.call("ann", "GET", f"/deal/{deals['ann']['id']}?explain=0").json["name"] == "why ann"
    assert site.call("ann", "GET", "/deal?explain=2").status_code == 400
    assert site.call("ann", "GET", "/deal?explain=1&explain=1").status_code == 400
    assert site.call("ann", "GET", "/deal?explain=1&secret=x").status_code == 400


def test_the_page_tells_it_in_words_and_the_record_leads_there(site: Site, deals) -> None:
    ann, id = site.screen("ann"), deals["ann"]["id"]
    assert f'href="/o/deal/{id}/why"' in ann.get(f"/o/deal/{id}").get_data(as_text=True)
    page = ann.get(f"/o/deal/{id}/why").get_data(as_text=True)
    assert "State cannot be edited" in page
    assert "Seller lets it be read" in page
    assert 'name="_for"' not in page
    empty = ann.get("/o/deal?name=nothing-like-it").get_data(as_text=True)
    assert 'href="/o/deal/why?name=nothing-like-it"' in empty
    why = ann.get("/o/deal/why?name=nothing-like-it").get_data(as_text=True)
    assert "Name" in why
    assert "without it there were" in why


def test_administrators_ask_for_others_and_nobody_else_does(site: Site, deals) -> None:
    admin, id = site.screen("admin"), deals["bob"]["id"]
    page = admin.get(f"/o/deal/{id}/why?_for={site.ids['ann']}").get_data(as_text=True)
    assert "Ann may not read this record" in page
    assert "Ann may not see Secret" in page
    assert site.screen("kim").get(f"/o/deal/{deals['kim']['id']}/why?_for={site.ids['ann']}").status_code == 403
    listed = admin.get(f"/o/deal/why?_for={site.ids['hal']}").get_data(as_text=True)
    assert "No role of Hal grants this" in listed


def test_a_page_asks_nothing_by_a_field_that_is_there_in_some_records_only(site: Site) -> None:
    deal = site.call("admin", "POST", "/deal", {"name": "looked at"}).json
    assert site.call("admin", "POST", f"/deal/{deal['id']}/assign", {"owner": site.ids["eve"]}).status_code == 200
    page = site.screen("eve").get(f"/o/deal/{deal['id']}")
    assert page.status_code == 200, "what deals come before it cannot be asked, and is not"
    assert "related=deal.before" not in page.get_data(as_text=True)
    assert "related=deal.before" in site.screen("fay").get(f"/o/deal/{deal['id']}").get_data(as_text=True)


def test_a_list_grouped_by_a_link_asks_for_nothing_behind_it(site: Site) -> None:
    firm = site.made("bob", "firm", name="Group of one")
    site.made("bob", "deal", name="grouped", firm=firm["id"])
    for asked in ("_group=firm", "_group=firm&expand=firm", "titles=1&expand=firm,before&_group=firm"):
        page = site.screen("fay").get(f"/o/deal?{asked}")
        assert (page.status_code, "Group of one" in page.get_data(as_text=True)) == (200, True), asked
