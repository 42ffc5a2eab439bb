"""Why a transition can be run or not, and what a state locks: told by what enforces, to who may know."""

from typing import Any

import pytest

from tests.journeys.access.served import Site
from tests.journeys.flows.conftest import asked, demand, done
from tests.journeys.flows.test_screens import send, text


def told(site: Site, who: str, record: dict[str, Any]) -> dict[str, Any]:
    """Return what `?explain=1` says of a demand."""
    answer = site.call(who, "GET", f"/demand/{record['id']}?explain=1")
    assert answer.status_code == 200, answer.json
    return dict(answer.json or {})


@pytest.mark.req("R008")
def test_each_way_on_says_what_keeps_it_shut(flows: Site) -> None:
    found = {each["transition"]: each for each in told(flows, "ann", demand(flows, parts=[]))["transitions"]}
    assert {name: (each["allowed"], each["verdict"]) for name, each in found.items()} == {
        "ask": (False, "stopped"), "void": (True, "runs")}
    assert found["ask"]["text"] == "Ask cannot be run: It has no parts yet"
    assert found["ask"]["conditions"] == [{"text": "count(parts) > 0", "holds": False, "values": {}}]
    assert [(each["grant"], each["covers"]) for each in found["ask"]["grounds"]] == [("own", True)]


def test_a_way_for_others_says_for_whom(flows: Site) -> None:
    found = {each["transition"]: each for each in told(flows, "ann", asked(flows))["transitions"]}
    assert (found["agree"]["allowed"], found["agree"]["text"]) == (
        False, "Agree is for Checker, and Ann is none of them")
    assert found["decide"]["text"] == "Decide cannot be run: Decide happens when the approval ends"
    theirs = {each["transition"]: each for each in told(flows, "che", asked(flows))["transitions"]}
    assert theirs["agree"]["verdict"] == "runs"
    assert (theirs["void"]["verdict"], theirs["void"]["text"]) == ("not_granted", "No role of Che may run Void")


def test_what_is_explained_is_what_happens(flows: Site) -> None:
    asks = {"ask": {"due": "2026-12-01"}, "void": {"why": "x"}}
    for who in ("ann", "che", "both", "admin"):
        for record in (demand(flows, parts=[]), asked(flows)):
            answer = flows.call(who, "GET", f"/demand/{record['id']}?explain=1")
            for each in answer.json["transitions"] if answer.status_code == 200 else ():
                tried = flows.call(who, "POST", f"/demand/{record['id']}/do/{each['transition']}?dry_run=1", {
                    "version": record["version"], **asks.get(each["transition"], {})})
                refused = tried.status_code in {403, 404, 409}
                assert each["allowed"] != refused, (who, each["transition"], tried.status_code, tried.json)


def test_a_locked_record_says_what_is_left(flows: Site) -> None:
    record = asked(flows)
    assert told(flows, "ann", record)["locked"] == {
        "state": "Asked", "kind": "except", "text": "While the state is Asked, only Parts, Remark can be edited"}
    over = done(flows, "ann", record, "void", why="wrong")
    assert told(flows, "ann", over)["locked"]["text"] == "Nothing can be edited while the state is Void"
    assert told(flows, "ann", demand(flows))["locked"] is None


def test_the_page_begins_with_what_was_asked_for_and_a_script_gets_the_drawer(flows: Site) -> None:
    record = demand(flows, parts=[])
    at, ann = f"/o/demand/{record['id']}", flows.screen("ann")
    assert f'href="{at}/why?about=do+ask" data-why' in ann.get(at).text
    page = ann.get(f"{at}/why?about=do+ask")
    assert text(page).index("Ask → Asked") < text(page).index("No role of Ann")
    assert "the number of Parts &gt; 0" in page.text
    drawer = ann.get(f"{at}/why?about=do+ask", headers={"X-Dougong-Fragment": "1"})
    assert "<html" not in drawer.text
    assert ("is-asked" in drawer.text, 'id="dg-why-title"' in drawer.text) == (True, True)


def test_administrators_see_why_somebody_else_cannot(flows: Site) -> None:
    record = asked(flows)
    page = flows.screen("admin").get(f"/o/demand/{record['id']}/why?about=do+agree&_for={flows.ids['ann']}")
    assert "Agree is for Checker, and Ann is none of them" in text(page)
    hidden = flows.screen("admin").get(f"/o/demand/{record['id']}/why?_for={flows.ids['bob']}")
    assert "Bob may not read this record" in text(hidden)


def test_what_is_refused_leads_to_the_reasons(flows: Site) -> None:
    record = asked(flows)
    at = f"/o/demand/{record['id']}"
    refused = send(flows, "che", at, f"{at}/archive", _version=str(record["version"]))
    assert refused.status_code == 403
    assert f'href="{at}/why?about=archive"' in refused.text
    stopped = send(flows, "ann", at, f"{at}/do/ask", _version=str(record["version"]), due="2026-12-01")
    assert (stopped.status_code, f'href="{at}/why?about=do+ask"' in stopped.text) == (409, True)
    assert "/why" not in send(flows, "bob", "/account", f"{at}/archive", _version="1").text, "nothing of what is hidden"


@pytest.mark.req("R008")
def test_who_may_do_what_names_the_transitions_too(flows: Site) -> None:
    record = asked(flows)
    found = {who: flows.call("admin", "GET", f"/me/access?user={flows.ids[who]}&object=demand&id={record['id']}").json
             for who in ("ann", "che")}
    ways = {who: {each["transition"]: (each["allowed"], each["verdict"]) for each in said["transitions"]}
            for who, said in found.items()}
    assert ways["ann"]["void"] == (True, "covered")
    assert ways["che"]["void"] == (False, "not_granted")
    assert ways["che"]["agree"] == (True, "covered")
    assert "decide" not in ways["ann"], "nobody runs what an approval runs"
    said = {each["transition"]: each["text"] for each in found["che"]["transitions"]}
    assert said["void"] == "No role of Che grants this: “Void” (Demand)"
    every = flows.call("che", "GET", "/me/access").json["objects"]
    assert next(each["transitions"] for each in every if each["object"] == "demand") == [
        {"transition": "agree", "label": "Agree"}, {"transition": "back", "label": "Back"}]
    page = text(flows.screen("admin").get(
        f"/admin/access?user={flows.ids['ann']}&object=demand&id={record['id']}"))
    assert "Ann may “Void” this record (Demand)" in page


@pytest.mark.req("R008")
def test_a_button_says_what_keeps_it_from_being_pressed(flows: Site) -> None:
    record = demand(flows, amount="2.00")
    at = f"/demand/{record['id']}"
    (found,) = told(flows, "ann", record)["buttons"]
    assert (found["button"], found["label"], found["allowed"]) == ("dearer", "Raise", False)
    assert found["text"] == "Raise cannot be run: It is dear already"
    assert found["conditions"] == [{"text": "amount < 2", "holds": False, "values": {"amount": "2.00"}}]
    theirs = told(flows, "che", record)["buttons"]
    assert [(each["verdict"], each["text"], each["conditions"]) for each in theirs] == [
        ("not_granted", "No role of Che may run Raise", [])]
    screen = flows.screen("ann")
    assert f'href="/o{at}/why?about=press+dearer" data-why' in screen.get(f"/o{at}").text
    page = text(screen.get(f"/o{at}/why?about=press+dearer"))
    assert page.index("Raise cannot be run: It is dear already") < page.index("No role of Ann")


def test_a_refused_call_leads_to_its_reasons(flows: Site) -> None:
    record = asked(flows)
    at, why = f"/demand/{record['id']}", f"/api/v1/demand/{record['id']}?explain=1"
    version = {"version": record["version"]}
    for who, call, status in (("che", ("POST", f"{at}/do/void", {**version, "why": "x"}), 403),
                              ("ann", ("POST", f"{at}/do/ask", {**version, "due": "2026-12-01"}), 409),
                              ("ann", ("POST", f"{at}/share", {"whom": "user/1", "verb": "read"}), 403),
                              ("che", ("POST", f"{at}/press/dearer", version), 403)):
        answer = flows.call(who, *call)
        assert (answer.status_code, answer.json["why"]) == (status, why), call
        assert flows.call(who, "GET", why.removeprefix("/api/v1")).status_code == 200
    exports = flows.call("che", "POST", "/exports", {"object": "demand", "format": "csv"})
    assert (exports.status_code, exports.json["why"]) == (403, "/api/v1/me/access?object=demand")
    said = flows.call("che", "GET", "/me/access?object=demand").json["verbs"]
    assert {each["verb"]: each["allowed"] for each in said}["export"] is False
    hidden = flows.call("bob", "POST", f"{at}/do/void", {**version, "why": "x"})
    assert (hidden.status_code, "why" in hidden.json) == (404, False)


def test_the_reasons_say_which_roles_may(flows: Site) -> None:
    page = text(flows.screen("che").get(f"/o/demand/{asked(flows)['id']}/why"))
    assert "No role of Che may run Void" in page
    assert "Roles that may: Maker" in page
