"""The designer without scripts: what an administrator collects, reads as a plan, and publishes; drafts survive."""


import pytest

from dougong.web.design.naming import name_from
from tests.journeys.api.conftest import Api
from tests.journeys.api.test_layers import change
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields, told
from tests.unit.web.design.conftest import OBJECT, add, do, place, sheet

#: One admin's work on one site: a worker of its own would only start a second server.
pytestmark = pytest.mark.xdist_group("designer")


def test_an_object_is_made_published_and_used(screen: Screen, api: Api) -> None:
    assert "Add an object" in told(screen.get("/admin/catalog"))
    answer = screen.fill("/admin/design/object", ("label_en", "Visit plan"), ("label_zh-Hans", "拜访计划"),
                         ("plural_en", "Visit plans"), ("number", "VP{seq:4}"), ("title", "{number}"))
    assert (answer.status_code, answer.headers["Location"]) == (303, OBJECT)
    add(screen, "text", ("label_en", "Subject"), ("label_zh-Hans", "主题"), ("required", "1"))
    add(screen, "date", ("label_en", "Day"), ("default", "=today()"))
    add(screen, "choice", ("label_en", "State"), ("option0_en", "Planned"), ("option1_en", "Done"),
        ("option0_zh-Hans", "计划中"), ("default", "planned"))
    add(screen, "link", ("label_zh-Hans", "伙伴"), ("to", "sample_partner"))
    add(screen, "money", ("label_en", "Cost"), ("min", "0"))
    words = told(screen.get(OBJECT))
    assert "2 not published" in words
    assert f"Catalog {api.runtime.live.catalog.number}" in told(screen.get("/admin/catalog"))
    assert all(each in words for each in ("Subject x_subject", "x_day", "State x_state", "x_huo_ban", "Cost x_cost"))
    assert "Link · Partner" in words
    assert "x_visit_plan" not in api.runtime.live.catalog.objects

    plan = screen.get("/admin/plan")
    number = api.runtime.live.catalog.number
    assert f"Made for catalog {number}" in told(plan)
    assert "CREATE TABLE x_visit_plan" in told(plan)
    done = screen.client.post("/admin/plan", headers=OURS, data=as_pairs(
        [*fields(plan, "/admin/plan"), ("_do", "publish")]))
    assert (done.status_code, done.headers["Location"]) == (303, f"/admin/history/{number + 1}")
    assert "There are no changes to publish" in place(screen)

    thing = api.runtime.live.catalog.objects["x_visit_plan"]
    assert dict(thing.label) == {"en": "Visit plan", "zh-Hans": "拜访计划"}
    assert [(each.name, each.type.key) for each in thing.fields.values()] == [
        ("x_subject", "text"), ("x_day", "date"), ("x_state", "choice"), ("x_huo_ban", "link"), ("x_cost", "money")]
    assert "Visit plans" in told(screen.get("/"))
    assert screen.fill("/o/x_visit_plan/new", ("x_cost", "12")).status_code == 422
    made = screen.fill("/o/x_visit_plan/new", ("x_subject", "看样机"), ("x_cost", "12"))
    assert made.status_code == 303, told(made)
    words = told(screen.get("/o/x_visit_plan"))
    assert "VP0001" in words
    assert "Planned" in words


def test_what_makes_no_definition_is_said_and_not_kept(screen: Screen, tour: str) -> None:
    answer = screen.fill(f"{tour}/add?type=integer", ("label_en", "Twice"), ("formula", "nothing * 2"))
    assert answer.status_code == 422
    assert "nothing" in told(answer)
    assert dict(fields(answer, f"{tour}/add?type=integer"))["formula"] == "nothing * 2"
    assert screen.fill(f"{tour}/add?type=text").status_code == 422
    assert screen.fill(f"{tour}/add?type=text", ("label_en", "A"), ("name", "Bad name")).status_code == 422
    assert screen.fill(f"{tour}/add?type=text", ("label_en", "A"), ("name", "guide")).status_code == 422
    assert "There are no changes to publish" in place(screen)


def test_a_stale_plan_is_refused_and_says_who_published(screen: Screen, api: Api) -> None:
    pack = "/admin/catalog/sample_partner/fields/name"
    assert screen.fill(pack, ("label_en", "Full name")).status_code == 303
    plan = fields(screen.get("/admin/plan"), "/admin/plan")
    number = change(api, {"set": "objects.sample_partner.fields.code.label", "to": {"en": "Short"}})
    late = screen.client.post("/admin/plan", headers=OURS, data=as_pairs([*plan, ("_do", "publish")]))
    assert late.status_code == 409
    assert f"Admin has published catalog {number} since" in told(late)
    assert f'href="/admin/history/{number}"' in late.get_data(as_text=True)
    assert do(screen, "/admin/plan", "publish") == 303
    partner = api.runtime.live.catalog.objects["sample_partner"].fields
    assert (partner["name"].label["en"], partner["code"].label["en"]) == ("Full name", "Short")


def test_two_who_change_one_thing_hear_of_it(screen: Screen, api: Api) -> None:
    assert screen.fill("/admin/catalog/sample_partner/fields/name", ("label_en", "Legal name")).status_code == 303
    change(api, {"set": "objects.sample_partner.fields.name.label", "to": {"en": "Company name"}})
    words = place(screen)
    assert "name.label says something else by now" in words
    assert "Set objects.sample_partner.fields.name.label: Legal name" in words
    assert do(screen, "/admin/plan", "drop:0") == 303
    assert "There are no changes to publish" in place(screen)


def test_a_draft_is_discarded(screen: Screen) -> None:
    assert screen.fill("/admin/catalog/sample_partner/settings", ("label_en", "Friend")).status_code == 303
    assert "Friend" in told(screen.get("/admin/catalog"))
    assert do(screen, "/admin/plan", "discard") == 303
    assert "Friend" not in told(screen.get("/admin/catalog"))


def test_taking_an_addition_out_of_the_draft_takes_what_is_about_it(screen: Screen) -> None:
    at = "/admin/catalog/sample_order"
    add(screen, "text", ("label_en", "Passing"), at=at)
    assert "3 not published" in sheet(screen.get(at))
    assert do(screen, "/admin/plan", "drop:0") == 303
    assert "There are no changes to publish" in place(screen)


def test_a_draft_is_compiled_once_and_only_what_it_touches(screen: Screen, api: Api) -> None:
    """Looking at pages, reading the plan and publishing cost no compilation; an edit reads the site's files alone."""
    at, shop = "/admin/catalog/sample_partner", api.runtime.workshop
    assert screen.fill(f"{at}/fields/name", ("hint_en", "As on the licence")).status_code == 303
    compiled, read, proved = shop.compilations, shop.shelf.readings, shop.proofs
    for address in (at, f"{at}/list", f"{at}/form", f"{at}/checks", f"{at}/fields/name", "/admin/catalog",
                    "/admin/plan"):
        assert screen.get(address).status_code == 200
    assert (shop.compilations, shop.shelf.readings) == (compiled, read)
    assert screen.fill(f"{at}/fields/code", ("hint_en", "Short")).status_code == 303
    assert (shop.compilations, shop.shelf.readings, shop.proofs) == (compiled + 1, read + 1, proved)
    assert do(screen, "/admin/plan", "publish") == 303
    assert shop.compilations == compiled + 1


def test_others_have_no_designer(api: Api) -> None:
    stranger = api.app.test_client()
    for address in ("/admin/plan", "/admin/design/object", "/admin/catalog/sample_partner/add?type=text"):
        assert stranger.get(address).status_code in (302, 303)


@pytest.mark.parametrize(("words", "name"), [
    ({"en": "Visit plan"}, "x_visit_plan"), ({"zh-Hans": "客户"}, "x_ke_hu"), ({"en": "  2nd & last!  "}, "x_2nd_last"),
    ({"en": "Taken"}, "x_taken_2"), ({"en": "！"}, "x_1")])
def test_names_are_made_of_words(words: dict[str, str], name: str) -> None:
    assert name_from(words, {"x_taken"}) == name
