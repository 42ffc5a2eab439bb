"""What guards the screens: requests from elsewhere change nothing, pages run no foreign script."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dougong.access import identity
from dougong.app import serve
from dougong.kernel.clock import SystemClock
from tests.plugins.cellar import Cellar, plugins, serving

PASSWORD = "correct horse battery"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def cellar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cellar]:
    """A served pack on SQLite; what guards the screens does not depend on the database."""
    home: Path = tmp_path_factory.mktemp("guard")
    with serving(f"sqlite:///{home / 'guard.db'}", home) as found:
        identity.set_password(found.runtime.database, "admin", PASSWORD, SystemClock())
        yield found


@pytest.fixture
def visitor(cellar: Cellar) -> FlaskClient:
    """Someone not signed in."""
    return serve(cellar.runtime, plugins()).test_client()


@pytest.fixture
def person(visitor: FlaskClient) -> FlaskClient:
    """Someone signed in."""
    answer = visitor.post("/sign-in", headers=OURS, data={
        **hidden(visitor.get("/sign-in")), "login": "admin", "password": PASSWORD})
    assert answer.status_code in {302, 303}
    return visitor


def hidden(page: TestResponse) -> dict[str, str]:
    """What the forms of a page send along unseen; the page's other forms have a hidden field or two of their own."""
    found = re.findall(r'<input type="hidden" name="(_[^"]+)" value="([^"]*)"', page.get_data(as_text=True))
    return {name: unescape(value) for name, value in found}


def jars(cellar: Cellar) -> int:
    return len(cellar.rows("jar"))


def test_a_form_of_ours_is_obeyed(cellar: Cellar, person: FlaskClient) -> None:
    before = jars(cellar)
    sent = {**hidden(person.get("/o/jar/new")), "name": "plum"}
    assert person.post("/o/jar/new", data=sent, headers=OURS).status_code in {302, 303}
    assert jars(cellar) == before + 1


@pytest.mark.parametrize(("change", "headers"), [
    pytest.param({"_csrf": None}, OURS, id="no-token"),
    pytest.param({"_csrf": ""}, OURS, id="blank-token"),
    pytest.param({"_csrf": "0" * 64}, OURS, id="made-up-token"),
    pytest.param({}, {"Sec-Fetch-Site": "cross-site"}, id="cross-site"),
    pytest.param({}, {"Sec-Fetch-Site": "same-site"}, id="same-site"),
    pytest.param({}, {"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"}, id="other-origin"),
    pytest.param({}, {"Origin": "null"}, id="null-origin"),
    pytest.param({}, {}, id="says-nothing"),
])
def test_a_form_from_elsewhere_changes_nothing(
        cellar: Cellar, person: FlaskClient, change: dict[str, str | None], headers: dict[str, str]) -> None:
    before = jars(cellar)
    sent = {**hidden(person.get("/o/jar/new")), "name": "forged", **change}
    sent = {name: text for name, text in sent.items() if text is not None}
    answer = person.post("/o/jar/new", headers=headers, data=sent)
    assert answer.status_code == 403
    assert jars(cellar) == before


def test_the_token_of_one_session_is_worth_nothing_in_another(cellar: Cellar, person: FlaskClient) -> None:
    other = serve(cellar.runtime, plugins()).test_client()
    other.post("/sign-in", headers=OURS, data={**hidden(other.get("/sign-in")), "login": "admin", "password": PASSWORD})
    before = jars(cellar)
    stolen = {**hidden(other.get("/o/jar/new")), "name": "forged"}
    assert person.post("/o/jar/new", data=stolen, headers=OURS).status_code == 403
    assert jars(cellar) == before


def test_signing_in_needs_a_form_of_ours(visitor: FlaskClient) -> None:
    assert visitor.post("/sign-in", data={"login": "admin", "password": PASSWORD}, headers=OURS).status_code == 403


def test_a_cookie_opens_no_api(person: FlaskClient) -> None:
    assert person.get("/api/v1/jar").status_code == 401
    assert person.post("/api/v1/jar", json={"name": "x"}, headers=OURS).status_code == 401


@pytest.mark.parametrize("address", ["/sign-in", "/", "/o/jar", "/o/jar/new", "/o/jar/999999", "/nowhere", "/search"])
def test_every_page_forbids_foreign_and_inline_script(person: FlaskClient, address: str) -> None:
    answer = person.get(address)
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = answer.get_data(as_text=True)
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|javascript:|\sstyle=", page)


def test_what_a_person_typed_is_text_on_every_page(cellar: Cellar, person: FlaskClient) -> None:
    jar = cellar.add("jar", name="<script>alert(1)</script>\"'&")
    for address in (f"/o/jar/{jar}", f"/o/jar/{jar}/edit", "/o/jar", "/f/pick/jar?q=script"):
        page = person.get(address).get_data(as_text=True)
        assert "<script>alert" not in page, address
    assert "&lt;script&gt;alert(1)" in person.get(f"/o/jar/{jar}").get_data(as_text=True)
