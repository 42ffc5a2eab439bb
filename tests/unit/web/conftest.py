"""The sample pack served on SQLite, an API client, and a browser without a face."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dougong.access import identity
from tests.journeys.api.conftest import Api, opened
from tests.proved import for_good

PASSWORD = "correct horse battery"
OURS = {"Sec-Fetch-Site": "same-origin"}


class Screen:
    """Someone signed in, who fills in forms as a browser without scripts would; `again` at another device too."""

    def __init__(self, api: Api, *, again: bool = False) -> None:
        self.api = api
        self.client: FlaskClient = api.app.test_client()
        if not again:
            identity.set_password(api.runtime.database, "admin", PASSWORD, api.runtime.clock)
        door = fields(self.client.get("/sign-in"), "/sign-in")
        answer = self.client.post("/sign-in", data={**dict(door), "login": "admin", "password": PASSWORD}, headers=OURS)
        assert answer.status_code == 303
        for_good(api.runtime.database, session_of(self.client))
        token = dict(fields(self.client.get("/"), "/language"))["_csrf"]
        self.client.post("/language", headers=OURS, data={"_csrf": token, "language": "en"})

    def get(self, address: str) -> TestResponse:
        """Open a page."""
        return self.client.get(address)

    def fill(self, address: str, *changes: tuple[str, str], do: str = "save") -> TestResponse:
        """Open a form, type over what it holds, add what it does not, and send it."""
        held = fields(self.get(address), address)
        wanted = dict(changes)
        sent = [(name, wanted.pop(name, value)) for name, value in held] + list(wanted.items()) + [("_do", do)]
        return self.client.post(address, headers=OURS, data=as_pairs(sent))


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A program that talks to the same server."""
    home = tmp_path_factory.mktemp("web")
    yield from opened(f"sqlite:///{home / 'web.db'}", home)


@pytest.fixture(scope="session")
def screen(api: Api) -> Screen:
    """Someone at the screens."""
    return Screen(api)


def session_of(client: FlaskClient) -> str:
    """Return the cookie of the session a browser holds."""
    cookie = client.get_cookie("dougong")
    assert cookie is not None
    return cookie.value


def as_pairs(pairs: list[tuple[str, str]]) -> Any:
    """Return pairs as the test client takes several values of one name."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def do(screen: Screen, address: str, verb: str, *more: tuple[str, str]) -> int:
    """Press a button of a form as it stands, and return the status."""
    sent = [*fields(screen.get(address), address), ("_do", verb), *more]
    return screen.client.post(address, headers=OURS, data=as_pairs(sent)).status_code


def fields(page: TestResponse, action: str) -> list[tuple[str, str]]:
    """Return what the form that goes to `action` would send as it stands."""
    reader = _Form(action)
    reader.feed(page.get_data(as_text=True))
    assert reader.pairs, f"no form goes to {action}"
    return reader.pairs


def told(page: TestResponse) -> str:
    """Return the words of a page."""
    text = re.sub(r"<(script|template|style).*?</\1>", " ", page.get_data(as_text=True), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


class _Form(HTMLParser):
    """Reads one form: inputs, ticked boxes, chosen options, texts; what is disabled or in a template is not sent."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.pairs = action, []
        self._in = self._off = False
        self._template = 0
        self._select = self._area = ""
        self._options: list[tuple[str, bool]] = []

    pairs: list[tuple[str, str]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._in = given.get("action") == self.action
        self._template += tag == "template"
        if tag == "fieldset":
            self._off = "disabled" in given
        if not self._in or self._off or self._template:
            return
        name = given.get("name") or ""
        ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
        if tag == "input" and name and given.get("type") != "file" and ticked:
            self.pairs.append((name, given.get("value") or ""))
        if tag == "select":
            self._select, self._options = name, []
        if tag == "option" and self._select:
            self._options.append((given.get("value") or "", "selected" in given))
        if tag == "textarea":
            self._area = name
            self.pairs.append((name, ""))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.pairs[-1] = (self._area, data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        self._template -= tag == "template"
        if tag == "form":
            self._in = False
        if tag == "textarea":
            self._area = ""
        if tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected] or [self._options[0][0]]
            self.pairs.append((self._select, chosen[0]))
            self._select = ""
        if tag == "fieldset":
            self._off = False
