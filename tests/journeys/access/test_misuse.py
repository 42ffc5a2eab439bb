"""What is tried by those who are in already: fields nobody offered, cookies that were copied, two ways in at a time,
another host's name, and a watch."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from dougong.access import identity
from dougong.store.meter import METER
from tests.journeys.access.matrix import MISSING
from tests.journeys.access.served import Site
from tests.journeys.access.test_crawl import dumped
from tests.journeys.access.twins import make
from tests.journeys.web.test_guard import OURS, PASSWORD, hidden


@pytest.fixture(scope="module")
def deals(site: Site) -> dict[str, dict[str, Any]]:
    """A deal of Ann's and one of Bob's, with a part each."""
    made = {who: make(site, who, "deal", name=who, parts=[{"item": who}]) for who in ("ann", "bob")}
    for who in ("ann", "admin"):
        site.screen(who)
    return {who: dict(site.call("admin", "GET", f"/deal/{id}").json) for who, id in made.items()}


@pytest.fixture
def unchanged(site: Site) -> Iterator[None]:
    """Nothing is written by what a test tries."""
    before = dumped(site.runtime.database)
    yield
    assert dumped(site.runtime.database) == before


#: What belongs to the engine, to a definition, to other roles, or to nobody; and what is right beside it.
SENT: dict[str, Any] = {
    "id": 1, "version": 9, "owner": 1, "created_by": 1, "created_at": "2020-01-01T00:00:00Z", "updated_by": 1,
    "archived_at": "2020-01-01T00:00:00Z", "archived_by": 1, "title": "Mine", "title_key": "a", "gain": "9.00",
    "good": True, "cost": "1.00", "secret": "s", "state": "done", "company": 1, "is_admin": True, "roles": ["boss"],
    "__class__": "x", "access": "all", "_masks": {}, "parent": 1,
}


@pytest.mark.req("R008")
@pytest.mark.parametrize("name", SENT)
@pytest.mark.usefixtures("unchanged")
def test_a_field_nobody_offers_is_refused_and_takes_the_rest_along(site: Site, deals, name: str) -> None:
    mine = deals["ann"]
    made = site.call("ann", "POST", "/deal", {"name": "Assigned", name: SENT[name]})
    assert made.status_code in {403, 422}, made.json
    if name == "version":
        return                                     # in a body it says what the change stands on
    changed = site.call("ann", "PATCH", f"/deal/{mine['id']}", {"name": "Assigned", name: SENT[name]}, If_Match='"1"')
    assert changed.status_code in {403, 422}, changed.json


@pytest.mark.usefixtures("unchanged")
def test_lines_of_another_s_record_do_not_become_one_s_own(site: Site, deals) -> None:
    mine, his = deals["ann"], deals["bob"]
    for line in ({"id": his["parts"][0]["id"], "item": "taken"}, {"id": MISSING, "item": "taken"},
                 {"parent": his["id"], "item": "given"}, {"item": "x", "cost": "1.00"}):
        tried = site.call("ann", "PATCH", f"/deal/{mine['id']}", {"parts": [line]}, If_Match='"1"')
        assert tried.status_code in {404, 422}, (line, tried.json)


@pytest.mark.usefixtures("unchanged")
def test_nobody_gives_themselves_a_role_or_another_s_name(site: Site, deals) -> None:
    ids = site.ids
    for method, address, json in (
            ("POST", "/membership", {"member": ids["ann"], "role": 1, "valid_from": "2026-01-01", "reason": "x"}),
            ("PATCH", f"/user/{ids['ann']}", {"status": "active", "login": "admin2"}),
            ("PATCH", f"/user/{ids['admin']}", {"status": "disabled"}),
            ("PATCH", "/role/1", {"code": "boss"}), ("POST", "/role", {"code": "boss2", "name": "x"}),
            ("POST", f"/deal/{deals['bob']['id']}/assign", {"owner": ids["ann"]}),
            ("POST", f"/deal/{deals['bob']['id']}/share", {"whom": f"user/{ids['ann']}", "verb": "write"})):
        assert site.call("ann", method, address, json, If_Match='"1"').status_code in {403, 404, 405}, address


@pytest.mark.usefixtures("unchanged")
def test_two_ways_in_are_never_added_up(site: Site, deals) -> None:
    """A cookie opens no API whatever comes along, a token no screen; with both, each counts where it belongs."""
    his, admin = deals["bob"]["id"], site.screen("admin")
    ann = {"Authorization": f"Bearer {site.tokens['ann']}"}
    assert admin.get(f"/api/v1/deal/{his}").status_code == 401
    assert admin.get(f"/api/v1/deal/{his}", headers={"Authorization": "Bearer dg_made_up"}).status_code == 401
    assert admin.get(f"/api/v1/deal/{his}", headers=ann).status_code == 404
    assert admin.patch(f"/api/v1/deal/{his}", headers={**ann, **OURS, "If-Match": '"1"'},
                       json={"name": "x"}).status_code == 404
    stranger = site.app.test_client()
    for token in (site.tokens["admin"], site.tokens["ann"]):
        assert stranger.get(f"/o/deal/{his}", headers={"Authorization": f"Bearer {token}"}).status_code in {302, 303}
    assert site.screen("ann").get(
        f"/o/deal/{his}", headers={"Authorization": f"Bearer {site.tokens['admin']}"}).status_code == 404
    for sent in (f"Basic {site.tokens['admin']}", site.tokens["admin"], f"Bearer {site.tokens['admin']}x"):
        assert stranger.get(f"/api/v1/deal/{his}", headers={"Authorization": sent}).status_code == 401


@pytest.mark.parametrize("address", ["/sign-in", "/api/v1/me", "/o/deal"])
@pytest.mark.usefixtures("deals", "unchanged")
def test_another_host_s_name_opens_nothing_and_leads_nowhere(site: Site, address: str) -> None:
    forged = site.screen("ann").get(address, headers={
        "Host": "evil.example.net", "Authorization": f"Bearer {site.tokens['ann']}"})
    assert forged.status_code == 400
    assert "//evil.example" not in forged.get_data(as_text=True) + str(forged.headers)
    if address.startswith("/api"):
        assert (forged.content_type, forged.json["status"]) == ("application/problem+json", 400)
    passed = site.screen("ann").get(address, headers={
        "X-Forwarded-Host": "evil.example.net", "X-Forwarded-For": "1.1.1.1",
        "Authorization": f"Bearer {site.tokens['ann']}"})
    assert "evil.example" not in passed.get_data(as_text=True) + str(passed.headers)


def copied(site: Site, who: str) -> tuple[FlaskClient, FlaskClient]:
    """Return somebody who has just signed in, and who has got hold of a copy of the cookie."""
    cookie = identity.open_session(site.runtime.database, site.ids[who], site.runtime.clock)
    found = site.app.test_client(), site.app.test_client()
    for each in found:
        each.set_cookie("dougong", cookie)
        assert each.get("/account").status_code == 200
    return found


@pytest.mark.parametrize("way", ["signing out", "a new password", "being disabled", "an administrator"])
def test_a_cookie_that_was_copied_ends_with_the_session(site: Site, way: str) -> None:
    own, stolen = copied(site, "lil")
    user = site.call("admin", "GET", f"/user/{site.ids['lil']}").json
    at = f"/user/{user['id']}"
    if way == "signing out":
        assert own.post("/sign-out", data=hidden(own.get("/account")), headers=OURS).status_code in {302, 303}
    elif way == "a new password":
        identity.set_password(site.runtime.database, "lil", PASSWORD, site.runtime.clock)
    elif way == "being disabled":
        off = site.call("admin", "PATCH", at, {"status": "disabled"}, If_Match=f'"{user["version"]}"').json
        on = site.call("admin", "PATCH", at, {"status": "active"}, If_Match=f'"{off["version"]}"')
        assert on.status_code == 200
    else:
        admin, page = site.screen("admin"), f"/admin/users/{user['id']}/account"
        sent = {**hidden(admin.get(page)), "_do": "sessions"}
        assert admin.post(page, data=sent, headers=OURS).status_code in {200, 302, 303}
    for each in (own, stolen):
        assert each.get("/account").status_code in {302, 303}, "nobody comes in by the old cookie"
        assert each.post("/o/deal/new", data={"name": "x"}, headers=OURS).status_code in {302, 303, 403}


#: What is asked of a record that is hidden and of one there is not.
CLOCKED = (("GET", "/deal/{}", None), ("GET", "/deal/{}/history", None), ("GET", "/deal/{}?explain=1", None),
           ("PATCH", "/deal/{}", {"name": "x"}), ("DELETE", "/deal/{}", None), ("GET", "/deal/{}?titles=1", None),
           ("POST", "/deal/{}/share", {"whom": "user/1"}), ("GET", "/deal/{}/attachments", None))


@pytest.mark.parametrize(("method", "address", "json"), CLOCKED)
@pytest.mark.usefixtures("unchanged")
def test_the_hidden_takes_as_many_waits_as_the_missing(site: Site, deals, method: str, address: str, json: Any) -> None:
    def waits(id: int) -> int:
        site.call("ann", method, address.format(id), json, If_Match='"1"')          # what is compiled once is compiled
        before = METER.waits
        answer = site.call("ann", method, address.format(id), json, If_Match='"1"')
        assert answer.status_code in {403, 404}, answer.json
        return METER.waits - before

    assert waits(deals["bob"]["id"]) == waits(MISSING)
