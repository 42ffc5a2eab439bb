"""One's own account: the password, the devices one is signed in on, the keys of one's programs."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from dougong.access import identity
from dougong.access.passwords import weak
from tests.journeys.api.conftest import Api, opened
from tests.unit.web.conftest import OURS, PASSWORD, Screen, as_pairs, fields, told

LONGER = "vier Kraniche fliegen"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.fixture
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A server of its own: passwords change here."""
    home = tmp_path_factory.mktemp("account")
    yield from opened(f"sqlite:///{home / 'web.db'}", home)


@pytest.fixture
def screen(api: Api) -> Screen:
    return Screen(api)


def signed_in(api: Api, password: str = PASSWORD, agent: str = CHROME) -> FlaskClient | None:
    """Return another browser that is signed in, or None when it was not let in."""
    client = api.app.test_client()
    door = dict(fields(client.get("/sign-in"), "/sign-in"))
    answer = client.post("/sign-in", data={**door, "login": "admin", "password": password},
                         headers={**OURS, "User-Agent": agent})
    return client if answer.status_code == 303 else None


def test_a_new_password_signs_everybody_else_out(screen: Screen, api: Api) -> None:
    other = signed_in(api)
    assert other is not None
    assert other.get("/").status_code == 200
    at = "/account/password"
    page = screen.get("/account")
    sent = dict(fields(page, at))
    answer = screen.client.post(at, headers=OURS, data={**sent, "old": PASSWORD, "new": LONGER, "again": LONGER})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account?done=account_password")
    assert screen.get("/account").status_code == 200
    assert other.get("/").status_code == 302
    assert signed_in(api) is None
    assert signed_in(api, LONGER) is not None


@pytest.mark.parametrize(("old", "new", "again", "words"), [
    ("wrong", LONGER, LONGER, "not the present password"), (PASSWORD, LONGER, LONGER + "!", "differ"),
    (PASSWORD, "short", "short", "At least 8 characters"), (PASSWORD, "12345678", "12345678", "Too easily guessed")])
def test_a_password_that_will_not_do_is_refused_and_the_old_one_holds(
        screen: Screen, api: Api, old: str, new: str, again: str, words: str) -> None:
    at = "/account/password"
    sent = dict(fields(screen.get("/account"), at))
    answer = screen.client.post(at, headers=OURS, data={**sent, "old": old, "new": new, "again": again})
    assert answer.status_code == 422
    assert words in told(answer)
    assert f'value="{new}"' not in answer.get_data(as_text=True)
    assert signed_in(api) is not None


def test_a_device_is_named_and_signed_out_at_once(screen: Screen, api: Api) -> None:
    other = signed_in(api)
    assert other is not None
    words = told(screen.get("/account"))
    assert "Chrome · Windows" in words
    assert words.count("This device") == 1
    sent = fields(screen.get("/account"), "/account/sessions")
    token = next(value for name, value in sent if name == "_csrf")
    page = screen.get("/account").get_data(as_text=True)
    session = page.partition('name="session" value="')[2].partition('"')[0]
    assert screen.client.post("/account/sessions", headers=OURS, data={"_csrf": token, "session": session}
                              ).status_code == 303
    assert other.get("/").status_code == 302
    assert screen.get("/").status_code == 200
    assert "Sign out all other devices" not in told(screen.get("/account"))


def test_all_other_devices_are_signed_out_together(screen: Screen, api: Api) -> None:
    others = [signed_in(api), signed_in(api)]
    token = dict(fields(screen.get("/account"), "/account/sessions"))["_csrf"]
    assert screen.client.post("/account/sessions", headers=OURS, data={"_csrf": token}).status_code == 303
    assert [each.get("/").status_code for each in others if each] == [302, 302]
    assert screen.get("/").status_code == 200


def test_a_key_opens_the_api_until_it_is_revoked(screen: Screen, api: Api) -> None:
    sent = fields(screen.get("/account"), "/account/keys")
    made = screen.client.post("/account/keys", headers=OURS, data=as_pairs([
        *((name, value) for name, value in sent if name != "name"), ("name", "Stock robot")]))
    assert made.status_code == 200
    assert "Stock robot" in told(made)
    secret = made.get_data(as_text=True).partition('dg-account-secret">')[2].partition("<")[0]
    assert secret.startswith("dg_")
    asked = {"Authorization": f"Bearer {secret}"}
    program = api.app.test_client()
    assert program.get("/api/v1/sample_partner", headers=asked).status_code == 200
    page = screen.get("/account")
    assert secret not in page.get_data(as_text=True)
    key = page.get_data(as_text=True).partition('name="key" value="')[2].partition('"')[0]
    token = dict(fields(page, "/account/keys/drop"))["_csrf"]
    assert screen.client.post("/account/keys/drop", headers=OURS, data={"_csrf": token, "key": key}).status_code == 303
    assert program.get("/api/v1/sample_partner", headers=asked).status_code == 401
    assert "Stock robot" not in told(screen.get("/account"))


def test_nobody_ends_the_sessions_or_keys_of_another(screen: Screen, api: Api) -> None:
    api.app.test_client()
    made = screen.fill("/o/user/new", ("login", "mei"), ("name", "Mei"))
    assert made.status_code == 303
    clock, database = api.runtime.clock, api.runtime.database
    identity.set_password(database, "mei", LONGER, clock)
    mei = identity.user_called(database, "mei")
    assert mei is not None
    theirs = identity.open_session(database, mei, clock)
    secret = identity.create_token(database, "mei", "hers", clock)
    token = dict(fields(screen.get("/account"), "/account/keys"))["_csrf"]
    for key in range(1, 6):
        screen.client.post("/account/keys/drop", headers=OURS, data={"_csrf": token, "key": str(key)})
    screen.client.post("/account/sessions", headers=OURS, data={"_csrf": token, "session": identity.digest(theirs)})
    assert identity.by_session(database, theirs, clock) is not None
    assert identity.by_token(database, secret, clock).actor.name == "Mei"


def test_a_key_that_is_over_is_not_listed(screen: Screen, api: Api) -> None:
    class LongAgo:
        def now(self) -> object:
            return api.runtime.clock.now() - timedelta(days=40)
    identity.create_token(api.runtime.database, "admin", "over by now", LongAgo(), days=30)   # type: ignore[arg-type]
    assert "over by now" not in told(screen.get("/account"))


@pytest.mark.parametrize(("password", "why"), [
    ("a" * 12, "password_weak"), ("Kranich1", None), ("wangfang2", "password_weak"), ("qwertyuiop", "password_weak"),
    ("87654321", "password_weak"), ("七里香七里香", "password_short"), ("七里香开在夏天的路边", None),
    ("x" * 201, "password_long")])
def test_length_counts_and_what_everybody_types_does_not(password: str, why: str | None) -> None:
    assert weak(password, "wangfang2") == why
