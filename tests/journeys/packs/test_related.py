"""What points to a record stands on its page: what there is first, the rest folded, nothing cut off."""

import re
from html import unescape

import pytest

from tests.journeys.api.conftest import Api
from tests.journeys.doors.conftest import Person


def tabs(person: Person, address: str) -> tuple[list[str], list[str]]:
    """Return the relations ("object.field") of a record's page, those in the open and those folded away."""
    answer = person.client.get(address)
    assert answer.status_code == 200
    text = unescape(answer.get_data(as_text=True))
    section = text[text.index('id="related"'):text.index('<aside class="dg-rail"')]
    shown, _, folded = section.partition("<details")
    found = [re.findall(r'<a class="dg-view" href="[^"]*[?&]related=([a-z_.]+)', part) for part in (shown, folded)]
    return found[0], found[1]


@pytest.mark.req("R006")
def test_documents_that_are_there_come_first_and_nothing_is_cut_off(books: Api) -> None:
    customer = books.made("customer", name="华东机械")["id"]
    books.made("opportunity", name="Line one", customer=customer, amount="50", close_date="2027-01-31")
    books.made("follow_up", related={"object": "customer", "id": customer}, at="2026-11-02T08:00:00Z",
               channel="visit", summary="first")
    person, address = Person(books), f"/o/customer/{customer}"
    shown, folded = tabs(person, address)
    assert shown[:2] == ["opportunity.customer", "follow_up.related"]     # both are there, the document first
    assert len(shown) == 8
    assert {"sales_order.customer", "quotation.customer", "receivable.customer", "task.related"} <= {*shown, *folded}
    assert not set(shown) & set(folded)
    menu = [entry.object for group in books.runtime.live.catalog.menu for entry in group.entries]
    empty = [name.split(".")[0] for name in shown[2:]]
    assert empty == sorted(empty, key=menu.index)                          # documents without rows, as in the menu


def test_a_relation_chosen_from_the_folded_ones_stands_in_the_open(books: Api) -> None:
    customer = books.made("customer", name="华南机械")["id"]
    person, address = Person(books), f"/o/customer/{customer}"
    _, folded = tabs(person, address)
    shown, left = tabs(person, f"{address}?related={folded[-1]}")
    assert folded[-1] in shown
    assert sorted([*shown, *left]) == sorted(name for part in tabs(person, address) for name in part)


def test_of_two_entries_of_one_object_the_one_looked_at_is_marked(books: Api) -> None:
    person = Person(books)
    customer = books.made("customer", name="华北机械")["id"]

    def marked(address: str) -> list[str]:
        found = re.findall(r'dg-nav-item" href="([^"]*)"[^>]*aria-current="page"', person.client.get(address).text)
        return [re.sub(r".*[?&]view=", "", unescape(each)) for each in found]

    found = re.search(r'dg-nav-item" href="([^"]*customer_sea[^"]*)"', person.client.get("/").text)
    assert found is not None
    assert marked("/o/customer") == ["customer_list"]
    assert marked(unescape(found[1])) == ["customer_sea"]
    assert marked(f"/o/customer/{customer}") == ["customer_list"]
