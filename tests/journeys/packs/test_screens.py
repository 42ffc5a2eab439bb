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
