"""Roles, people and their rights without scripts: made, given, looked through, explained, taken away."""

import re
from collections.abc import Iterator

import pytest

from dougong.access import identity
from tests.journeys.api.conftest import Api, opened
from tests.unit.web.conftest import OURS, PASSWORD, Screen, as_pairs, do, fields, told

#: One admin's work on one site: a worker of its own would only start a second server.
pytestmark = pytest.mark.xdist_group("roles")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A server of its own: its roles are nobody else's business."""
    home = tmp_path_factory.mktemp("roles")
    yield from opened(f"sqlite:///{home / 'web.db'}", home)


@pytest.fixture(scope="module")
def screen(api: Api) -> Screen:
    return Screen(api)


@pytest.fixture(autouse=True)
def no_draft(screen: Screen) -> Iterator[None]:
    """Whatever a test leaves in the draft is gone before the next."""
    yield
    if "not published" in told(screen.get("/admin/roles")):
        assert do(screen, "/admin/plan", "discard") == 303


def person(api: Api, login: str) -> int:
    return int(api.made("user", login=login, name=login.capitalize())["id"])


def give(screen: Screen, user: int, role: str) -> None:
    """Give a role as one does at the screen: open the person, choose the role, press the button."""
    page = screen.get(f"/admin/people/{user}").get_data(as_text=True)
    number = re.search(rf'<option value="(\d+)"[^>]*>{role}</option>', page)
    assert number is not None, f"no role {role} to choose"
    answer = screen.fill(f"/admin/people/{user}", ("role", number[1]), do="give")
    assert answer.status_code == 303, told(answer)


def may(api: Api, user: int, object: str) -> set[str]:
    said = api("GET", f"/me/access?user={user}&object={object}").json
    return {each["verb"] for each in said["verbs"] if each["allowed"]}


@pytest.fixture(scope="module")
def clerk(screen: Screen) -> str:
    """Return the code of a role made and published here: partners of one's own, without what they buy."""
    answer = screen.fill("/admin/roles/new", ("label_en", "Clerk"), ("label_zh-Hans", "文员"), ("include.staff", "1"))
    assert answer.headers["Location"] == "/admin/roles/x_clerk", told(answer)
    answer = screen.fill("/admin/roles/x_clerk/on/sample_partner", ("new.may.read", "1"), ("new.may.create", "1"),
                         ("new.scope", "own"), ("new.field.code", "read"))
    assert answer.status_code == 303, told(answer)
    assert "New role Clerk" in told(screen.get("/admin/roles/x_clerk"))
    assert do(screen, "/admin/plan", "publish") == 303
    return "x_clerk"


@pytest.mark.req("R008")
def test_a_role_is_made_given_and_in_force_at_once(api: Api, screen: Screen, clerk: str) -> None:
    user = person(api, "ann")
    assert may(api, user, "sample_partner") == set()
    give(screen, user, "Clerk")
    assert may(api, user, "sample_partner") == {"read", "create"}
    page = told(screen.get(f"/admin/people/{user}"))
    assert "Clerk In force" in page
    assert "1 person" in told(screen.get(f"/admin/roles/{clerk}"))
    assert "Ann" in told(screen.get(f"/admin/roles/{clerk}"))


def test_ending_a_role_takes_it_away_at_once(api: Api, screen: Screen, clerk: str) -> None:
    user = person(api, "bob")
    give(screen, user, "Clerk")
    held = re.search(r'value="end:(\d+)"', screen.get(f"/admin/people/{user}").get_data(as_text=True))
    assert held is not None
    assert do(screen, f"/admin/people/{user}", f"end:{held[1]}") == 303
    assert may(api, user, "sample_partner") == set()


def test_the_matrix_shows_whose_records_each_role_is_about(screen: Screen, clerk: str) -> None:
    page = told(screen.get("/admin/roles?object=sample_partner"))
    assert "Clerk · Read: Own" in page
    assert "Clerk · Edit: No access" in page
    fields_ = told(screen.get("/admin/roles?object=sample_partner&part=fields"))
    assert "Clerk · code: Read" in fields_
    assert "Clerk · name: Edit" in fields_


def test_a_change_for_one_object_leaves_the_others(api: Api, screen: Screen, clerk: str) -> None:
    """A shipped grant is about customers and more: for leads it loses a verb, for customers nothing."""
    user = person(api, "cat")
    give(screen, user, "Sales representative")
    before, leads = may(api, user, "customer"), may(api, user, "lead")
    page = screen.get("/admin/roles/sales_rep/on/lead").get_data(as_text=True)
    grant = re.search(r'name="([a-z_]+)\.may\.archive" value="1" checked', page)
    assert grant is not None
    assert "archive" in leads
    answer = screen.fill("/admin/roles/sales_rep/on/lead", (f"{grant[1]}.may.archive", ""))
    assert answer.status_code == 303, told(answer)
    assert "was Own" in told(screen.get("/admin/roles?object=lead"))
    plan = told(screen.get("/admin/plan"))
    assert "Loses on Lead" not in plan                          # nobody owns one
    assert do(screen, "/admin/plan", "publish") == 303
    assert may(api, user, "lead") == leads - {"archive"}
    assert may(api, user, "customer") == before


def test_what_only_one_object_has_goes_with_it(screen: Screen) -> None:
    """A shipped grant on customers and more speaks of a field only customers have: the rest of it does not, then."""
    page = screen.get("/admin/roles/sales_rep/on/customer").get_data(as_text=True)
    assert 'name="own.field.credit_limit"' in page
    answer = screen.fill("/admin/roles/sales_rep/on/customer", ("own.may.share", ""))
    assert answer.status_code == 303, told(answer)
    assert "Sales representative · Share: No access was Own" in told(screen.get("/admin/roles?object=customer"))


def run(api: Api, token: str, number: int, transition: str) -> int:
    version = api("GET", f"/lead/{number}").json["version"]            # rules may have looked at a new one
    answer = api.app.test_client(use_cookies=False).post(
        f"/api/v1/lead/{number}/do/{transition}", headers={"Authorization": f"Bearer {token}"},
        json={"version": version})
    return answer.status_code


@pytest.mark.req("R008")
def test_transitions_are_allowed_one_by_one(api: Api, screen: Screen) -> None:
    """Who follows leads up does nothing else with them, as soon as it is published; then nothing at all."""
    answer = screen.fill("/admin/roles/new", ("label_en", "Caller"), ("name", "x_caller"))
    assert answer.status_code == 303, told(answer)
    form = "/admin/roles/x_caller/on/lead"
    assert "Follow up" in told(screen.get(form))
    answer = screen.fill(form, ("new.may.read", "1"), ("new.scope", "all"), ("new.do", "some"), ("new.do.follow", "1"))
    assert answer.status_code == 303, told(answer)
    matrix = told(screen.get("/admin/roles?object=lead"))
    assert "Caller · Follow up: All" in matrix
    assert "Caller · Convert: No access" in matrix
    assert do(screen, "/admin/plan", "publish") == 303
    user = person(api, "cal")
    give(screen, user, "Caller")
    token = identity.create_token(api.runtime.database, "cal", "test", api.runtime.clock)
    first, second = (api.made("lead", name=name, source="web")["id"] for name in ("First", "Second"))
    assert run(api, token, first, "convert") == 403
    assert run(api, token, first, "follow") == 200
    name = re.search(r'name="(x_lead[a-z_0-9]*)\.do"', screen.get(form).get_data(as_text=True))
    assert name is not None
    assert screen.fill(form, (f"{name[1]}.do.follow", "")).status_code == 303
    assert "Loses on Lead (2 records): Follow up" in told(screen.get("/admin/plan"))
    assert do(screen, "/admin/plan", "publish") == 303
    assert run(api, token, second, "follow") == 403


def test_a_draft_tells_who_gains_what_on_how_many_records(api: Api, screen: Screen, clerk: str) -> None:
    user = person(api, "dan")
    give(screen, user, "Clerk")
    partners = len([api.partner() for _ in range(3)]) and api.rows("sample_partner")
    page = screen.get(f"/admin/roles/{clerk}/on/sample_partner").get_data(as_text=True)
    name = re.search(r'name="(x_sample_partner[a-z_0-9]*)\.scope"', page)
    assert name is not None
    answer = screen.fill(f"/admin/roles/{clerk}/on/sample_partner", (f"{name[1]}.scope", "all"))
    assert answer.status_code == 303, told(answer)
    assert f"Gains on Partner ({partners} records): Read" in told(screen.get("/admin/plan"))


def test_a_person_sees_before_saving_what_a_role_would_change(api: Api, screen: Screen, clerk: str) -> None:
    user = person(api, "eve")
    number = re.search(r'<option value="(\d+)"[^>]*>Auditor</option>',
                       screen.get(f"/admin/people/{user}").get_data(as_text=True))
    assert number is not None
    page = told(screen.fill(f"/admin/people/{user}", ("role", number[1]), do="look"))
    assert f"Gains on Partner ({api.rows('sample_partner')} records): Read, Export" in page
    assert may(api, user, "sample_partner") == set()


def test_nonsense_is_refused_and_nothing_is_kept(screen: Screen, clerk: str) -> None:
    answer = screen.fill(f"/admin/roles/{clerk}/on/sample_partner", ("new.may.read", "1"), ("new.where", "nothing = 1"))
    assert answer.status_code == 422
    assert "not published" not in told(screen.get("/admin/roles"))
    assert screen.fill("/admin/roles/new", ("name", "x_clerk"), ("label_en", "Clerk")).status_code == 422
    assert screen.get("/admin/roles/no_such").status_code == 404
    assert screen.get("/admin/people/999999").status_code == 404


def test_a_role_is_copied_and_taken_away_again(screen: Screen) -> None:
    answer = screen.fill("/admin/roles/new?like=sales_rep", ("label_en", "Junior rep"))
    assert answer.headers["Location"] == "/admin/roles/x_junior_rep", told(answer)
    assert "Junior rep · Read: Own" in told(screen.get("/admin/roles?object=customer"))
    assert do(screen, "/admin/roles/x_junior_rep", "drop") == 303
    assert screen.get("/admin/roles/x_junior_rep").status_code == 404
    assert do(screen, "/admin/roles/sales_rep", "drop") == 422


def test_a_role_is_called_otherwise(screen: Screen) -> None:
    answer = screen.fill("/admin/roles/sales_rep/words", ("label_en", "Salesperson"))
    assert answer.status_code == 303, told(answer)
    assert "Salesperson" in told(screen.get("/admin/roles/sales_rep"))


def test_reasons_are_told_for_a_record(api: Api, screen: Screen, clerk: str) -> None:
    user = person(api, "fay")
    give(screen, user, "Clerk")
    partner = api.partner()["id"]
    page = told(screen.get(f"/admin/access?user={user}&object=sample_partner&id={partner}"))
    assert "Fay may not read this record (Partner)" in page
    assert "Clerk allows it only for their own records, and this is none of them" in page
    gone = told(screen.get(f"/admin/access?user={user}&object=sample_partner&id=999999"))
    assert "There is no record 999999" in gone
    assert "Every object" in told(screen.get(f"/admin/access?user={user}"))


def test_departments_stand_as_a_tree_with_their_people(api: Api, screen: Screen, clerk: str) -> None:
    head, member = person(api, "gus"), person(api, "hal")
    above = api.made("unit", code="U1", name="Upper", head=head)["id"]
    below = api.made("unit", code="U2", name="Lower", parent=above)["id"]
    role = api("GET", "/role?code=staff").json["data"][0]["id"]
    api.made("membership", member=member, unit=below, role=role, valid_from="2020-01-01", reason="hired")
    page = told(screen.get("/admin/people"))
    assert re.search(r"Upper 0 people Head Gus Lower 1 person .* Hal Staff", page)
    assert "Manager Gus" in told(screen.get(f"/admin/people/{member}"))


@pytest.fixture
def seeing(api: Api, clerk: str) -> tuple[Screen, int]:
    """An administrator at another device who sees as a clerk."""
    user = person(api, f"see{len(api('GET', '/user?limit=200').json['data'])}")
    admin = Screen(api, again=True)
    give(admin, user, "Clerk")
    sent = [*fields(admin.get(f"/admin/people/{user}"), "/admin/see-as"), ("user", str(user))]
    answer = admin.client.post("/admin/see-as", headers=OURS, data=as_pairs(sent))
    assert answer.status_code == 303
    return admin, user


def test_an_administrator_sees_what_somebody_sees(api: Api, seeing: tuple[Screen, int]) -> None:
    admin, _ = seeing
    theirs = api.partner(name="Not of the clerk")
    page = told(admin.get("/"))
    assert "You see the screens as See" in page
    kept = api("GET", "/audit?what=seen_as").json["data"][0]
    assert (kept["object"], kept["record"]) == ("user", seeing[1])
    assert admin.get("/admin/roles").status_code == 404
    assert admin.get(f"/o/sample_partner/{theirs['id']}").status_code == 404
    assert "You see the screens as See" in told(admin.get("/o/sample_partner"))
    assert "Not of the clerk" not in told(admin.get("/o/sample_partner"))


def test_nothing_is_changed_while_seeing_as_somebody(api: Api, seeing: tuple[Screen, int]) -> None:
    admin, _ = seeing
    before = api.rows("sample_partner")
    answer = admin.fill("/o/sample_partner/new", ("code", "SEEN"), ("name", "Made by whom?"))
    assert answer.status_code == 403
    assert "Nothing can be changed while you see as somebody else" in told(answer)
    assert api.rows("sample_partner") == before
    end = fields(admin.get("/"), "/see-as/end")
    assert admin.client.post("/see-as/end", headers=OURS, data=as_pairs(end)).status_code == 303
    assert "You see the screens as" not in told(admin.get("/"))
    assert admin.get("/admin/roles").status_code == 200


def test_seeing_ends_with_the_session_it_began_in(api: Api, seeing: tuple[Screen, int]) -> None:
    admin, user = seeing
    cookie = admin.client.get_cookie("dougong-seeing")
    assert cookie is not None
    other = Screen(api, again=True)
    other.client.set_cookie("dougong-seeing", cookie.value)
    assert "You see the screens as" not in told(other.get("/"))
    other.client.set_cookie("dougong-seeing", f"{user}.{'0' * 64}")
    assert "You see the screens as" not in told(other.get("/"))


def test_only_administrators_see_as_others(api: Api, clerk: str) -> None:
    """The cookie of an administrator who is none any more means nothing."""
    user = person(api, "ida")
    identity.set_password(api.runtime.database, "ida", PASSWORD, api.runtime.clock)
    client = api.app.test_client()
    door = fields(client.get("/sign-in"), "/sign-in")
    client.post("/sign-in", data={**dict(door), "login": "ida", "password": PASSWORD}, headers=OURS)
    token = dict(fields(client.get("/"), "/language"))["_csrf"]
    answer = client.post("/admin/see-as", headers=OURS, data={"_csrf": token, "user": "1"})
    assert answer.status_code == 404
    for address in ("/admin/roles", "/admin/people", f"/admin/people/{user}", "/admin/access",
                    "/admin/roles/x_clerk", "/admin/roles/x_clerk/on/sample_partner", "/admin/roles/new"):
        assert client.get(address).status_code == 404, address
