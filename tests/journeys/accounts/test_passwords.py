"""A password of one's own: by the link of a reset, good once, for half an hour; nobody learns who has an account."""

from datetime import timedelta
from itertools import count

import pytest
from argon2 import PasswordHasher

from dougong.access import forgotten, identity
from dougong.kernel.clock import FixedClock
from dougong.store.sql import Statement
from tests.journeys.accounts.conftest import PASSWORD, Browser, link_in, mails_to
from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, fields, told

COUNT = count(1)
OTHER = "zwei Reiher warten lange"


@pytest.fixture
def mei(api: Api) -> str:
    """Somebody with a password and an address of mail: mei<n>@example.com."""
    login = f"mei{next(COUNT)}"
    api.made("user", login=login, name="Mei", email=f"{login}@example.com", language="en")
    identity.set_password(api.runtime.database, login, PASSWORD, api.runtime.clock)
    return login


def test_what_is_kept_of_a_password_is_dear_to_guess(slow_hasher: PasswordHasher) -> None:
    """At least what OWASP's cheat sheet on storing passwords asks of Argon2id: 19 MiB, two passes."""
    kept = slow_hasher.hash("vier Kraniche")
    assert kept.startswith("$argon2id$")
    assert "Kraniche" not in kept
    assert slow_hasher.memory_cost >= 19 * 1024
    assert slow_hasher.time_cost >= 2


def test_nobody_who_is_in_pays_for_a_password(api: Api, mei: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever programs and people ask once they are in, by token or session, no password is hashed."""
    person = Browser(api)
    assert person.sign_in(mei).status_code == 303
    hashed: list[str] = []
    for name in ("hash", "verify"):
        monkeypatch.setattr(PasswordHasher, name, lambda *_, name=name: hashed.append(name))
    assert api("GET", "/me").status_code == 200
    assert api("POST", "/unit", {"code": "QUICK", "name": "Quick"}).status_code == 201
    assert person.client.get("/account").status_code == 200
    assert hashed == []


def ask(api: Api, login: str) -> bytes:
    return Browser(api).fill("/forgot", login=login).get_data()


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_is_good_once(api: Api, mei: str) -> None:
    before, token = Browser(api), identity.create_token(api.runtime.database, mei, "t", api.runtime.clock)
    before.sign_in(mei)
    assert before.is_in()
    ask(api, mei)
    (sent,) = mails_to(api, f"{mei}@example.com")
    link = link_in(sent.mail.body)
    anywhere = Browser(api)
    assert f"For the account {mei}" in told(anywhere.get(link))
    assert "At least 8 characters" in told(anywhere.fill(link, new="short", again="short"))
    assert "differ" in told(anywhere.fill(link, new=OTHER, again=OTHER + "!"))
    done = anywhere.fill(link, new=OTHER, again=OTHER)
    assert (done.status_code, done.headers["Location"]) == (303, "/sign-in?chosen=1")
    assert not before.is_in()
    assert anywhere.get(link).status_code == 404
    assert anywhere.sign_in(mei).status_code == 422
    assert anywhere.sign_in(mei, OTHER).status_code == 303
    assert api("GET", "/me", Authorization=f"Bearer {token}").status_code == 200
    assert mails_to(api, f"{mei}@example.com")[0].mail.subject == "Your password was changed"


def test_who_has_no_account_reads_the_same(api: Api, mei: str) -> None:
    def bare(page: bytes) -> bytes:
        start, end = page.index(b'name="dg-csrf" content="'), page.index(b'">', page.index(b'name="dg-csrf"'))
        return page.replace(page[start + 24:end], b"")
    assert bare(ask(api, mei)) == bare(ask(api, "nobody at all")) == bare(ask(api, f"{mei}@example.com"))
    assert len(mails_to(api, f"{mei}@example.com")) == 2


def test_a_later_link_takes_the_place_of_an_earlier_and_neither_outlives_its_half_hour(api: Api, mei: str) -> None:
    clock, database = FixedClock(api.runtime.clock.now()), api.runtime.database
    for minutes in (-70, -60, -31):
        clock.moment = api.runtime.clock.now() + timedelta(minutes=minutes)
        forgotten.forgot(database, mei, "10.0.0.1", "http://127.0.0.1:8000", clock)
    over = link_in(mails_to(api, f"{mei}@example.com")[0].mail.body)
    assert Browser(api).get(over).status_code == 404
    ask(api, mei)
    ask(api, mei)
    last, earlier = (link_in(each.mail.body) for each in mails_to(api, f"{mei}@example.com")[:2])
    assert Browser(api).get(earlier).status_code == 404
    assert Browser(api).get(last).status_code == 200


def test_a_forged_host_is_refused_and_links_lead_to_the_configured_address(api: Api, mei: str) -> None:
    browser = Browser(api)
    sent = {**dict(fields(browser.get("/forgot"), "/forgot")), "login": mei}
    forged = browser.client.post("/forgot", data=sent, headers={**OURS, "Host": "evil.example.net"})
    assert (forged.status_code, mails_to(api, f"{mei}@example.com")) == (400, [])
    browser.client.post("/forgot", data=sent, headers={**OURS, "Host": "localhost", "X-Forwarded-Host": "evil.example"})
    (written,) = mails_to(api, f"{mei}@example.com")
    assert link_in(written.mail.body).startswith("/password/reset/")


def test_who_asks_too_often_gets_no_more_mail_and_reads_the_same(api: Api, mei: str) -> None:
    for _ in range(8):
        assert b"is on its way" in ask(api, mei)
    assert len(mails_to(api, f"{mei}@example.com")) == 5


def test_the_disabled_are_sent_nothing_and_their_links_are_dead(api: Api, mei: str) -> None:
    ask(api, mei)
    link = link_in(mails_to(api, f"{mei}@example.com")[0].mail.body)
    user = api("GET", f"/user?login={mei}").json["data"][0]
    assert api("PATCH", f"/user/{user['id']}", {"status": "disabled"}, If_Match='"1"').status_code == 200
    ask(api, mei)
    assert Browser(api).get(link).status_code == 404
    assert len(mails_to(api, f"{mei}@example.com")) == 1
    assert api("PATCH", f"/user/{user['id']}", {"status": "active"}, If_Match='"2"').status_code == 200
    assert Browser(api).get(link).status_code == 404


def test_the_disabled_are_out_with_their_next_request_and_stay_out_when_let_in_again(api: Api, mei: str) -> None:
    browser, token = Browser(api), identity.create_token(api.runtime.database, mei, "t", api.runtime.clock)
    browser.sign_in(mei)
    user = api("GET", f"/user?login={mei}").json["data"][0]
    api("PATCH", f"/user/{user['id']}", {"status": "disabled"}, If_Match='"1"')
    assert not browser.is_in()
    assert api("GET", "/me", Authorization=f"Bearer {token}").status_code == 401
    assert Browser(api).sign_in(mei).status_code == 422
    api("PATCH", f"/user/{user['id']}", {"status": "active"}, If_Match='"2"')
    assert not browser.is_in()
    assert api("DELETE", f"/user/{user['id']}", If_Match='"3"').status_code in {200, 204}
    with api.runtime.database.read() as session:
        held = session.rows(Statement(f"select count(*) from dg_session where user_id = {user['id']}", keep=False))
    assert held == [(0,)]
