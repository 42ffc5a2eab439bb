"""The designer without scripts: an object with fields is made, read as a plan, published and used; drafts survive."""

import re
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from dougong.web.naming import name_from
from tests.journeys.api.conftest import Api, opened
from tests.journeys.api.test_layers import change
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields, told

OBJECT = "/admin/catalog/x_visit_plan"

TOUR = "/admin/catalog/x_tour"

#: One admin's work on one site: a worker of its own would only start a second server.
pytestmark = pytest.mark.xdist_group("designer")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A server of its own: what is designed here is nobody else's business."""
    home = tmp_path_factory.mktemp("design")
    yield from opened(f"sqlite:///{home / 'web.db'}", home)


@pytest.fixture(scope="module")
def screen(api: Api) -> Screen:
    return Screen(api)


@pytest.fixture(scope="module")
def tour(screen: Screen) -> str:
    """Return the address of an object that is designed and published."""
    assert screen.fill("/admin/design/object", ("label_en", "Tour")).headers["Location"] == TOUR
    add(screen, "date", ("label_en", "Day"), at=TOUR)
    add(screen, "choice", ("label_en", "State"), ("option0_en", "Planned"), ("option1_en", "Done"), at=TOUR)
    add(screen, "text", ("label_en", "Guide"), at=TOUR)
    add(screen, "money", ("label_en", "Cost"), at=TOUR)
    assert do(screen, "/admin/plan", "publish") == 303
    return TOUR


@pytest.fixture(autouse=True)
def no_draft(screen: Screen) -> Iterator[None]:
    """Whatever a test leaves in the draft is gone before the next."""
    yield
    if "not published" in told(screen.get("/admin/catalog")):
        assert do(screen, "/admin/plan", "discard") == 303


def sheet(page: TestResponse) -> str:
    """Return the words of a page within its sheet."""
    return told(page).partition("Skip to content")[2].partition("All shortcuts")[0]


def place(screen: Screen) -> str:
    """Return the plan as words."""
    return sheet(screen.get("/admin/plan"))


def do(screen: Screen, address: str, verb: str, *more: tuple[str, str]) -> int:
    sent = [*fields(screen.get(address), address), ("_do", verb), *more]
    return screen.client.post(address, headers=OURS, data=as_pairs(sent)).status_code


def add(screen: Screen, kind: str, *typed: tuple[str, str], at: str = OBJECT) -> None:
    answer = screen.fill(f"{at}/add?type={kind}", *typed)
    assert answer.status_code == 303, told(answer)


def test_an_object_says_whether_search_finds_it(screen: Screen, tour: str) -> None:
    settings = screen.get(f"{tour}/settings")
    assert "Search finds its records" in told(settings)
    assert ("found", "1") in fields(settings, f"{tour}/settings")
    assert screen.fill(f"{tour}/settings", ("label_en", "Tour")).status_code == 303, "what is there stays"
    assert "There are no changes to publish" in place(screen)
    assert screen.fill(f"{tour}/settings", ("found", "")).status_code == 303
    assert "Set objects.x_tour.search: False" in place(screen)
    assert ("found", "1") not in fields(screen.get(f"{tour}/settings"), f"{tour}/settings")


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


def test_fields_are_changed_moved_and_taken_away(screen: Screen, api: Api, tour: str) -> None:
    field = f"{tour}/fields/x_state"
    assert screen.fill(field, ("label_en", "Stage"), ("option2_en", "Called off"), ("option1_place", "1"),
                       ("option0_place", "2")).status_code == 303
    assert do(screen, tour, "up:x_cost") == 303
    assert do(screen, tour, "drop:x_day") == 303
    words = sheet(screen.get(tour))
    assert "Stage x_state" in words
    assert "x_day" not in words.split("Plan of changes")[0]
    assert words.index("x_cost") < words.index("x_guide")
    assert "Remove Tour › Day" in words
    unread = screen.fill("/admin/plan", do="publish")
    assert unread.status_code == 422
    assert "Tick each step" in told(unread)
    plan = screen.get("/admin/plan").get_data(as_text=True)
    ticks = re.findall(r'name="ack" value="(\d+)"', plan)
    assert do(screen, "/admin/plan", "publish", *(("ack", each) for each in ticks)) == 303
    thing = api.runtime.live.catalog.objects["x_tour"]
    assert list(thing.fields) == ["x_state", "x_cost", "x_guide"]
    state = thing.fields["x_state"]
    assert (state.label["en"], [each.name for each in state.type.choices(state)]) == (
        "Stage", ["done", "planned", "called_off"])


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


def test_columns_of_a_list_are_rearranged(screen: Screen, api: Api) -> None:
    before = [each["name"] for each in api.runtime.live.catalog.views["sample_orders"].body["columns"]]
    orders = "/admin/catalog/sample_order/list"
    assert do(screen, orders, f"up:{before[1]}") == 303
    assert do(screen, orders, f"drop:{before[2]}") == 303
    assert do(screen, "/admin/plan", "publish") == 303
    after = [each["name"] for each in api.runtime.live.catalog.views["sample_orders"].body["columns"]]
    assert after == [before[1], before[0], *before[3:]]


def test_whoever_adds_a_field_first_chooses_its_type(screen: Screen) -> None:
    at = "/admin/catalog/sample_partner"
    page = screen.get(f"{at}/add")
    assert page.status_code == 200
    assert {"text", "money", "date", "choice", "link", "tree"} <= set(
        re.findall(r'href="/admin/catalog/sample_partner/add\?type=(\w+)"', page.get_data(as_text=True)))
    add(screen, "tree", ("label_en", "Above"), at=at)
    assert "Above x_above" in sheet(screen.get(at))


def test_a_new_field_stands_in_the_form_and_moves_over_the_edge_of_its_section(screen: Screen, api: Api) -> None:
    at = "/admin/catalog/sample_order"
    add(screen, "text", ("label_en", "Project"), at=at)
    assert "Partner partner Link" in sheet(screen.get(f"{at}/form"))
    assert do(screen, f"{at}/form", "down:head/state") == 303
    assert do(screen, f"{at}/form", "drop:rows/reason") == 303
    assert screen.fill(f"{at}/fields/partner", ("label_en", "Buyer")).status_code == 303
    assert do(screen, "/admin/plan", "publish") == 303
    catalog = api.runtime.live.catalog
    assert [list(each["fields"]) for each in catalog.views["sample_order_form"].body["sections"]] == [
        ["partner", "ordered_on", "due"], ["state", "lines", "net", "discount", "total", "x_project"]]
    assert list(catalog.objects["sample_order"].fields)[-1] == "x_project"
    assert catalog.objects["sample_order"].fields["partner"].label["en"] == "Buyer"


def laid_out(api: Api) -> list[tuple[str, list[str]]]:
    return [(str(each["label"].get("en", "")), list(each["fields"]))
            for each in api.runtime.live.catalog.views["x_camp_form"].body["sections"]]


def test_sections_of_a_form_are_added_named_moved_and_carried_into(screen: Screen, api: Api) -> None:
    at, form = "/admin/catalog/x_camp", "/admin/catalog/x_camp/form"
    assert screen.fill("/admin/design/object", ("label_en", "Camp")).status_code == 303
    for kind, label in (("text", "Place"), ("date", "Day"), ("money", "Cost")):
        add(screen, kind, ("label_en", label), at=at)
    assert screen.fill(form, ("first", "x_cost"), do="section_add").status_code == 422             # it has no words
    assert screen.fill(form, ("first", "x_cost"), ("section_new_en", "Money"), do="section_add:").status_code == 303
    assert do(screen, form, "section_up:x_money") == 303
    assert screen.fill(form, ("section_x_money_en", "Budget"), ("section_x_money_zh-Hans", "预算"),
                       do="section_name:x_money").status_code == 303
    assert do(screen, form, "place:basics/x_day", ("_after", "x_money/")) == 303
    assert do(screen, at, "place:x_cost", ("_after", "")) == 303
    published(screen)
    assert laid_out(api) == [("Budget", ["x_day", "x_cost"]), ("Basics", ["x_place"])]
    assert list(api.runtime.live.catalog.objects["x_camp"].fields) == ["x_cost", "x_place", "x_day"]
    assert do(screen, form, "place:basics/x_place", ("_after", "x_money/x_day")) == 303           # its last field
    published(screen)
    assert laid_out(api) == [("Budget", ["x_day", "x_place", "x_cost"])]


def navigation(api: Api, group: str) -> list[tuple[str, str]]:
    found = next(each for each in api.runtime.live.catalog.menu if each.name == group)
    return [(each.name, each.label.get("en", "")) for each in found.entries]


def test_the_navigation_is_named_put_in_order_hidden_and_added_to(screen: Screen, api: Api) -> None:
    at = "/admin/navigation"
    before, groups = navigation(api, "selling"), [each.name for each in api.runtime.live.catalog.menu]
    assert "Selling" in sheet(screen.get(at))
    assert do(screen, at, f"up:selling/{before[1][0]}") == 303
    assert do(screen, at, f"drop:selling/{before[2][0]}") == 303
    assert do(screen, at, f"group_down:{groups[0]}") == 303
    assert screen.fill(f"{at}/part?group=selling", ("label_en", "Sales")).status_code == 303
    part = f"{at}/part?group=selling&entry={before[0][0]}"
    assert screen.fill(part, ("label_en", "Our people"), ("icon", "users")).status_code == 303
    assert screen.fill(at, ("object", "sample_partner"), ("group", ""), do="add:").status_code == 303
    assert screen.get(f"{at}/part?group=selling&entry=gone").status_code == 404
    published(screen)
    assert navigation(api, "selling") == [before[1], (before[0][0], "Our people"), *before[3:]]
    menu = api.runtime.live.catalog.menu
    assert [each.name for each in menu][:2] == [groups[1], groups[0]]
    assert next(each.label["en"] for each in menu if each.name == "selling") == "Sales"
    ours = next(each for each in menu if each.name == "x_site")
    assert "sample_partner" in [each.object for each in ours.entries]
    words = told(screen.get("/"))
    assert "Sales" in words
    assert "Our people" in words


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


def published(screen: Screen) -> None:
    """Publish the draft, with every step read."""
    ticks = re.findall(r'name="ack" value="(\d+)"', screen.get("/admin/plan").get_data(as_text=True))
    assert do(screen, "/admin/plan", "publish", *(("ack", each) for each in ticks)) == 303


def test_a_field_is_renamed_and_gets_another_type_with_its_values(screen: Screen, api: Api) -> None:
    at = "/admin/catalog/x_trip"
    assert screen.fill("/admin/design/object", ("label_en", "Trip")).headers["Location"] == at
    add(screen, "text", ("label_en", "Length"), at=at)
    add(screen, "text", ("label_en", "Goal"), ("required", "1"), ("enforce", "warn"), at=at)
    add(screen, "text", ("label_en", "Note"), ("visible", "x_goal != ''"), at=at)
    published(screen)
    one = api.made("x_trip", x_length="12", x_goal="Fair")
    other = api.made("x_trip", x_length="far", x_goal="Fair")
    offered = screen.get(f"{at}/fields/x_length/type")
    assert "the plan shows those that would be cut or lost" in told(offered)
    kinds = re.findall(r'fields/x_length\?type=(\w+)"', offered.get_data(as_text=True))
    assert {"integer", "note", "choice", "date"} <= set(kinds)
    assert not {"text", "link", "user"} & set(kinds)
    assert screen.get(f"{at}/fields/x_length?type=link").status_code == 404
    assert screen.get("/admin/catalog/sample_partner/fields/name/type").status_code == 404
    miles = screen.fill(f"{at}/fields/x_length?type=integer", ("name", "x_miles"), ("label_en", "Miles"))
    assert miles.status_code == 303
    assert screen.fill(f"{at}/fields/x_goal", ("name", "aim")).status_code == 303
    words = place(screen)
    assert "far → nothing (1)" in words
    assert all(each in words for each in (
        "x_trip.x_miles was text and becomes integer", "x_goal of x_trip is called x_aim",
        "Rename objects.x_trip.fields.x_goal"))
    published(screen)
    assert [api("GET", f"/x_trip/{each['id']}").json["x_miles"] for each in (one, other)] == [12, None]
    thing = api.runtime.live.catalog.objects["x_trip"]
    assert (thing.fields["x_aim"].enforce, thing.fields["x_aim"].required) == ("warn", True)
    visible = thing.fields["x_note"].visible
    assert visible is not None
    assert visible.text == "x_aim != ''"
    assert screen.fill(f"{at}/settings", ("name", "x_tour_2")).headers["Location"] == "/admin/catalog/x_tour_2"
    published(screen)
    assert api("GET", f"/x_tour_2/{one['id']}").json["x_aim"] == "Fair"
    assert screen.fill("/admin/catalog/x_tour_2/fields/x_aim", ("name", "Not a name")).status_code == 422


def test_expressions_are_tried_out_on_a_record(screen: Screen, api: Api) -> None:
    partner = api.partner(name="Northern Light")
    at = "/admin/catalog/sample_partner"
    form = f"{at}/add?type=integer"
    tried = told(screen.fill(form, ("label_en", "Twice"), ("formula", "len(name) * 2"), ("visible", "len(name) > 100"),
                             ("default", "=3 + 4"), ("_record", str(partner["id"])), do="try"))
    assert "Gives 28" in tried
    assert "Gives 7" in tried
    assert "Gives no" in tried
    found = screen.fill(form, ("formula", "len(nam)"), ("_record", "Northern"), do="try")
    assert "did you mean name?" in told(found)
    assert f'name="_record.id" value="{partner["id"]}"' in found.get_data(as_text=True)
    assert "Gives –" not in told(screen.fill(form, ("formula", "len(name)"), do="try"))
    add(screen, "integer", ("label_en", "Half"), at=at)
    later = told(screen.fill(form, ("formula", "coalesce(x_half, 5)"), ("_record", str(partner["id"])), do="try"))
    assert "Gives 5" in later


def test_names_are_offered_while_an_expression_is_typed(screen: Screen) -> None:
    def offered(object: str, q: str) -> list[str]:
        page = screen.get(f"/f/names/{object}?q={q}")
        assert page.status_code == 200
        return re.findall(r'data-text="([^"]+)"', page.get_data(as_text=True))

    assert offered("sample_order", "part")[0] == "partner"
    assert "partner.name" in offered("sample_order", "partner.na")
    assert "partner.level" in offered("sample_order", "partner.Lev")                   # by its label, too
    assert {"sum("} <= set(offered("sample_order", "su"))
    assert "me.language" in offered("sample_order", "me.lang")
    assert offered("sample_order", "partner.name.x") == []
    assert screen.get("/f/names/nothing?q=a").status_code == 404


def test_checks_are_added_counted_and_taken_away(screen: Screen, api: Api) -> None:
    at = "/admin/catalog/sample_partner"
    api.partner(name="Xi")
    broken = f"{api.rows('sample_partner')} live records break it"
    form = f"{at}/check"
    assert broken in told(screen.fill(form, ("message_en", "Rather long"), ("must", "len(name) > 200"), do="try"))
    assert screen.fill(form, ("must", "len(name) > 200")).status_code == 422              # without words
    assert screen.fill(form, ("message_en", "Wrong"), ("must", "len(nowhere) > 2")).status_code == 422
    assert screen.fill(form, ("message_en", "Rather long"), ("message_zh-Hans", "太短"), ("must", "len(name) > 200"),
                       ("enforce", "observe")).headers["Location"] == f"{at}/checks"
    words = sheet(screen.get(f"{at}/checks"))
    assert "Rather long x_rather_long len(name) &gt; 200" not in words
    assert "Rather long x_rather_long len(name) > 200 Refuses Is only counted" in words
    assert broken in words
    published(screen)
    assert api.partner(name="Yi")["name"] == "Yi"                                         # it is only counted
    held = f"{form}?name=x_rather_long"
    assert screen.fill(held, ("must", "len(name) > 1"), ("enforce", ""), ("message_en", "Too short")).status_code == 303
    published(screen)
    refused = api("POST", "/sample_partner", {"code": "SHORT", "name": "Z"})
    assert (refused.status_code, refused.json["errors"][0]["message"]) == (422, "Too short")
    assert screen.fill(held, do="drop").status_code == 303
    published(screen)
    assert [each.name for each in api.runtime.live.catalog.objects["sample_partner"].checks
            if each.name.startswith("x_")] == []
    assert screen.get(held).status_code == 404


def test_a_check_of_a_new_object_is_part_of_the_draft(screen: Screen, api: Api) -> None:
    at = "/admin/catalog/x_fleet"
    assert screen.fill("/admin/design/object", ("label_en", "Fleet")).status_code == 303
    add(screen, "integer", ("label_en", "Cars"), at=at)
    assert screen.fill(f"{at}/check", ("message_en", "No cars"), ("must", "x_cars > 0")).status_code == 303
    published(screen)
    assert api("POST", "/x_fleet", {"x_cars": 0}).json["errors"][0]["message"] == "No cars"


def test_others_have_no_designer(api: Api) -> None:
    stranger = api.app.test_client()
    for address in ("/admin/plan", "/admin/design/object", "/admin/catalog/sample_partner/add?type=text"):
        assert stranger.get(address).status_code in (302, 303)


@pytest.mark.parametrize(("words", "name"), [
    ({"en": "Visit plan"}, "x_visit_plan"), ({"zh-Hans": "客户"}, "x_ke_hu"), ({"en": "  2nd & last!  "}, "x_2nd_last"),
    ({"en": "Taken"}, "x_taken_2"), ({"en": "！"}, "x_1")])
def test_names_are_made_of_words(words: dict[str, str], name: str) -> None:
    assert name_from(words, {"x_taken"}) == name
