"""Form and API are one door: the same document is accepted or refused by both, with the same words, at one place."""

import re
from decimal import Decimal
from typing import Any

import pytest

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields, told

NEW = "/o/sample_order/new"
LINE = (("lines[0].item", "Bolt"), ("lines[0].qty", "2"), ("lines[0].price", "1.25"))


@pytest.mark.parametrize(("typed", "sent", "pointer"), [
    ({"due": ""}, {}, None),
    ({"state": "open"}, {"state": "open"}, "/due"),
    ({"discount": "20"}, {"discount": "20"}, "/reason"),
    ({"lines[0].qty": ""}, {"lines": [{"item": "Bolt", "price": "1.25"}]}, "/lines/0/qty"),
    ({"discount": "1e999"}, {"discount": "1e999"}, "/discount"),
])
def test_both_say_the_same(api: Api, screen: Screen, typed: dict[str, str], sent: dict[str, Any],
                           pointer: str | None) -> None:
    partner = api.partner()
    document = {"partner": partner["id"], "lines": [{"item": "Bolt", "qty": "2", "price": "1.25"}], **sent}
    by_api = api("POST", "/sample_order", document)
    by_form = screen.fill(NEW, ("partner", f"#{partner['id']}"), *{**dict(LINE), **typed}.items())
    if pointer is None:
        assert (by_api.status_code, by_form.status_code) == (201, 303)
        return
    assert (by_api.status_code, by_form.status_code) == (422, 422)
    refused = {each["pointer"]: each["message"] for each in (by_api.json or {})["errors"]}
    assert set(refused) == {pointer}
    assert set(refused) == set(wrong(by_form.get_data(as_text=True)))
    if pointer != "/discount":                  # typed text is read forgivingly: its refusal has its own words
        assert refused[pointer] in told(by_form)


def wrong(page: str) -> list[str]:
    """Return the pointers of the fields a page marks as wrong."""
    return re.findall(r'class="[^"]*is-wrong[^"]*"[^>]*data-pointer="([^"]+)"', page)


def test_a_hidden_and_an_unknown_name_and_a_column_of_the_engine_are_refused_by_the_form_too(
        api: Api, screen: Screen) -> None:
    partner = api.partner()
    for name in ("no_such_field", "version_of_mine", "created_by"):
        answer = screen.fill(NEW, ("partner", f"#{partner['id']}"), *LINE, (name, "1"))
        assert answer.status_code == 422, name


def test_what_is_typed_forgivingly_is_stored_exactly(api: Api, screen: Screen) -> None:
    partner = api.partner()
    answer = screen.fill(NEW, ("partner", f"#{partner['id']}"), ("ordered_on", "2026-2-3"),
                         ("lines[0].item", "Bolt"), ("lines[0].qty", "1.2万"), ("lines[0].price", "1,000.5"))
    number = int(re.findall(r"/(\d+)\?", answer.location)[0])
    record = (api("GET", f"/sample_order/{number}").json) or {}
    assert record["ordered_on"] == "2026-02-03"
    assert Decimal(record["lines"][0]["qty"]) == 12000
    assert record["total"] == "12006000.00"


def test_only_what_was_changed_is_sent_so_others_edits_stay(api: Api, screen: Screen) -> None:
    made = api.order(reference="R-1")
    address = f"/o/sample_order/{made['id']}/edit"
    held = screen.get(address)
    assert held.status_code == 200
    mine = fields(held, address)
    api("PATCH", f"/sample_order/{made['id']}", {"version": made["version"], "reference": "R-2"})
    mine = [(name, "12" if name == "discount" else value) for name, value in mine]
    answer = screen.client.post(address, headers=OURS, data=as_pairs([*mine, ("reason", "bulk")]))
    assert answer.status_code == 303
    record = api("GET", f"/sample_order/{made['id']}").json or {}
    assert (record["reference"], record["discount"]) == ("R-2", "12.00")


def test_a_clash_shows_both_values_and_the_choice_is_kept(api: Api, screen: Screen) -> None:
    made = api.order(due="2030-01-01")
    address = f"/o/sample_order/{made['id']}/edit"
    mine = [(name, "2030-05-05" if name == "due" else value) for name, value in fields(screen.get(address), address)]
    api("PATCH", f"/sample_order/{made['id']}", {"version": made["version"], "due": "2030-07-07"})
    clash = screen.client.post(address, headers=OURS, data=as_pairs(mine))
    assert clash.status_code == 409
    assert "5 May 2030" in told(clash)
    assert "7 Jul 2030" in told(clash)
    chosen = [pair for pair in fields(clash, address) if not pair[0].startswith("_take")]
    for take, kept in (("theirs", "2030-07-07"), ("mine", "2030-05-05")):
        answer = screen.client.post(address, headers=OURS, data=as_pairs([*chosen, ("_take:due", take)]))
        assert answer.status_code == 303
        record = api("GET", f"/sample_order/{made['id']}").json or {}
        assert record["due"] == kept
        chosen = [(name, str(record["version"]) if name == "_version" else value) for name, value in chosen]


def test_a_form_sent_twice_makes_one_record(api: Api, screen: Screen) -> None:
    partner, before = api.partner(), api.rows("sample_order")
    wanted = {"partner": f"#{partner['id']}", **dict(LINE)}
    held = fields(screen.get(NEW), NEW)
    sent = as_pairs([(name, wanted.get(name, value)) for name, value in held])
    first, second = (screen.client.post(NEW, headers=OURS, data=sent) for _ in range(2))
    assert first.location == second.location
    assert api.rows("sample_order") == before + 1


@pytest.mark.parametrize("query", ["level=gold", "q=P&sort=-code", "limit_amount[gte]=0&level[in]=gold,silver",
                                   "where=level == 'gold'", "active=true&fields=code,name"])
def test_a_list_takes_the_parameters_of_the_api_and_shows_the_same_rows(api: Api, screen: Screen, query: str) -> None:
    api.partner(level="gold")
    rows = api("GET", f"/sample_partner?{query}&limit=50").json or {}
    page = screen.get(f"/o/sample_partner?{query}&limit=50").get_data(as_text=True)
    shown = re.findall(r'<tr role="row" data-href="/o/sample_partner/(\d+)"', page)
    assert {int(each) for each in shown} == {row["id"] for row in rows["data"]}


@pytest.mark.parametrize("query", ["nothing=1", "code[has]=x", "sort=nothing", "limit=abc", "cursor=made-up"])
def test_a_parameter_that_means_nothing_is_400_at_both(api: Api, screen: Screen, query: str) -> None:
    assert api("GET", f"/sample_partner?{query}").status_code == 400
    assert screen.get(f"/o/sample_partner?{query}").status_code == 400
