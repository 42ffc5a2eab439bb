"""What administrators do with accounts of others: invite, disable, reset, sign out; what they read of mails."""

from itertools import count

import pytest

from dougong.access import identity, presence
from tests.journeys.accounts.conftest import PASSWORD, Browser, link_in, mails_to
from tests.journeys.accounts.test_second import set_up
from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, fields, told

COUNT = count(1)


@pytest.fixture(scope="module")
def admin(api: Api) -> Browser:
    """The administrator, at the screens."""
    identity.set_password(api.runtime.database, "admin", PASSWORD, api.runtime.clock)
    browser = Browser(api)
    assert browser.sign_in("admin").status_code == 303
    return browser


@pytest.fixture
def wang(api: Api) -> tuple[int, str]:
    """Somebody with a password and no rights: the id and the name to sign in by."""
    login = f"wang{next(COUNT)}"
    user = api.made("user", login=login, name="Wang", email=f"{login}@example.com", language="en")["id"]
    identity.set_password(api.runtime.database, login, PASSWORD, api.runtime.clock)
    return user, login


@pytest.mark.req("R005")
def test_an_invited_person_comes_in_with_a_password_of_their_own_and_the_roles_given(api: Api, admin: Browser) -> None:
    role = api.made("role", code="clerk", name="Clerk")
    unit = api.made("unit", code="north", name="North")
    page = admin.get("/admin/users/invite")
    assert {"Clerk", "North"} <= set(told(page).split())
    sent = admin.fill("/admin/users/invite", name="Zhou", login="zhou", email="zhou@example.com", language="en",
                      unit=str(unit["id"]), roles=[str(role["id"])])
    assert sent.status_code == 303
    user = identity.user_called(api.runtime.database, "zhou")
    assert sent.headers["Location"] == f"/admin/users/{user}/account?done=person_invited"
    held = api("GET", f"/membership?member={user}").json["data"]
    assert [(each["role"], each["unit"]) for each in held] == [(role["id"], unit["id"])]
    (mail,) = mails_to(api, "zhou@example.com")
    assert "Admin has added you" in mail.mail.body
    browser = Browser(api)
    assert browser.sign_in("zhou", "").status_code == 422
    link = link_in(mail.mail.body)
    assert browser.fill(link, new=PASSWORD, again=PASSWORD).status_code == 303
    assert browser.sign_in("zhou").headers["Location"] == "/"
    assert Browser(api).get(link).status_code == 404
    assert "signs in" not in told(browser.get("/admin/sessions"))
    assert browser.get("/admin/sessions").status_code == 404


@pytest.mark.req("R005")
def test_a_program_invites_too(api: Api) -> None:
    role = api.made("role", code=f"teller{next(COUNT)}", name="Teller")
    login = f"yue{next(COUNT)}"
    answer = api("POST", "/invitations", {"name": "Yue", "login": login, "email": f"{login}@example.com",
                                          "language": "en", "roles": [role["id"]]})
    assert answer.status_code == 201, answer.json
    assert answer.headers["Location"] == f"/api/v1/user/{answer.json['user']}"
    held = api("GET", f"/membership?member={answer.json['user']}").json["data"]
    assert [each["role"] for each in held] == [role["id"]]
    (first,) = mails_to(api, f"{login}@example.com")
    assert api("POST", f"/invitations/{answer.json['user']}/again").status_code == 204
    second, _ = mails_to(api, f"{login}@example.com")
    assert Browser(api).get(link_in(first.mail.body)).status_code == 404, "the second takes the place of the first"
    assert Browser(api).get(link_in(second.mail.body)).status_code == 200


def test_what_a_program_says_wrong_of_a_newcomer_is_named(api: Api) -> None:
    before = api.rows("user")
    wrong = ({"name": "X", "login": "xx"}, {"name": "X", "login": 5, "email": "x@example.com"},
             {"name": "X", "login": "xx", "email": "x@example.com", "role": [1]},
             {"name": "X", "login": "xx", "email": "x@example.com", "roles": ["clerk"]},
             {"name": "X", "login": "xx", "email": "x@example.com", "roles": [999999]})
    pointers = [[each["pointer"] for each in api("POST", "/invitations", each).json["errors"]] for each in wrong]
    assert pointers[:4] == [["/email"], ["/login"], ["/role"], ["/roles"]]
    assert pointers[4] == ["/role"]
    assert api("POST", "/invitations/999999/again").status_code == 404
    assert (api.rows("user"), mails_to(api, "x@example.com")) == (before, [])


def test_a_wrong_invitation_adds_nobody_and_sends_nothing(api: Api, admin: Browser) -> None:
    before = api.rows("user")
    wrong = (("X", "admin", "x@example.com", "Already"), ("", "xx", "x@example.com", "equired"),
             ("X", "xx", "", "equired"), ("X", "xx", "no address", "mail"))
    for name, login, email, words in wrong:
        page = admin.fill("/admin/users/invite", name=name, login=login, email=email)
        assert page.status_code == 422
        assert words.casefold() in told(page).casefold()
    lost = admin.fill("/admin/users/invite", name="X", login="xx", email="x@example.com", roles=["999999"])
    assert lost.status_code == 422
    assert (api.rows("user"), mails_to(api, "x@example.com")) == (before, [])


def test_an_administrator_signs_somebody_out_disables_and_lets_in_again(
        api: Api, admin: Browser, wang: tuple[int, str]) -> None:
    user, login = wang
    at = f"/admin/users/{user}/account"
    first, second = Browser(api), Browser(api)
    assert first.sign_in(login).status_code == second.sign_in(login).status_code == 303
    assert f'href="{at}"' in admin.get("/admin/sessions").get_data(as_text=True)
    assert "by password" in told(admin.get(at))
    token = dict(fields(admin.get(at), at))["_csrf"]
    for each in presence.present_of(api.runtime.database, api.runtime.clock, user)[:1]:
        done = admin.client.post(at, headers=OURS, data={"_csrf": token, "_do": "session", "session": each.id})
        assert done.status_code == 303
    assert [first.is_in(), second.is_in()].count(True) == 1
    admin.fill(at, _do="sessions")
    assert [first.is_in(), second.is_in()] == [False, False]
    assert first.sign_in(login).status_code == 303
    assert admin.fill(at, _do="disabled").headers["Location"] == f"{at}?done=person_disabled"
    assert not first.is_in()
    assert first.sign_in(login).status_code == 422
    assert "Disabled" in told(admin.get(at))
    admin.fill(at, _do="active")
    assert first.sign_in(login).status_code == 303


def test_a_lost_second_factor_is_reset_and_a_new_invitation_sent(
        api: Api, admin: Browser, wang: tuple[int, str]) -> None:
    user, login = wang
    set_up(api, login)
    at = f"/admin/users/{user}/account"
    assert "Second factor" in told(admin.get(at))
    admin.fill(at, _do="factor")
    assert Browser(api).sign_in(login).headers["Location"] == "/"
    assert admin.fill(at, _do="invite").status_code == 303
    (mail,) = mails_to(api, f"{login}@example.com")
    assert link_in(mail.mail.body) in admin.get("/admin/mail").get_data(as_text=True)


def test_these_pages_are_for_administrators_alone(api: Api, admin: Browser, wang: tuple[int, str]) -> None:
    _, login = wang
    browser = Browser(api)
    browser.sign_in(login)
    token = dict(fields(browser.get("/account"), "/account/keys"))["_csrf"]
    for address in ("/admin/sessions", "/admin/mail", "/admin/users/invite", "/admin/users/1/account"):
        assert browser.get(address).status_code == 404
        for wanted in ("disabled", "sessions", "factor", "invite"):
            sent = {"_csrf": token, "_do": wanted, "login": "evil", "name": "E", "email": "e@example.com", "mail": "1"}
            assert browser.client.post(address, headers=OURS, data=sent).status_code in {404, 405}
    assert admin.is_in()
    assert identity.user_called(api.runtime.database, "evil") is None
    assert admin.get("/admin/users/999999/account").status_code == 404
