"""The two doors of one server: a program at the API, a person at the forms, both in English."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from dougong.access import identity
from dougong.testing.doors import Verdict, by_api, by_form, hidden
from tests.engines import ENGINES, fresh
from tests.journeys.api.conftest import Api, opened

__all__ = ["Doors", "Person", "Verdict", "by_api", "by_form", "hidden", "typed_of"]

PASSWORD = "only-for-tests"
OURS = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"}
#: What makes one record different from the next, whatever was sent.
OWN = frozenset({"id", "number", "title", "version", "created_at", "updated_at", "created_by", "updated_by", "owner"})


class Person:
    """Someone signed in who fills in forms."""

    def __init__(self, api: Api) -> None:
        identity.set_password(api.runtime.database, "admin", PASSWORD, api.runtime.clock)
        self.client: FlaskClient = api.app.test_client()
        self.client.set_cookie("dougong-language", "en")
        door = hidden(self.client.get("/sign-in", headers=OURS).text)
        answer = self.client.post("/sign-in", headers=OURS, data={**door, "login": "admin", "password": PASSWORD})
        assert answer.status_code in {302, 303}, answer.text

    def create(self, object: str, texts: Mapping[str, Any]) -> TestResponse:
        """Open the form of a new record, type, save."""
        return self.typed(f"/o/{object}/new", texts)

    def change(self, object: str, id: int, texts: Mapping[str, Any]) -> TestResponse:
        """Open the form of a record, type, save."""
        return self.typed(f"/o/{object}/{id}/edit", texts)

    def typed(self, path: str, texts: Mapping[str, Any]) -> TestResponse:
        """Open a form, type over it, save. What a text says of the form itself (_version) wins over the form's own."""
        sent = MultiDict({**hidden(self.client.get(path).text), "_do": "save"})
        for name, text in texts.items():
            sent.setlist(name, [text] if isinstance(text, str) else list(text))
        return self.client.post(path, data=sent, headers=OURS)


def typed_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a person types to say a document: yes and no, #42 for a record, a row of the grid for each line."""
    texts: dict[str, Any] = {}
    for name, value in document.items():
        if isinstance(value, list) and any(isinstance(each, dict) for each in value):
            texts.update({f"{name}[{at}].{part}": _text(said) for at, line in enumerate(value)
                          for part, said in line.items()})
        elif value == []:
            texts[name] = ""
        else:
            texts[name] = _text(value)
    return texts


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return ["", *(str(each) for each in value)]
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return str(value)


@dataclass(frozen=True, slots=True)
class Doors:
    """Both doors, and what the cases refer to."""

    api: Api
    person: Person

    def kept(self, object: str) -> list[dict[str, Any]]:
        """Return every record of an object with its lines, as far as it is not its own."""
        rows = self.api("GET", f"/{object}?limit=500&sort=id").json["data"]
        whole = [self.api("GET", f"/{object}/{row['id']}").json for row in rows]
        return [{name: _apart(value) for name, value in each.items() if name not in OWN} for each in whole]


def _apart(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [{name: part for name, part in each.items() if name not in {*OWN, "parent"}} if isinstance(each, dict) else
            each for each in value]


@pytest.fixture(scope="module", params=ENGINES)
def doors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Both doors of one server, once on each database."""
    home = tmp_path_factory.mktemp("doors")
    with fresh(request, home) as address:
        for api in opened(address, home):
            yield Doors(api, Person(api))
