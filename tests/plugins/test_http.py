"""A plugin over HTTP: its call answers through the API, its panel stands on the record page."""

import re

import pytest
from flask.testing import FlaskClient

from dougong.access import identity
from dougong.app import serve
from dougong.kernel.clock import SystemClock
from tests.plugins.cellar import Cellar, plugins

PASSWORD = "correct horse battery"


@pytest.fixture
def client(cellar: Cellar) -> FlaskClient:
    """A client of the whole application."""
    return serve(cellar.runtime, plugins()).test_client()


@pytest.fixture
def token(cellar: Cellar) -> dict[str, str]:
    """The header that says who calls."""
    made = identity.create_token(cellar.runtime.database, "admin", "test", SystemClock())
    return {"Authorization": f"Bearer {made}"}


def test_a_call_of_a_plugin_answers_json(cellar: Cellar, client: FlaskClient, token: dict[str, str]) -> None:
    jar, empty = cellar.jar("5.0"), cellar.jar("1.0")
    cellar.pour(empty, "-1.0")
    answer = client.get("/api/v1/plugins/tally/audit", headers=token)
    assert answer.status_code == 200
    assert answer.get_json() == {"jar_level": {str(jar): {"balance": "5.0", "agrees": True},
                                               str(empty): {"balance": "0.0", "agrees": True}}}


def test_a_call_of_a_plugin_is_for_those_signed_in_and_knows_no_parameters(
        client: FlaskClient, token: dict[str, str]) -> None:
    assert client.get("/api/v1/plugins/tally/audit").status_code == 401
    assert client.get("/api/v1/plugins/tally/audit?deep=1", headers=token).status_code == 400
    assert client.get("/api/v1/plugins/tally/absent", headers=token).status_code == 404
    assert client.post("/api/v1/plugins/tally/audit", json={}, headers=token).status_code == 405


def test_a_refusal_of_a_plugin_is_a_problem_in_the_callers_language(
        cellar: Cellar, client: FlaskClient, token: dict[str, str]) -> None:
    jar = cellar.jar("5.0")
    answer = client.post("/api/v1/pour", json={"jar": jar, "litres": "-6.0"}, headers={
        **token, "Accept-Language": "zh-Hans"})
    assert answer.status_code == 422
    (error,) = answer.get_json()["errors"]
    assert (error["pointer"], error["code"]) == ("/litres", "tally_short")
    assert error["message"] in {"只剩 5.0", "Only 5.0 left"}
    assert cellar.level(jar) == "5.0"


def test_the_tables_of_a_plugin_are_read_but_not_written(
        cellar: Cellar, client: FlaskClient, token: dict[str, str]) -> None:
    jar = cellar.jar("5.0")
    (row,) = client.get(f"/api/v1/jar_level_balance?bucket={jar}", headers=token).get_json()["data"]
    assert row["balance"] == "5.0"
    answer = client.patch(f"/api/v1/jar_level_balance/{row['id']}", headers=token,
                          json={"version": row["version"], "balance": "9.0"})
    assert answer.status_code == 405
    assert client.post("/api/v1/jar_level_entry", json={"bucket": jar, "quantity": "1.0"}, headers=token
                       ).status_code == 405
    assert cellar.level(jar) == "5.0"


def test_the_panel_stands_on_the_record_page_of_what_is_counted(cellar: Cellar, client: FlaskClient) -> None:
    jar = cellar.jar("5.0")
    pour = cellar.pour(jar, "2.5")
    sign_in(cellar, client)
    page = client.get(f"/o/pour/{pour}").get_data(as_text=True)
    (panel,) = re.findall(r'<section [^>]*"box-tally_levels">(.*?)</section>', page, re.DOTALL)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", panel)).split()
    assert words == ["计数", "余额", "7.5"]
    assert f'href="/o/jar/{jar}"' in panel


def test_no_panel_stands_where_none_applies(cellar: Cellar, client: FlaskClient) -> None:
    jar = cellar.jar("5.0")
    sign_in(cellar, client)
    page = client.get(f"/o/jar/{jar}").get_data(as_text=True)
    assert "plum" in page
    assert "tally_levels" not in page


def sign_in(cellar: Cellar, client: FlaskClient) -> None:
    """Sign in as the first user by the form of the sign-in page."""
    identity.set_password(cellar.runtime.database, "admin", PASSWORD, SystemClock())
    form = client.get("/sign-in").get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    answer = client.post("/sign-in", headers={"Sec-Fetch-Site": "same-origin"},
                         data={**hidden, "login": "admin", "password": PASSWORD})
    assert answer.status_code in {302, 303}, answer.get_data(as_text=True)
