"""Rollups of the shipped customer pack as programs and people meet them: read, never written, filtered and sorted."""

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import Screen


def _customer(api: Api, name: str, *amounts: str) -> int:
    """Make a customer with open opportunities of these amounts, and one that is lost."""
    id = int(api.made("customer", name=name)["id"])
    for amount in amounts:
        api.made("opportunity", name=name, customer=id, amount=amount)
    lost = api.made("opportunity", name=name, customer=id, amount="1")
    gone = api("POST", f"/opportunity/{lost['id']}/do/lose", {"version": lost["version"], "lost_reason": "price"})
    assert gone.status_code == 200, gone.json
    return id


def test_a_program_reads_filters_and_sorts_by_them(api: Api) -> None:
    small, large = _customer(api, "Small", "5.50"), _customer(api, "Large", "100", "0.01")
    api.made("follow_up", related={"object": "customer", "id": large}, at="2026-11-02T08:00:00Z", channel="visit",
             summary="first")
    api.made("follow_up", related={"object": "customer", "id": large}, at="2026-11-03T08:00:00Z", channel="visit",
             summary="second")
    found = api("GET", f"/customer/{large}").json
    assert found is not None
    assert (found["open_amount"], found["open_opportunities"], found["last_follow_up_at"], found["version"]) == \
        ("100.01", 2, "2026-11-03T08:00:00Z", 1)
    listed = api("GET", "/customer?open_amount[gte]=1&sort=-open_amount&fields=open_amount").json
    assert [row["id"] for row in (listed or {})["data"]] == [large, small]
    met = api("GET", "/customer?last_follow_up_at[null]=false&where=open_opportunities > 1&fields=name").json
    assert [row["id"] for row in (met or {})["data"]] == [large]


def test_nobody_writes_them_and_the_document_says_so(small: Api) -> None:
    answer = small("POST", "/customer", {"name": "Typed", "open_amount": "5"})
    assert answer.status_code == 422
    assert [(each["pointer"], each["code"]) for each in (answer.json or {})["errors"]] == [("/open_amount", "readonly")]
    schemas = (small.client.get("/api/openapi.json", headers={
        "Authorization": f"Bearer {small.token}"}).json or {})["components"]["schemas"]
    assert "open_amount" in schemas["customer"]["properties"]
    assert "open_amount" not in schemas["customer.new"]["properties"]


def test_a_record_read_again_is_read_anew_though_its_version_is_the_same(small: Api) -> None:
    id = _customer(small, "Tagged")
    tag = small("GET", f"/customer/{id}").headers["ETag"]
    small.made("opportunity", name="New", customer=id, amount="7")
    again = small("GET", f"/customer/{id}", If_None_Match=tag)
    assert (again.status_code, (again.json or {})["open_amount"]) == (200, "7.00")


def test_a_form_does_not_ask_for_what_is_rolled_up_the_record_shows_it(small: Api) -> None:
    id = _customer(small, "Shown", "1234.50")
    screen = Screen(small)
    assert 'name="open_amount"' not in screen.get(f"/o/customer/{id}/edit").get_data(as_text=True)
    assert "1,234.50" in screen.get(f"/o/customer/{id}").get_data(as_text=True)
