"""The designer without scripts: fields, columns, sections of forms, entries of the navigation, changed and moved."""

import re

import pytest

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import Screen, fields, told
from tests.unit.web.design.conftest import add, do, place, published, sheet

#: One admin's work on one site: a worker of its own would only start a second server.
pytestmark = pytest.mark.xdist_group("designer")


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


def test_columns_of_a_list_are_rearranged(screen: Screen, api: Api) -> None:
    before = [each["name"] for each in api.runtime.live.catalog.views["sample_orders"].body["columns"]]
    orders = "/admin/catalog/sample_order/list"
    assert do(screen, orders, f"up:{before[1]}") == 303
    assert do(screen, orders, f"drop:{before[2]}") == 303
    assert do(screen, "/admin/plan", "publish") == 303
    after = [each["name"] for each in api.runtime.live.catalog.views["sample_orders"].body["columns"]]
    assert after == [before[1], before[0], *before[3:]]


def test_the_usual_columns_of_a_list_are_there_to_be_moved(screen: Screen, api: Api, tour: str) -> None:
    page = screen.get(f"{tour}/list").get_data(as_text=True)
    usual = re.findall(r'data-arrange="(\w+)"', page)
    assert len(usual) > 2
    assert do(screen, f"{tour}/list", f"down:{usual[0]}") == 303
    assert do(screen, "/admin/plan", "publish") == 303
    assert [each["name"] for each in api.runtime.live.catalog.views["x_tour_list"].body["columns"]] == [
        usual[1], usual[0], *usual[2:]]


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
    assert "far nothing 1 row" in words
    assert all(each in words for each in (
        "Trip › Miles (x_trip.x_miles) was Text and becomes Whole number",
        "x_goal of Trip (x_trip) is called Goal (x_aim)",
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


def test_an_object_says_whether_search_finds_it(screen: Screen, tour: str) -> None:
    settings = screen.get(f"{tour}/settings")
    assert "Search finds its records" in told(settings)
    assert ("found", "1") in fields(settings, f"{tour}/settings")
    assert screen.fill(f"{tour}/settings", ("label_en", "Tour")).status_code == 303, "what is there stays"
    assert "There are no changes to publish" in place(screen)
    assert screen.fill(f"{tour}/settings", ("found", "")).status_code == 303
    assert "Set objects.x_tour.search: False" in place(screen)
    assert ("found", "1") not in fields(screen.get(f"{tour}/settings"), f"{tour}/settings")
