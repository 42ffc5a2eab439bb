"""Transitions by the API: who may run them, from where, with what; and that nothing else moves the state."""

from typing import Any

import pytest

from tests.journeys.access.served import Site
from tests.journeys.flows.conftest import asked, demand, done


def refused(answer: Any) -> tuple[int, str, list[str]]:
    """Return status, code, and what was told of fields."""
    return answer.status_code, answer.json["code"], [each["code"] for each in answer.json.get("errors", ())]


@pytest.mark.req("R009")
def test_a_demand_goes_its_way_and_the_history_tells_it(flows: Site) -> None:
    record = demand(flows)
    assert (record["state"], record["version"]) == ("draft", 1)
    record = done(flows, "ann", record, "ask", due="2026-12-01")
    assert (record["state"], record["due"], record["version"]) == ("asked", "2026-12-01", 2)
    record = done(flows, "che", record, "agree")
    told = flows.call("ann", "GET", f"/demand/{record['id']}/history").json["data"]
    assert [(each["actor"], each["cause"], each["transition"]) for each in told] == [
        (flows.ids["che"], None, {"name": "agree", "from": "asked", "to": "agreed"}),
        (flows.ids["ann"], None, {"name": "ask", "from": "draft", "to": "asked"}), (flows.ids["ann"], None, None)]


def test_a_transition_writes_what_it_sets_and_nobody_else_does(flows: Site) -> None:
    record = asked(flows, parts=[{"name": "a", "amount": "10.00"}])
    assert (record["agreed_at"], record["price"]) == (None, None)
    record = done(flows, "che", record, "agree")
    assert (record["price"], record["taxed"]) == ("3.33", "6.66")
    assert record["agreed_at"] == record["updated_at"]
    answer = flows.call("ann", "PATCH", f"/demand/{record['id']}", {"version": record["version"], "price": "1.00"})
    assert refused(answer) == (422, "refused", ["readonly"])
    record = done(flows, "che", record, "back")
    assert (record["agreed_at"], record["price"]) == (None, "3.33")


@pytest.mark.req("R009")
def test_an_illegal_transition_is_a_conflict_and_changes_nothing(flows: Site) -> None:
    record = demand(flows)
    answer = flows.call("both", "POST", f"/demand/{record['id']}/do/agree", {"version": 1})
    assert refused(answer) == (409, "illegal_transition", ["transition_from"])
    assert answer.json["errors"][0]["message"] == "Agree is not possible from Draft"
    assert answer.json["current"]["state"] == "draft"
    assert flows.call("ann", "GET", f"/demand/{record['id']}").json == record


@pytest.mark.parametrize(("who", "transition", "status"), [
    ("ann", "agree", 403),             # for checkers
    ("bob", "ask", 404),               # not one of bob's
    ("che", "void", 403),              # may run what the grant names, and no more
    ("che", "end", 403),
    ("admin", "end", 409),             # by itself
    ("admin", "decide", 409),          # by an approval
    ("admin", "nonsense", 404), ("ann", "nonsense", 404)])
def test_who_may_not_is_told(flows: Site, who: str, transition: str, status: int) -> None:
    record = asked(flows)
    answer = flows.call(who, "POST", f"/demand/{record['id']}/do/{transition}", {"version": 2})
    assert answer.status_code == status, answer.json
    assert flows.call("ann", "GET", f"/demand/{record['id']}").json["version"] == 2


def test_a_guard_tells_in_the_words_of_the_definition(flows: Site) -> None:
    record = demand(flows, parts=[])
    answer = flows.call("ann", "POST", f"/demand/{record['id']}/do/ask", {"version": 1, "due": "2026-12-01"},
                        Accept_Language="zh-Hans")
    assert refused(answer) == (409, "transition_guard", ["transition_unmet"])
    assert answer.json["errors"][0]["message"] == "还没有明细"
    assert (answer.json["current"]["due"], answer.json["current"]["state"]) == (None, "draft")


@pytest.mark.parametrize(("body", "status", "code", "pointer"), [
    ({"version": 1}, 422, "required", "/due"),
    ({"version": 1, "due": "no day"}, 422, "date", "/due"),
    ({"version": 1, "due": "2026-12-01", "name": "Other"}, 422, "unknown_field", "/name"),
    ({"version": 1, "due": "2026-12-01", "state": "over"}, 422, "unknown_field", "/state"),
    ({"due": "2026-12-01"}, 428, "", None), ({"version": 9, "due": "2026-12-01"}, 409, "", None),
    ([], 400, "", None)])
def test_nonsense_is_refused_and_nothing_changes(flows: Site, body: Any, status: int, code: str,
                                                 pointer: str | None) -> None:
    record = demand(flows)
    answer = flows.call("ann", "POST", f"/demand/{record['id']}/do/ask", body)
    assert answer.status_code == status, answer.json
    if pointer:
        assert (pointer, code) in {(each["pointer"], each["code"]) for each in answer.json["errors"]}
    assert flows.call("ann", "GET", f"/demand/{record['id']}").json["version"] == 1


def test_conditions_keys_and_trials_are_those_of_a_change(flows: Site) -> None:
    record = demand(flows)
    at, body = f"/demand/{record['id']}/do/ask", {"due": "2026-12-01"}
    assert flows.call("ann", "POST", at, body, If_Match='"2"').status_code == 412
    tried = flows.call("ann", "POST", f"{at}?dry_run=1", body, If_Match='"1"')
    assert (tried.status_code, tried.json["state"]) == (200, "asked")
    assert flows.call("ann", "GET", f"/demand/{record['id']}").json["state"] == "draft"
    key = f"once-{record['id']}"
    first = flows.call("ann", "POST", at, body, If_Match='"1"', Idempotency_Key=key)
    again = flows.call("ann", "POST", at, body, If_Match='"1"', Idempotency_Key=key)
    assert (first.status_code, again.status_code, again.json["version"]) == (200, 200, 2)
    other = flows.call("ann", "POST", f"/demand/{record['id']}/do/void", {"why": "x"}, If_Match='"1"',
                       Idempotency_Key=key)
    assert other.status_code == 422, "a key belongs to one request"


def test_nothing_else_moves_the_state(flows: Site) -> None:
    record = demand(flows)
    at = f"/demand/{record['id']}"
    answer = flows.call("admin", "PATCH", at, {"version": 1, "state": "agreed"})
    assert refused(answer) == (422, "refused", ["state_by_transition"])
    assert flows.call("admin", "PATCH", at, {"version": 1, "state": "draft", "remark": "same"}).status_code == 200
    for state in ("agreed", "over"):
        made = flows.call("admin", "POST", "/demand", {"name": "Far", "state": state})
        assert refused(made) == (422, "refused", ["state_initial"])
    assert flows.call("admin", "POST", "/demand", {"name": "New", "state": "draft"}).status_code == 201


def test_a_form_of_a_new_record_begins_in_the_initial_state(flows: Site) -> None:
    told = flows.call("ann", "POST", "/demand/preview", {"values": {"name": "Paper"}})
    assert (told.status_code, told.json["values"]["state"], told.json["errors"]) == (200, "draft", [])


def test_what_is_locked_stays(flows: Site) -> None:
    record = asked(flows)
    at, part = f"/demand/{record['id']}", record["parts"][0]

    def change(**values: Any) -> Any:
        return flows.call("ann", "PATCH", at, {"version": record["version"], **values})

    assert refused(change(name="Other")) == (422, "refused", ["locked"])
    assert change(name="Other").json["errors"][0]["message"] == "Locked while the state is Asked"
    assert refused(change(parts=[]))[2] == ["locked"]
    line = {"id": part["id"], "name": "A4", "amount": "3", "note": "new"}
    answer = change(parts=[line])
    assert [(each["pointer"], each["code"]) for each in answer.json["errors"]] == [("/parts/0/amount", "locked")]
    assert change(name="Paper", remark="free", parts=[{"id": part["id"], "note": "free"}]).status_code == 200
    gone = flows.call("ann", "DELETE", at)
    assert refused(gone) == (409, "archive_locked", ["archive_in_state"])
    done(flows, "che", flows.call("che", "GET", at).json, "agree")
    record = flows.call("ann", "GET", at).json
    assert change(name="Other").status_code == 200, "only amount and parts are locked now"
    record = flows.call("ann", "GET", at).json
    assert refused(change(amount="9"))[2] == ["locked"]
    assert flows.call("ann", "DELETE", at).status_code == 204, "what is locked in part goes to the bin"


def test_what_follows_by_itself_follows_in_the_same_change(flows: Site) -> None:
    record = done(flows, "che", asked(flows), "agree")
    answer = flows.call("ann", "PATCH", f"/demand/{record['id']}", {"version": record["version"], "remark": "done"})
    assert answer.status_code == 200, answer.json.get("errors", answer.json)
    assert (answer.json["state"], answer.json["version"]) == ("over", record["version"] + 2)
    told = flows.call("ann", "GET", f"/demand/{record['id']}/history").json["data"]
    assert told[0]["transition"] == {"name": "end", "from": "agreed", "to": "over"}
    assert (told[0]["actor"], told[0]["cause"]) == (flows.ids["ann"], "demand.update")
    assert told[1]["transition"] is None


def test_what_can_be_done_is_told_with_what_keeps_it(flows: Site) -> None:
    record = demand(flows, parts=[])
    at = f"/demand/{record['id']}"
    told = flows.call("ann", "GET", f"{at}/transitions").json
    assert told["state"] == "draft"
    assert [(each["name"], each["runs"], [why["message"] for why in each["reasons"]], each["lacks"])
            for each in told["data"]] == [
        ("ask", False, ["It has no parts yet"], ["due"]), ("void", True, [], ["why"])]
    assert told["data"][1]["question"] == "It will be void for good"
    names = {each["name"] for each in flows.call("che", "GET", f"{at}/transitions").json["data"]}
    assert names == set(), "a checker does nothing with a draft"
    record = asked(flows)
    names = {each["name"]: each["runs"] for each in
             flows.call("admin", "GET", f"/demand/{record['id']}/transitions").json["data"]}
    assert names == {"agree": True, "back": True, "decide": False, "void": True}
    assert flows.call("bob", "GET", f"/demand/{record['id']}/transitions").status_code == 404
    assert flows.call("admin", "GET", "/user/1/transitions").status_code == 404


def test_many_at_once_each_with_its_verdict(flows: Site) -> None:
    first, second = asked(flows), demand(flows)
    rows = [{"verb": "do", "transition": "agree", "id": each["id"], "version": each["version"]}
            for each in (first, second)]
    answer = flows.call("admin", "POST", "/demand/batch", {"changes": rows})
    assert [each["status"] for each in answer.json["data"]] == [200, 409]
    assert answer.json["data"][1]["problem"]["code"] == "illegal_transition"
    third = asked(flows)
    rows = [{"verb": "do", "transition": "agree", "id": each["id"], "version": each["version"]}
            for each in (third, second)]
    answer = flows.call("admin", "POST", "/demand/batch", {"atomic": True, "changes": rows})
    assert answer.status_code == 409
    assert flows.call("admin", "GET", f"/demand/{third['id']}").json["state"] == "asked"
    bad = flows.call("admin", "POST", "/demand/batch", {"changes": [{"verb": "do", "id": 1}]})
    assert [each["pointer"] for each in bad.json["errors"]] == ["/changes/0/transition"]


def test_the_document_lists_what_one_may_run(flows: Site) -> None:
    def calls(who: str) -> set[str]:
        answer = flows.app.test_client(use_cookies=False).get(
            "/api/openapi.json", headers={"Authorization": f"Bearer {flows.tokens[who]}"})
        return {path.rpartition("/")[2] for path in answer.json["paths"] if "/demand/{id}/do/" in path}

    assert (calls("ann"), calls("che"), calls("admin")) == (
        {"ask", "void"}, {"agree", "back"}, {"ask", "agree", "back", "void"})
