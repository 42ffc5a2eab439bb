"""Transitions at the screen: buttons that say why, what is asked first, the path, the board, many at once, the form."""

import re
from typing import Any

import pytest

from dougong.store.meter import METER
from tests.journeys.access.served import Site
from tests.journeys.flows.conftest import asked, demand, done
from tests.journeys.web.test_guard import OURS, hidden


def text(answer: Any) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def send(site: Site, who: str, page: str, address: str, **values: str) -> Any:
    """Send a form of a page."""
    client = site.screen(who)
    token = {"_csrf": hidden(client.get(page))["_csrf"]}
    return client.post(address, headers=OURS, data={**token, **values})


def test_the_page_offers_what_can_be_done_and_says_what_keeps_the_rest(flows: Site) -> None:
    record = demand(flows, parts=[])
    at = f"/o/demand/{record['id']}"
    page = flows.screen("ann").get(at)
    assert "It has no parts yet" in text(page)
    assert 'aria-describedby="why-do-ask"' in page.text
    assert 'id="ask-void"' in page.text
    assert "It will be void for good" in text(page)
    assert "/do/agree" not in page.text, "what one may never do is absent"
    assert [re.sub("<[^>]+>", "", each) for each in re.findall(r'<li class="is-\w+".*?</li>', page.text)] == [
        "Draft", "Asked", "Agreed", "Over"]
    other = f"/o/demand/{asked(flows)['id']}"
    assert f'action="{other}/do/agree"' in flows.screen("che").get(other).text


def test_the_page_reads_the_record_once(flows: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    at, read = f"/o/demand/{demand(flows)['id']}", list[str]()
    waited = METER.waited
    monkeypatch.setattr(METER, "waited", lambda began, statements: (
        read.extend(each.sql for each in statements), waited(began, statements)))
    assert flows.screen("ann").get(at).status_code == 200
    lines = [sql for sql in read if " demand_part" in sql and "AS line_no" in sql]
    assert len(lines) == 1, lines


def test_a_list_asks_for_kept_views_only_where_somebody_keeps_some(flows: Site) -> None:
    def waits(who: str) -> tuple[int, str]:
        screen = flows.screen(who)
        screen.get("/o/demand")                         # what is known once is known
        before = METER.waits
        page = screen.get("/o/demand").text
        return METER.waits - before, page

    few, _ = waits("eve")
    kept = send(flows, "eve", "/o/demand", "/o/demand/views", asks="state=draft", name="My own drafts")
    assert kept.status_code == 303
    (mine, page), (_, other) = waits("eve"), waits("fay")
    assert (mine > few, "My own drafts" in page, "My own drafts" in other) == (True, True, False)
    number = str(re.findall(r"view=~([0-9]+)", kept.headers["Location"].replace("%7E", "~"))[0])
    gone = send(flows, "eve", "/o/demand", "/o/demand/views", _do="drop", id=number, _version="1")
    assert gone.status_code == 303
    left, page = waits("eve")
    assert (left, "My own drafts" in page) == (few, False)


def test_what_it_asks_is_asked_and_then_it_runs(flows: Site) -> None:
    record = demand(flows)
    at = f"/o/demand/{record['id']}"
    page = flows.screen("ann").get(f"{at}/do/ask")
    assert (page.status_code, "Ask: Paper" in text(page), 'name="due"' in page.text) == (200, True, True)
    lacking = send(flows, "ann", at, f"{at}/do/ask", _version="1", due="")
    assert (lacking.status_code, "Due" in text(lacking)) == (422, True)
    ran = send(flows, "ann", at, f"{at}/do/ask", _version="1", due="2026-12-01")
    assert (ran.status_code, ran.headers["Location"]) == (303, f"{at}?done=did")
    page = flows.screen("ann").get(at)
    assert re.findall(r'<li class="is-(\w+)"', page.text) == ["done", "now", "ahead", "ahead"]
    assert "Ask" in text(page)
    late = send(flows, "ann", at, f"{at}/do/void", _version="1", why="late")
    assert late.status_code == 409
    gone = flows.screen("ann").get(f"{at}/do/agree")
    assert gone.status_code == 404


def test_what_is_locked_is_not_typed(flows: Site) -> None:
    record = asked(flows)
    at = f"/o/demand/{record['id']}"
    form = flows.screen("ann").get(f"{at}/edit").text
    assert ('name="remark"' in form, 'name="name"' in form, 'name="state"' in form) == (True, False, False)
    over = done(flows, "ann", record, "void", why="wrong")
    page = flows.screen("ann").get(f"/o/demand/{over['id']}")
    assert "Locked while the state is Void" in text(page)


@pytest.mark.parametrize(("to", "status", "why"), [
    ("agreed", 200, ""), ("over", 422, "Nothing leads from here to Over"),
    ("void", 422, "Void asks something first; open the record")])
def test_a_card_of_the_board_goes_by_a_transition(flows: Site, to: str, status: int, why: str) -> None:
    record = asked(flows)
    client = flows.screen("admin")
    token = hidden(client.get(f"/o/demand/{record['id']}"))["_csrf"]
    answer = client.post(f"/o/demand/{record['id']}/move", headers={**OURS, "X-Dougong-Fragment": "1"}, data={
        "_csrf": token, "_field": "state", "_to": to, "_version": str(record["version"])})
    assert (answer.status_code, answer.json.get("why", [""])[0] if why else "") == (status, why)
    if to == "void":
        assert "It will be void for good" in text(client.get(answer.json["ask"])), "where it is asked"
    now = flows.call("admin", "GET", f"/demand/{record['id']}").json["state"]
    assert now == (to if status == 200 else "asked")


def test_the_diagram_marks_where_it_is_and_how_it_got_there(flows: Site) -> None:
    record = asked(flows)
    page = flows.screen("ann").get(f"/o/demand/{record['id']}/flow")
    assert page.status_code == 200
    found = {label: standing for standing, label in re.findall(
        r'<g class="is-(\w+)"><rect[^>]*/><text[^>]*>(\w+)</text>', page.text)}
    assert found == {"Draft": "done", "Asked": "now", "Agreed": "ahead", "Over": "ahead", "Void": "ahead"}
    assert page.text.count('<g class="is-gone">') == 1
    assert "Ask: Draft → Asked" in text(page)
    assert flows.screen("bob").get(f"/o/demand/{record['id']}/flow").status_code == 404
    assert flows.screen("admin").get("/o/user/1/flow").status_code == 404


def test_a_board_goes_by_the_state_unless_another_field_is_asked_for(flows: Site) -> None:
    record = asked(flows)
    page = flows.screen("admin").get("/o/demand?_as=board").text
    assert re.findall(r'data-lane="?(\w+)', page)[:3] == ["draft", "asked", "agreed"]
    assert f'data-card-id="{record["id"]}"' in page


def test_many_at_once(flows: Site) -> None:
    first, second = asked(flows), demand(flows)
    listed = flows.screen("admin").get("/o/demand")
    assert 'value="do:agree"' in listed.text
    told = send(flows, "admin", "/o/demand", "/o/demand/bulk", _do="do:agree",
                _id=f"{first['id']},{second['id']}", _back="/o/demand")
    assert told.status_code == 200
    assert "Agree is not possible from Draft" in text(told)
    asks = send(flows, "admin", "/o/demand", "/o/demand/bulk", _do="do:void", _id=str(second["id"]))
    assert ('name="why"' in asks.text, "It will be void for good" in text(asks)) == (True, True)
    told = send(flows, "admin", "/o/demand", "/o/demand/bulk", _do="do:void", _id=str(second["id"]), why="x",
                _apply="1")
    assert "Skipped" not in text(told), text(told)
    assert [flows.call("admin", "GET", f"/demand/{each['id']}").json["state"] for each in (first, second)] == [
        "agreed", "void"]


def test_a_button_is_pressed_on_the_page_and_says_why_it_cannot_be(flows: Site) -> None:
    record = demand(flows, amount="1.00")
    at = f"/o/demand/{record['id']}"
    assert 'id="ask-press-dearer"' in flows.screen("ann").get(at).text
    pressed = send(flows, "ann", at, f"{at}/press/dearer", _version="1")
    assert (pressed.status_code, pressed.headers["Location"]) == (303, f"{at}?done=did")
    page = flows.screen("ann").get(at)
    assert 'aria-describedby="why-do-press-dearer"' in page.text
    assert "It is dear already" in text(page)
    again = send(flows, "ann", at, f"{at}/press/dearer", _version="2")
    assert (again.status_code, "It is dear already" in text(again)) == (409, True)
    assert "/press/dearer" not in flows.screen("che").get(f"/o/demand/{asked(flows)['id']}").text
