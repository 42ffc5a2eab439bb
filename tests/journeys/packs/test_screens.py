"""Every list, form and record page of every object answers, in the reader's language, with words and no raw names."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from dougong.access import identity
from dougong.catalog.model import Object
from dougong.web.cookies import session_name
from tests.journeys.api.conftest import Api
from tests.journeys.doors.conftest import Person
from tests.journeys.packs.conftest import Books
from tests.journeys.packs.shop import order
from tests.journeys.packs.trade import product
from tests.unit.web.conftest import OURS, Screen, fields

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@pytest.fixture(scope="module")
def reader(books: Api) -> FlaskClient:
    """Someone signed in who reads Chinese; labels of the other languages are held to exist below."""
    client = Person(books).client
    cookie = client.get_cookie(session_name(books.runtime.settings))
    assert cookie is not None
    identity.speak(books.runtime.database, cookie.value, "zh-Hans")
    return client


def own(books: Api) -> list[Object]:
    return [one for one in books.runtime.live.catalog.objects.values() if one.pack != "trade"]


def page(reader: FlaskClient, address: str) -> str:
    answer = reader.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return unescape(re.sub(r"<script\b.*?</script>", "", answer.text, flags=re.DOTALL))


@pytest.mark.req("R006", "R018")
def test_every_list_renders_under_its_name(books: Api, reader: FlaskClient) -> None:
    assert [one.name for one in own(books) if one.plural["zh-Hans"] not in page(reader, f"/o/{one.name}")] == []


def test_every_form_renders_with_the_fields_it_asks_for(books: Api, reader: FlaskClient) -> None:
    wrong = []
    for one in own(books):
        if one.parent is None and one.access == "user":
            text = page(reader, f"/o/{one.name}/new")
            wrong += [f"{one.name}.{field.name}" for field in one.fields.values()
                      if field.required is True and not field.hidden and field.label["zh-Hans"] not in text]
    assert wrong == []


def test_every_record_that_is_brought_along_has_a_page(books: Api, reader: FlaskClient) -> None:
    seen = 0
    for one in own(books):
        if one.parent is None:
            for record in books("GET", f"/{one.name}?limit=1&fields=title").json["data"]:
                assert record["title"] in page(reader, f"/o/{one.name}/{record['id']}")
                seen += 1
    assert seen >= 7


@pytest.mark.req("R013")
def test_the_api_describes_every_object(books: Api) -> None:
    answer = books.client.get("/api/openapi.json", headers={"Authorization": f"Bearer {books.token}"})
    assert answer.status_code == 200, answer.text
    assert {one.name for one in own(books)} <= (answer.json or {})["components"]["schemas"].keys()


@pytest.mark.req("R014", "PI01")
def test_every_label_is_there_in_every_language(books: Api) -> None:
    missing = []
    for one in own(books):
        labels = {"label": one.label, "plural": one.plural}
        for field in one.fields.values():
            labels[field.name] = field.label
            labels |= {f"{field.name}.{option.name}": option.label for option in field.type.choices(field)}
        labels |= {check.name: check.message for check in one.checks}
        labels |= {unique.name: unique.message for unique in one.uniques if unique.message}
        missing += [f"{one.name} {name} {language}" for name, label in labels.items() for language in LANGUAGES
                    if not label.get(language)]
    assert missing == []


def test_a_refused_form_names_what_its_lines_took_over(books: Api) -> None:
    goods, screen = product(books), Screen(books)
    typed = {**dict(fields(screen.get("/o/deal/new"), "/o/deal/new")), "doc_date": "no day",
             "lines[0].product": f"#{goods['id']}", "lines[0].qty": "2"}
    sent = {name: text for name, text in typed.items() if not name.startswith("lines[0].uom")}
    answer = screen.client.post("/o/deal/new", headers=OURS, data=sent)
    assert answer.status_code == 422
    found = re.findall(r'name="lines\[0\]\.uom"[^>]*value="([^"]*)"', answer.get_data(as_text=True))
    assert found == [books("GET", f"/uom/{goods['uom']}").json["title"]]


def test_home_leads_to_what_waits_for_the_next_step(books: Books) -> None:
    """An order that waits for approval, for whoever may approve it; what nobody leads on from here does not wait."""
    books.ran("sales_order", order(books, {"qty": "1", "entered": "10"}, state="draft"), "submit")
    screen = Screen(books)
    assert 'hx-get="/f/queue"' in screen.get("/").get_data(as_text=True)
    found = re.findall(r'href="(/o/[^"]+)">([^<]+)</a><span[^>]*>([^<]+)</span><span[^>]*>([^<]+)</span>',
                       screen.get("/f/queue").get_data(as_text=True))
    assert ("/o/sales_order?state=pending", "Sales orders", "Pending", "1") in found
    assert not [each for each in found if "state=draft" in each[0] or each[3] == "0"]


def test_lines_that_are_locked_are_neither_added_nor_taken_away(books: Books) -> None:
    """Of an approved order the customer's number may still be written, and no line comes or goes."""
    made, screen = order(books, {"qty": "1", "entered": "10"}), Screen(books)
    page = screen.get(f"/o/sales_order/{made['id']}/edit").get_data(as_text=True)
    assert 'name="customer_po"' in page
    assert "add:lines" not in page
    assert not re.findall(r"data-remove\b(?!d)", page)
    assert "data-blank" not in page
    assert "data-spare" not in page
    free = screen.get("/o/sales_order/new").get_data(as_text=True)
    assert "add:lines" in free
    assert "data-blank" in free
    sent = dict(fields(screen.get(f"/o/sales_order/{made['id']}/edit"), f"/o/sales_order/{made['id']}/edit"))
    answer = screen.client.post(f"/o/sales_order/{made['id']}/edit", headers=OURS,
                                data={**sent, "customer_po": "PO-7", "_do": "save"})
    assert answer.status_code == 303
    assert books("GET", f"/sales_order/{made['id']}").json["customer_po"] == "PO-7"
