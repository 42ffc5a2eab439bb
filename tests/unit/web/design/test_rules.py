"""The designer without scripts: formulas, conditions and checks are typed, tried out and counted."""

import re

import pytest

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import Screen, told
from tests.unit.web.design.conftest import add, place, published, sheet

#: One admin's work on one site: a worker of its own would only start a second server.
pytestmark = pytest.mark.xdist_group("designer")


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
    assert "share(" in offered("sample_order", "sha")
    assert "latest(" not in offered("sample_order", "lat")
    assert "latest(" in offered("sample_order", "lat&gathers=1")
    assert offered("sample_partner", "thi&this=sample_order") == ["this."]
    assert "this.partner.name" in offered("sample_partner", "this.partner.na&this=sample_order")
    assert "company.currency" in offered("sample_order", "company.cu&of=setting")


def test_a_value_is_looked_up_copied_and_gathered(screen: Screen, api: Api) -> None:
    at = "/admin/catalog/x_ride"
    assert screen.fill("/admin/design/object", ("label_en", "Ride")).status_code == 303
    add(screen, "text", ("label_en", "Route"), at=at)
    add(screen, "link", ("label_en", "Partner"), ("to", "sample_partner"), at=at)
    add(screen, "money", ("label_en", "Price"), ("lookup0_of", "x_ride"), ("lookup0_take", "x_price"),
        ("lookup0_where", "x_route == this.x_route and x_price is not None"), ("lookup0_order", "-id"), at=at)
    add(screen, "text", ("label_en", "Whom"), ("copy", "x_partner.name"), ("class", "names"), at=at)
    published(screen)
    partner = api.partner(name="Western Light")
    assert screen.fill(f"{at}/fields/x_price", ("hint_en", "As last time")).status_code == 303           # all is kept
    add(screen, "money", ("label_en", "Rides"), ("rollup_of", "x_ride"), ("rollup_via", "x_partner"),
        ("rollup_take", "sum(x_price)"), at="/admin/catalog/sample_partner")
    published(screen)
    price = api.runtime.live.catalog.objects["x_ride"].fields["x_price"]
    assert [(each.of, each.order) for each in price.lookup] == [("x_ride", ("-id",))]
    api.made("x_ride", x_route="Lake", x_price="30", x_partner=partner["id"])
    again = api.made("x_ride", x_route="Lake", x_partner=partner["id"])
    assert (again["x_price"], again["x_whom"]) == ("30.00", "Western Light")
    assert api("GET", f"/sample_partner/{partner['id']}").json["x_rides"] == "60.00"
    assert api.runtime.live.catalog.objects["x_ride"].fields["x_whom"].classified == "names"
    wrong = screen.fill(f"{at}/fields/x_price", ("lookup0_where", "nowhere == 1"))
    assert wrong.status_code == 422
    assert "nowhere" in told(wrong)
    assert screen.fill(f"{at}/fields/x_price", ("lookup0_of", ""), ("lookup0_where", ""), ("lookup0_take", ""),
                       ("lookup0_order", "")).status_code == 303
    assert "Unset objects.x_ride.fields.x_price.lookup" in place(screen)


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
