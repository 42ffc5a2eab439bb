"""Signing in by the company's account at a real provider: whom it vouches for comes in, whoever forges anything not."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from joserfc.jwk import OctKey, RSAKey
from werkzeug.test import TestResponse

from dougong import config
from dougong.access import factor
from dougong.app import serve
from dougong.config import ConfigError
from dougong.kernel.clock import FixedClock
from dougong.web.provider import provider as provider_of
from tests.journeys.accounts.conftest import Browser
from tests.journeys.accounts.openid import CLIENT, SECRET, OpenIDProvider, serving
from tests.journeys.accounts.test_second import kept, set_up
from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, fields, told

COUNT = count(1)
BACK = "/sign-in/oidc/back"
REFUSED = "/sign-in?refused=1"


@pytest.fixture(scope="module")
def openid() -> Iterator[OpenIDProvider]:
    with serving() as provider:
        yield provider


@pytest.fixture(scope="module")
def linked(api: Api, openid: OpenIDProvider) -> Api:
    """The server, set up with the provider."""
    api.runtime.settings = replace(api.runtime.settings, oidc_issuer=openid.issuer, oidc_client=CLIENT,
                                   oidc_secret=SECRET, oidc_label=None)
    api.app = serve(api.runtime)
    return api


@pytest.fixture
def honest(openid: OpenIDProvider) -> Iterator[OpenIDProvider]:
    """The provider, which tells the truth again after the test."""
    truth = OpenIDProvider(key=openid.key)
    yield openid
    openid.lie, openid.algorithm, openid.forger = truth.lie, truth.algorithm, truth.forger
    openid.says.clear()


@pytest.fixture
def mei(linked: Api, honest: OpenIDProvider) -> str:
    """Somebody here whose address the provider has verified: the name to sign in by."""
    login = f"openid{next(COUNT)}"
    linked.made("user", login=login, name="Mei", email=f"{login}@example.com", language="en")
    honest.says.update(sub=f"sub-{login}", email=f"{login}@example.com", email_verified=True)
    return login


def at_provider(browser: Browser, address: str = "/sign-in/oidc") -> str:
    """Go to the provider, sign in there, and return where it sends the browser back."""
    out = browser.get(address)
    assert out.status_code == 303
    answer = requests.get(out.headers["Location"], allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = answer.headers["Location"]
    assert back.startswith(f"http://127.0.0.1:8000{BACK}?")
    return back.removeprefix("http://127.0.0.1:8000")


def through(browser: Browser) -> TestResponse:
    return browser.get(at_provider(browser))


def through_anew(browser: Browser) -> TestResponse:
    return browser.get(at_provider(browser, "/confirm/oidc"))


def test_the_door_shows_the_way_only_where_there_is_one(linked: Api) -> None:
    assert "Sign in with the company's account" in told(Browser(linked).get("/sign-in"))
    without = replace(linked.runtime.settings, oidc_issuer=None)
    assert provider_of(without) is None


def test_a_verified_address_ties_once_and_the_subject_counts_from_then_on(
        linked: Api, honest: OpenIDProvider, mei: str) -> None:
    browser = Browser(linked)
    answer = browser.get(at_provider(browser, "/sign-in/oidc?next=/account"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert mei in told(browser.get("/account"))
    honest.says.update(email="other@example.com", email_verified=False)
    again = Browser(linked)
    assert through(again).headers["Location"] == "/"
    assert mei in told(again.get("/account"))
    honest.says.update(sub="somebody else", email=f"{mei}@example.com", email_verified=True)
    assert through(Browser(linked)).headers["Location"] == "/"         # a second subject of one person


@pytest.mark.parametrize("says", [
    {"email_verified": False}, {"email_verified": "true"}, {"email": "stranger@example.com"}, {"email": ""}])
def test_who_is_not_vouched_for_by_a_verified_address_of_somebody_here_stays_out(
        linked: Api, honest: OpenIDProvider, mei: str, says: dict[str, Any]) -> None:
    honest.says.update(says)
    browser = Browser(linked)
    assert through(browser).headers["Location"] == REFUSED
    assert "That did not let you in" in told(browser.get(REFUSED))
    assert not browser.is_in()


def test_the_disabled_and_those_who_share_an_address_stay_out(linked: Api, honest: OpenIDProvider, mei: str) -> None:
    linked.made("user", login=f"{mei}b", name="Twin", email=f"{mei}@example.com")
    assert through(Browser(linked)).headers["Location"] == REFUSED
    gone = linked("GET", f"/user?login={mei}b").json["data"][0]
    linked("PATCH", f"/user/{gone['id']}", {"status": "disabled"}, If_Match='"1"')
    assert through(Browser(linked)).headers["Location"] == "/"
    user = linked("GET", f"/user?login={mei}").json["data"][0]
    linked("PATCH", f"/user/{user['id']}", {"status": "disabled"}, If_Match='"1"')
    assert through(Browser(linked)).headers["Location"] == REFUSED


def test_a_second_factor_of_our_own_is_asked_for_all_the_same(linked: Api, mei: str) -> None:
    set_up(linked, mei)
    browser = Browser(linked)
    assert through(browser).headers["Location"] == "/sign-in/code"
    assert not browser.is_in()
    user = linked("GET", f"/user?login={mei}").json["data"][0]
    factor.drop(kept(linked), user["id"], None)


LIES: dict[str, dict[str, Any]] = {
    "audience": {"aud": "another client", "azp": CLIENT}, "audiences": {"aud": [CLIENT, "another"], "azp": "another"},
    "issuer": {"iss": "http://127.0.0.1:1"}, "nonce": {"nonce": "of another question"}, "no nonce": {"nonce": None},
    "over": {"exp": int(time.time()) - 3600}, "no end": {"exp": None}, "nobody": {"sub": None}}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_for_another_by_another_or_of_another_time_is_refused(
        linked: Api, honest: OpenIDProvider, mei: str, lie: str) -> None:
    honest.lie = lambda claims: {name: value for name, value in {**claims, **LIES[lie]}.items() if value is not None}
    browser = Browser(linked)
    assert through(browser).headers["Location"] == REFUSED
    assert not browser.is_in()


def test_a_token_signed_by_another_key_by_our_secret_or_by_none_is_refused(
        linked: Api, honest: OpenIDProvider, mei: str) -> None:
    for algorithm, key in (("RS256", RSAKey.generate_key(2048)), ("HS256", OctKey.import_key(SECRET)),
                           ("none", OctKey.import_key("x" * 32))):
        honest.algorithm, honest.forger = algorithm, key
        assert through(Browser(linked)).headers["Location"] == REFUSED


def test_keys_that_were_changed_are_fetched_again(linked: Api, honest: OpenIDProvider, mei: str) -> None:
    assert through(Browser(linked)).headers["Location"] == "/"
    honest.key = RSAKey.generate_key(2048, {"kid": "one"})
    assert through(Browser(linked)).headers["Location"] == "/"


def test_an_answer_fits_only_the_browser_that_asked_once_and_with_its_state(linked: Api, mei: str) -> None:
    asked, other = Browser(linked), Browser(linked)
    back = at_provider(asked)
    assert other.get(back).headers["Location"] == REFUSED              # no question was asked there
    at_provider(other)
    assert other.get(back).headers["Location"] == REFUSED              # another one was
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    for wrong in ({"state": "x"}, {"code": "made up"}, {"iss": "http://127.0.0.1:1"}, {"error": "access_denied"}):
        fresh = Browser(linked)
        mine = {name: values[0] for name, values in parse_qs(urlsplit(at_provider(fresh)).query).items()}
        assert fresh.get(f"{BACK}?{urlencode({**mine, **wrong})}").headers["Location"] == REFUSED
    assert asked.get(f"{BACK}?{urlencode(query)}").headers["Location"] == "/"
    assert asked.get(back).headers["Location"] == REFUSED              # it was good once
    assert asked.client.get_cookie("dougong-oidc") is None


def test_the_way_back_is_inside_and_a_provider_that_is_away_is_told_of(
        linked: Api, honest: OpenIDProvider, mei: str) -> None:
    browser = Browser(linked)
    back = at_provider(browser, "/sign-in/oidc?next=https://evil.example.net/")
    assert browser.get(back).headers["Location"] == "/"
    away = replace(linked.runtime.settings, oidc_issuer="http://127.0.0.1:9")
    linked.runtime.settings, held = away, linked.runtime.settings
    try:
        lost = serve(linked.runtime).test_client()
        assert lost.get("/sign-in/oidc").headers["Location"] == REFUSED
        assert lost.get("/sign-in").status_code == 200
    finally:
        linked.runtime.settings = held


def test_who_has_no_password_proves_again_who_they_are_by_signing_in_there_anew(
        linked: Api, honest: OpenIDProvider, mei: str) -> None:
    browser, runtime = Browser(linked), linked.runtime
    through(browser)
    user, before = linked("GET", f"/user?login={mei}").json["data"][0], runtime.clock
    runtime.clock = FixedClock(before.now() + timedelta(minutes=20))
    try:
        at = "/confirm?next=%2Faccount"
        page = browser.get(at)
        assert "Sign in again with the company's account" in told(page)
        assert "Password" not in told(page).partition("Is it still you?")[2]
        sent = dict(fields(page, at))
        assert browser.client.post(at, headers=OURS, data=sent).status_code == 422      # nothing was proved yet
        back = at_provider(browser, "/confirm/oidc")
        assert "max_age=0" in browser.get("/confirm/oidc").headers["Location"]
        assert browser.get(back).headers["Location"] == "/confirm"                      # another question since
        honest.says.update(auth_time=int(time.time()) - 3600)
        assert through_anew(browser).headers["Location"] == "/confirm"                  # signed in long ago
        honest.says.update(auth_time=None)
        assert through_anew(browser).headers["Location"] == "/confirm"                  # says nothing of when
        del honest.says["auth_time"]
        honest.says.update(sub="of another", email="nobody@example.com")
        assert through_anew(browser).headers["Location"] == "/confirm"
        assert browser.client.post(at, headers=OURS, data=sent).status_code == 422
        honest.says.update(sub=f"sub-{mei}", email=f"{mei}@example.com")
        assert "go on in the one you came from" in told(through_anew(browser))
        assert browser.client.post(at, headers=OURS, data=sent).headers["Location"] == "/account"
        log = linked("GET", f"/audit?what=account&object=user&record={user['id']}").json["data"]
        assert [each["said"]["what"] for each in log] == ["confirmed"]
    finally:
        runtime.clock = before


def test_another_who_comes_back_from_the_provider_proves_nothing(
        linked: Api, honest: OpenIDProvider, mei: str) -> None:
    browser = Browser(linked)
    through(browser)
    other = f"{mei}o"
    linked.made("user", login=other, name="Other", email=f"{other}@example.com")
    honest.says.update(sub=f"sub-{other}", email=f"{other}@example.com")
    assert through_anew(browser).headers["Location"] == "/confirm"
    assert mei in told(browser.get("/account"))


@pytest.mark.parametrize(("given", "words"), [
    ({"OIDC_ISSUER": "https://login.example.com"}, "DOUGONG_OIDC_CLIENT and DOUGONG_OIDC_SECRET is not; set all"),
    ({"OIDC_ISSUER": "http://login.example.com", "OIDC_CLIENT": "a", "OIDC_SECRET": "b"}, "use https"),
    ({"OIDC_ISSUER": "login", "OIDC_CLIENT": "a", "OIDC_SECRET": "b"}, "write the provider's issuer")])
def test_half_a_provider_does_not_start(tmp_path: Any, given: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        config.load({"DOUGONG_HOME": os.fspath(tmp_path), **{f"DOUGONG_{name}": text for name, text in given.items()}})
