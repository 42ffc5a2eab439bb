"""Who gives rights proves again who they are, once a quarter of an hour has gone by; what was sent is not lost."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from werkzeug.test import TestResponse

from dougong.access import identity
from dougong.access.guessing import TRIES
from dougong.kernel.clock import FixedClock
from tests.journeys.accounts.conftest import PASSWORD, Browser
from tests.journeys.accounts.test_second import code, set_up
from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, as_pairs, fields, told

COUNT = count(1)
PROOF = {"_password", "_code"}


class Later:
    """An administrator of one's own, at the screens, and a clock that can be put forward."""

    def __init__(self, api: Api) -> None:
        self.api, self.login, self.before = api, f"root{next(COUNT)}", api.runtime.clock
        self.user = api.made("user", login=self.login, name="Root", language="en")["id"]
        known = api("GET", "/role?code=sys_admin").json["data"]
        role = known[0]["id"] if known else api.made("role", code="sys_admin", name="Administrator")["id"]
        api.made("membership", member=self.user, role=role, valid_from="2020-01-01", reason="hired")
        identity.set_password(api.runtime.database, self.login, PASSWORD, api.runtime.clock)
        self.browser = Browser(api)
        self.browser.sign_in(self.login)
        self.other = api.made("user", login=f"{self.login}x", name="Other")["id"]
        self.given = api.made("role", code=self.login, name=f"Porter {self.login}")["id"]

    def wait(self, minutes: int) -> None:
        """Let time go by."""
        self.api.runtime.clock = FixedClock(self.api.runtime.clock.now() + timedelta(minutes=minutes))

    def give(self) -> TestResponse:
        """Send the form that gives somebody a role."""
        return self.browser.fill(f"/admin/people/{self.other}", role=str(self.given), reason="new job", _do="give")

    def held(self) -> list[Any]:
        """Return the reasons for which the other one holds a role."""
        rows = self.api("GET", f"/membership?member={self.other}").json["data"]
        return [each["reason"] for each in rows]

    def prove(self, page: TestResponse, at: str = "", **proof: str) -> TestResponse:
        """Send the page that asks for the proof as it stands, with one."""
        at = at or f"/admin/people/{self.other}"
        sent = [(name, text) for name, text in fields(page, at) if name not in PROOF]
        return self.browser.client.post(at, headers=OURS, data=as_pairs([*sent, *proof.items()]))

    def deeds(self) -> list[str]:
        """Return what the audit log says was done to the account, the latest first."""
        log = self.api("GET", f"/audit?what=account&object=user&record={self.user}")
        return [each["said"]["what"] for each in log.json["data"]]


@pytest.fixture
def later(api: Api) -> Iterator[Later]:
    """An administrator who has just signed in."""
    before = api.runtime.clock
    yield Later(api)
    api.runtime.clock = before


def test_signing_in_is_proof_for_a_quarter_of_an_hour(later: Later) -> None:
    later.wait(14)
    assert later.give().status_code == 303
    assert later.held() == ["new job"]


def test_later_the_password_is_asked_for_and_what_was_sent_goes_on(later: Later) -> None:
    later.wait(15)
    page = later.give()
    assert (page.status_code, "Is it still you?" in told(page)) == (403, True)
    assert later.held() == []
    wrong = later.prove(page, _password="a wrong one")
    assert (wrong.status_code, "This password is wrong" in told(wrong), later.held()) == (422, True, [])
    assert "a wrong one" not in wrong.get_data(as_text=True)
    empty = later.prove(wrong, _password="")
    assert (empty.status_code, "Nothing was given yet" in told(empty)) == (422, True)
    done = later.prove(empty, _password=PASSWORD)
    assert (done.status_code, done.headers["Location"]) == (303, f"/admin/people/{later.other}")
    assert later.held() == ["new job"]
    assert later.deeds()[:2] == ["confirmed", "unconfirmed"]
    later.wait(14)
    assert later.give().status_code == 303
    later.wait(2)
    assert later.give().status_code == 403


def test_nobody_gets_round_it_by_the_forms_for_records(later: Later) -> None:
    later.wait(15)
    post, token = later.browser.client.post, dict(fields(later.browser.get("/account"), "/language"))["_csrf"]
    for at in ("/o/membership/new", f"/o/user/{later.other}/edit", f"/o/user/{later.other}/archive", "/o/unit/new",
               f"/f/cell/user/{later.other}/name", "/o/membership/bulk", "/admin/users/invite", "/confirm",
               f"/o/role/{later.given}/edit", "/admin/settings/sign_in", "/o/sign_in_setting/new",
               f"/admin/people/{later.other}"):
        page = post(at, headers=OURS, data={"_csrf": token, "name": "Changed", "login": "changed"})
        assert (page.status_code, "Is it still you?" in told(page)) == (403, True), at
    for at, button in ((f"/admin/users/{later.other}/account", "factor"), ("/admin/plan", "publish"),
                       (f"/admin/people/{later.other}", "end:1")):
        page = post(at, headers=OURS, data={"_csrf": token, "_do": button})
        assert (page.status_code, "Is it still you?" in told(page)) == (403, True), at
    assert later.api("GET", f"/user/{later.other}").json["name"] == "Other"
    forged = post("/confirm", headers=OURS, data={"_csrf": "made up", "_password": PASSWORD})
    assert forged.status_code == 403
    assert later.deeds()[0] == "password", "a forged proof proves nothing"
    look = post(f"/admin/people/{later.other}", headers=OURS, data={
        "_csrf": token, "_do": "look", "role": str(later.given)})
    assert (look.status_code, "Is it still you?" in told(look)) == (200, False)
    own = later.browser.fill("/account", "/account/keys", name="Robot")     # a key lasts longer than a stolen session
    assert (own.status_code, "Is it still you?" in told(own)) == (403, True)


def test_a_script_is_told_where_the_proof_is_asked_for_and_that_leads_back_inside(later: Later) -> None:
    later.wait(15)
    token = dict(fields(later.browser.get("/account"), "/language"))["_csrf"]
    answer = later.browser.client.post(f"/f/cell/user/{later.other}/name", data={"name": "x"}, headers={
        **OURS, "X-CSRF-Token": token, "X-Dougong-Fragment": "1", "Referer": "http://localhost/o/user?sort=name"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (403, "/confirm?next=%2Fo%2Fuser%3Fsort%3Dname")
    at = answer.headers["HX-Redirect"]
    done = later.prove(later.browser.get(at), at, _password=PASSWORD)
    assert (done.status_code, done.headers["Location"]) == (303, "/o/user?sort=name")
    assert later.browser.get(at).headers["Location"] == "/o/user?sort=name"
    assert later.browser.get("/confirm?next=//evil.example.net/").headers["Location"] == "/"


def test_a_code_of_the_second_factor_is_proof_once(later: Later) -> None:
    set_up(later.api, later.login)
    later.wait(15)
    proof = code(later.api, later.login)
    assert later.prove(later.give(), _code="000000").status_code == 422
    assert later.prove(later.give(), _code=proof).status_code == 303
    later.wait(15)
    stale = later.prove(later.give(), _code=proof)
    assert (stale.status_code, "This code is wrong" in told(stale), len(later.held())) == (422, True, 1)


def test_guessing_is_slow_and_keeps_nobody_from_their_own_door(later: Later) -> None:
    later.wait(15)
    page = later.give()
    for _ in range(TRIES):
        assert later.prove(page, _code="000000").status_code == 422
    held = later.prove(page, _password=PASSWORD)
    assert (held.status_code, "Too many attempts" in told(held), later.held()) == (429, True, [])
    assert Browser(later.api).sign_in(later.login).status_code == 303
    later.wait(16)
    assert later.prove(page, _password=PASSWORD).status_code == 303


def test_an_import_asks_by_what_it_writes_and_files_have_to_come_again(later: Later) -> None:
    later.wait(15)
    post, token = later.browser.client.post, dict(fields(later.browser.get("/account"), "/language"))["_csrf"]
    for name, asked in (("unit", True), ("sample_partner", False)):
        begun = post(f"/o/{name}/import", headers=OURS, data={
            "_csrf": token, "file": (BytesIO(b"code,name\nN1,North\n"), "new.csv")})
        assert begun.status_code == 303, begun.text
        run = post(f"{begun.headers['Location'].partition('?')[0]}/run", headers=OURS, data={"_csrf": token})
        assert ("Is it still you?" in told(run)) is asked
    page = post("/o/unit/new", headers=OURS, data={"_csrf": token, "f": (BytesIO(b"x"), "x.txt"), "name": "<North>"})
    assert "add them again afterwards" in told(page)
    assert ("name", "<North>") in fields(page, "/o/unit/new")


def test_a_program_is_asked_for_no_proof(later: Later) -> None:
    later.wait(60)
    later.api.made("membership", member=later.other, role=later.given, valid_from="2020-01-01", reason="by a program")
    assert later.held() == ["by a program"]
