"""Comments and notices on screen, without scripts: said, changed, taken back, followed, read."""

import re

import pytest

from dougong.access import identity
from tests.journeys.api.conftest import COUNT, Api
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields, told


@pytest.fixture(scope="module")
def boss(api: Api) -> str:
    """A token of somebody else, who may do everything too."""
    number = next(COUNT)
    user = api.made("user", login=f"boss{number}", name=f"王芳{number}")["id"]
    role = api("GET", "/role?code=sys_admin").json["data"]
    role_id = role[0]["id"] if role else api.made("role", code="sys_admin", name="Administrator")["id"]
    unit = api.made("unit", code=f"u{number}", name=f"U {number}")["id"]
    api.made("membership", member=user, unit=unit, role=role_id, valid_from="2020-01-01", reason="hired")
    return identity.create_token(api.runtime.database, f"boss{number}", "test", api.runtime.clock)


def post(screen: Screen, page: str, action: str, *more: tuple[str, str]) -> object:
    sent = [pair for pair in fields(screen.get(page), action) if pair[0] not in dict(more)]
    return screen.client.post(action, headers=OURS, data=as_pairs([*sent, *more]))


def as_boss(api: Api, boss: str, method: str, address: str, json: object = None) -> object:
    return api.app.test_client(use_cookies=False).open(
        f"/api/v1{address}", method=method, headers={"Authorization": f"Bearer {boss}"}, json=json)


def test_a_comment_is_said_changed_and_taken_back(screen: Screen, api: Api) -> None:
    at = f"/o/sample_partner/{api.partner()['id']}"
    answer = post(screen, at, f"{at}/comments", ("body", "<b>Quill</b>\nthem & us"))
    assert answer.status_code == 303
    number = re.search(rf"^{at}#comment-(\d+)$", answer.headers["Location"])[1]
    page = screen.get(at).get_data(as_text=True)
    assert "&lt;b&gt;Quill&lt;/b&gt;\nthem &amp; us" in page
    assert "<b>Quill</b>" not in page
    one = f"{at}/comments/{number}"
    assert dict(fields(screen.get(at), one))["body"] == "<b>Quill</b>\nthem & us"
    assert post(screen, at, one, ("body", "Wort"), ("_do", "save")).headers["Location"] == f"{at}#comment-{number}"
    words = told(screen.get(at))
    assert "Wort" in words
    assert "edited" in words
    assert "Quill" not in words
    assert post(screen, at, one, ("_do", "remove")).status_code == 303
    assert "A comment was taken back by Admin" in told(screen.get(at))
    assert "Wort" not in told(screen.get(at))


def test_what_is_not_taken_stays_typed(screen: Screen, api: Api) -> None:
    at = f"/o/sample_partner/{api.partner()['id']}"
    refused = post(screen, at, f"{at}/comments", ("body", "x" * 4001))
    assert refused.status_code == 422
    assert "at most 4,000 characters" in told(refused) or "at most 4000 characters" in told(refused)
    assert dict(fields(refused, f"{at}/comments"))["body"] == "x" * 4001


def test_the_timeline_shows_words_or_changes(screen: Screen, api: Api) -> None:
    at = f"/o/sample_partner/{api.partner()['id']}"
    post(screen, at, f"{at}/comments", ("body", "Nice people"))
    for part, words, changes in (("", True, True), ("comments", True, False), ("changes", False, True)):
        shown = told(screen.get(f"{at}?timeline={part}"))
        assert ("Nice people" in shown, "created this" in shown) == (words, changes), part


def test_a_record_is_followed_and_no_more(screen: Screen, api: Api) -> None:
    partner = api.partner()["id"]
    at = f"/o/sample_partner/{partner}"
    assert api("GET", f"/sample_partner/{partner}/followers").json["following"] is True
    assert post(screen, at, f"{at}/follow", ("on", "0")).status_code == 303
    assert api("GET", f"/sample_partner/{partner}/followers").json["following"] is False
    assert 'aria-pressed="false"' in screen.get(at).get_data(as_text=True).partition(f'action="{at}/follow"')[2][:600]
    assert post(screen, at, f"{at}/follow", ("on", "1")).status_code == 303
    assert api("GET", f"/sample_partner/{partner}/followers").json["following"] is True


def test_the_bell_counts_and_the_page_tells(screen: Screen, api: Api, boss: str) -> None:
    partner = api.partner(name=f"Bell & Sons {next(COUNT)}")
    first = screen.get("/f/bell")
    assert screen.client.get("/f/bell", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    said = as_boss(api, boss, "POST", f"/sample_partner/{partner['id']}/comments", {"body": "@admin have a look"})
    assert said.status_code == 201
    rung = screen.client.get("/f/bell", headers={"If-None-Match": first.headers["ETag"]})
    assert rung.status_code == 200
    assert int(rung.json["text"]) == int(first.json["text"] or 0) + 1
    name = partner["name"].replace("&", "&amp;")
    for address in ("/notices", "/notices?which=mention", "/f/notices", "/"):
        page = screen.get(address)
        assert name in page.get_data(as_text=True), address
        assert f'href="/o/sample_partner/{partner["id"]}#comment-' in page.get_data(as_text=True), address
    assert "mentioned you" in told(screen.get("/notices"))
    assert "@admin have a look" in told(screen.get("/notices"))
    newest = re.search(r'name="last" value="(\d+)"', screen.get("/notices").get_data(as_text=True))[1]
    assert post(screen, "/notices", "/notices", ("last", newest)).status_code == 303
    assert screen.get("/f/bell").json == {"text": "", "label": ""}
    assert "You have read everything" in told(screen.get("/notices?which=unread"))
    assert name not in screen.get("/").get_data(as_text=True).partition("What waits for me")[2][:2000]


def test_reading_leads_back_to_our_own_pages_only(screen: Screen) -> None:
    token = dict(fields(screen.get("/"), "/language"))["_csrf"]
    for back, to in (("/notices?which=unread", "/notices?which=unread"), ("//evil.example", "/"),
                     ("https://evil.example", "/")):
        answer = screen.client.post("/notices", headers=OURS, data={"_csrf": token, "id": "1", "back": back})
        assert (answer.status_code, answer.headers["Location"]) == (303, to)


def test_people_are_offered_by_name_and_by_pinyin(screen: Screen, api: Api) -> None:
    number = next(COUNT)
    api.made("user", login=f"tangyu{number}", name=f"唐宇{number}")
    same = [api.made("user", login=f"same{number}{each}", name=f"李同{number}") for each in "ab"]
    api.made("user", login=f"gone{number}", name=f"唐走{number}", status="disabled")
    for q in (f"唐宇{number}", f"tangyu{number}"):
        options = re.findall(r'data-text="([^"]+)"', screen.get(f"/f/people?q={q}").get_data(as_text=True))
        assert options == [f"唐宇{number}"], q
    twice = re.findall(r'data-text="([^"]+)"', screen.get(f"/f/people?q=李同{number}").get_data(as_text=True))
    assert sorted(twice) == sorted(each["login"] for each in same), "a name of two is no name: the sign-in name is"
    assert re.findall(r"data-text", screen.get(f"/f/people?q=唐走{number}").get_data(as_text=True)) == []


def test_the_palette_leads_to_notices(screen: Screen) -> None:
    assert 'href="/notices"' in screen.get("/f/palette?q=notices").get_data(as_text=True)


def test_how_one_hears_of_notices_is_chosen(screen: Screen, api: Api) -> None:
    held = dict(fields(screen.get("/account"), "/account/notices"))
    assert (held["mail.mention"], held["mail.comment"], "app.comment" in held) == ("at_once", "never", True)
    sent = [(name, value) for name, value in held.items() if name != "app.comment"]
    changed = [(name, "daily" if name == "mail.comment" else value) for name, value in sent]
    answer = screen.client.post("/account/notices", headers=OURS, data=as_pairs(changed))
    assert answer.status_code == 303
    assert api("GET", "/me/notices").json["comment"] == {"app": False, "mail": "daily"}
    assert "Saved" in told(screen.get(answer.headers["Location"].partition("#")[0]))
    screen.client.post("/account/notices", headers=OURS, data=as_pairs(list(held.items())))
    assert api("GET", "/me/notices").json["comment"] == {"app": True, "mail": "never"}


def test_a_line_that_is_changed_is_no_new_one_though_its_fields_were_blank(screen: Screen, api: Api) -> None:
    made = api.made("customer", name="Blank Lines Ltd", contacts=[{"name": "Wei", "is_primary": True}])
    contact = made["contacts"][0]["id"]
    changed = api("PATCH", f"/customer/{made['id']}", {"version": made["version"],
                                                       "contacts": [{"id": contact, "position": "Head of stores"}]})
    assert changed.status_code == 200, changed.json
    page = told(screen.get(f"/o/customer/{made['id']}?timeline=changes"))
    assert "Contacts · Position" in page
    assert "Contacts: line added" not in page
    more = api("PATCH", f"/customer/{made['id']}", {"version": changed.json["version"], "contacts": [
        {"id": contact}, {"name": "Min"}]})
    assert more.status_code == 200, more.json
    assert "Contacts: line added" in told(screen.get(f"/o/customer/{made['id']}?timeline=changes"))
