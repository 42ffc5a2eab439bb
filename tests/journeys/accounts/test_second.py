"""The second factor at the door: asked for after the password, guessed slowly, demanded by a company."""

import re
from datetime import timedelta
from html import unescape
from itertools import count
from typing import Any

import pyotp
import pytest
from werkzeug.test import TestResponse

from dougong.access import factor, identity, passes
from dougong.access.factor import Kept
from dougong.access.guessing import TRIES
from tests.journeys.accounts.conftest import PASSWORD, Browser
from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, fields, told

COUNT = count(1)


@pytest.fixture
def mei(api: Api) -> str:
    """Somebody with a password: mei<n>."""
    login = f"two{next(COUNT)}"
    api.made("user", login=login, name="Mei", language="en")
    identity.set_password(api.runtime.database, login, PASSWORD, api.runtime.clock)
    return login


def kept(api: Api) -> Kept:
    return Kept(api.runtime.database, api.runtime.settings.secret_key, api.runtime.clock)


def user_of(api: Api, login: str) -> int:
    return identity.user_called(api.runtime.database, login) or 0


def code(api: Api, login: str, steps: int = 0) -> str:
    held = factor.factor_of(kept(api), user_of(api, login))
    assert held is not None
    return pyotp.TOTP(held.secret).at(api.runtime.clock.now() + timedelta(seconds=30 * steps))


def set_up(api: Api, login: str) -> tuple[str, ...]:
    factor.begin(kept(api), user_of(api, login))
    return factor.confirm(kept(api), user_of(api, login), code(api, login, -1))


def codes_of(page: TestResponse) -> list[str]:
    return re.findall(r"<li><code>([a-z0-9-]+)</code>", page.get_data(as_text=True))


def test_one_sets_it_up_on_ones_own_account_and_is_asked_for_it_from_then_on(api: Api, mei: str) -> None:
    browser = Browser(api)
    browser.sign_in(mei)
    assert browser.fill("/account", "/account/second", _do="begin").status_code == 303
    page = browser.get("/account")
    secret = factor.factor_of(kept(api), user_of(api, mei))
    assert secret is not None
    assert f">{secret.secret}<" in page.get_data(as_text=True)
    assert 'class="dg-qr"' in page.get_data(as_text=True)
    assert "style=" not in page.get_data(as_text=True).partition("<svg")[2].partition("dg-qr")[2].partition("</svg>")[0]
    wrong = browser.fill("/account", "/account/second", _do="confirm", code="12345x")
    assert (wrong.status_code, "This code is wrong" in told(wrong)) == (422, True)
    done = browser.fill("/account", "/account/second", _do="confirm", code=code(api, mei, -1))
    assert len(codes_of(done)) == 10
    assert codes_of(browser.get("/account")) == []

    other = Browser(api)
    asked = other.sign_in(mei)
    assert (asked.status_code, asked.headers["Location"]) == (303, "/sign-in/code")
    assert not other.is_in()
    assert other.fill("/sign-in/code", code="000000").status_code == 422
    assert not other.is_in()
    inside = other.fill("/sign-in/code", code=code(api, mei))
    assert (inside.status_code, inside.headers["Location"], other.is_in()) == (303, "/", True)
    third = Browser(api)
    third.sign_in(mei)
    assert third.fill("/sign-in/code", code=code(api, mei)).status_code == 422       # that one was used
    assert third.fill("/sign-in/code", code=codes_of(done)[0]).status_code == 303
    assert "9 recovery codes are left" in told(third.get("/account"))


def test_it_goes_only_with_the_password(api: Api, mei: str) -> None:
    browser = Browser(api)
    browser.sign_in(mei)
    set_up(api, mei)
    refused = browser.fill("/account", "/account/second", _do="off", proof="wrong")
    assert refused.status_code == 422
    new = browser.fill("/account", "/account/second", _do="codes", proof=PASSWORD)
    assert len(codes_of(new)) == 10
    assert browser.fill("/account", "/account/second", _do="off", proof=PASSWORD).status_code == 303
    assert Browser(api).sign_in(mei).headers["Location"] == "/"


def test_codes_are_guessed_as_slowly_as_passwords_and_the_right_one_waits_too(api: Api, mei: str) -> None:
    set_up(api, mei)
    browser = Browser(api)
    browser.sign_in(mei)
    for _ in range(TRIES):
        assert browser.fill("/sign-in/code", code="000000").status_code == 422
    assert browser.fill("/sign-in/code", code=code(api, mei)).status_code == 429
    again = Browser(api)
    assert again.sign_in(mei).status_code == 303               # the password is not to blame
    assert again.fill("/sign-in/code", code=code(api, mei)).status_code == 429
    assert not again.is_in()


def test_nothing_between_password_and_code_opens_anything(api: Api, mei: str) -> None:
    set_up(api, mei)
    browser = Browser(api)
    browser.sign_in(mei)
    half = browser.client.get_cookie("dougong-half")
    assert half is not None
    assert half.http_only
    thief = Browser(api)
    thief.client.set_cookie("dougong", half.value)
    assert not thief.is_in()
    held: dict[str, Any] = dict(fields(browser.get("/sign-in/code"), "/sign-in/code"))
    assert browser.fill("/sign-in/code", code=code(api, mei)).status_code == 303
    thief.client.set_cookie("dougong-half", half.value)
    assert thief.get("/sign-in/code").status_code == 302       # it was good once
    assert thief.client.post("/sign-in/code", headers=OURS, data={**held, "code": "1"}).status_code == 403
    late = passes.issued(api.runtime.database, user_of(api, mei), "second", api.runtime.clock)
    assert passes.holder(api.runtime.database, late, "reset", api.runtime.clock) is None


def test_a_company_demands_it_and_it_is_set_up_at_the_door(api: Api, mei: str) -> None:
    company = api.made("company", name="斗拱", short_name="斗拱")["id"]
    assert api("POST", "/sign_in_setting", {"company": company, "second_factor": True}).status_code == 201
    try:
        browser = Browser(api)
        assert browser.sign_in(mei).headers["Location"] == "/sign-in/code"
        page = browser.get("/sign-in/code")
        assert "Your company asks for a second factor" in told(page)
        assert unescape(factor.factor_of(kept(api), user_of(api, mei)).secret) in told(page)   # type: ignore[union-attr]
        done = browser.fill("/sign-in/code", code=code(api, mei))
        assert len(codes_of(done)) == 10
        assert browser.is_in()
        assert browser.fill("/account", "/account/second", _do="off", proof=PASSWORD).status_code == 303
        assert "On" in told(browser.get("/account"))
    finally:
        held = api("GET", "/sign_in_setting").json["data"][0]
        api("PATCH", f"/sign_in_setting/{held['id']}", {"second_factor": False}, If_Match=f'"{held["version"]}"')
    free = f"{mei}b"
    api.made("user", login=free, name="Free")
    identity.set_password(api.runtime.database, free, PASSWORD, api.runtime.clock)
    assert Browser(api).sign_in(free).headers["Location"] == "/"
