"""Views people keep, cells and many records at once, boards: what a screen without scripts is told."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from urllib.parse import unquote

import pytest

from dougong.web.listing.calendar import Span, span_of
from dougong.web.listing.saved import _pair, written
from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, Screen, fields, told


@pytest.fixture(scope="module")
def partners(api: Api) -> list[dict]:
    return [api.partner(name=f"Views {name}") for name in ("one", "two", "three")]


def token(screen: Screen, address: str) -> str:
    return re.findall(r'name="_csrf" value="([^"]*)"', screen.get(address).get_data(as_text=True))[0]


def post(screen: Screen, address: str, come: str = "/o/sample_partner", **sent: str):
    return screen.client.post(address, headers=OURS, data={"_csrf": token(screen, come), **sent})


def test_a_kept_view_survives_the_renaming_of_its_fields(api: Api) -> None:
    catalog = api.runtime.live.catalog
    order = catalog.objects["sample_order"]
    pairs = [("partner.name[like]", "x"), ("sort", "-ordered_on,total"), ("fields", "partner,partner.name,total"),
             ("_group", "month(ordered_on)"), ("q", "bolt"), ("cursor", "gone"), ("done", "saved")]
    kept = written(order, pairs, catalog.objects)
    assert not any("ordered_on" in text for part in kept for text in part)
    moved = {name.replace("ordered_on", "placed_on"): replace(field, name=name.replace("ordered_on", "placed_on"))
             for name, field in order.fields.items() if name != "total"}
    later = replace(order, fields=moved)
    objects = {**catalog.objects, "sample_order": later}
    assert [_pair(later, part, objects) for part in kept] == [
        ("partner.name[like]", "x"), ("sort", "-placed_on"), ("fields", "partner,partner.name"),
        ("_group", "month(placed_on)"), ("q", "bolt")]
    gone = replace(order, fields={"total": order.fields["total"]})
    assert _pair(gone, kept[0], objects) is None


def test_a_view_is_kept_opened_and_dropped(api: Api, screen: Screen) -> None:
    answer = post(screen, "/o/sample_partner/views", asks="name[like]=Views&sort=-name", name="Mine", usual="1")
    assert answer.status_code == 303
    page = screen.get("/o/sample_partner").get_data(as_text=True)
    assert "Mine" in page
    assert 'name="name[like]" value="Views"' in page                 # the usual view opens by itself
    row = api("GET", "/saved_view?name=Mine").json["data"][0]
    assert row["asks"] == [[f"{_uid(api, 'name')}[like]", "Views"], ["sort", f"-{_uid(api, 'name')}"]]
    answer = post(screen, "/o/sample_partner/views", _do="drop", id=str(row["id"]), _version=str(row["version"]))
    assert answer.status_code == 303
    assert api("GET", "/saved_view?name=Mine").json["data"] == []


def test_nobody_changes_a_view_that_is_not_theirs(api: Api, screen: Screen) -> None:
    assert post(screen, "/o/sample_partner/views", _do="change", id="999999", name="x", asks="").status_code == 404


def test_a_value_is_changed_in_its_list_or_refused_with_reasons(api: Api, screen: Screen, partners) -> None:
    one = partners[0]
    address = f"/f/cell/sample_partner/{one['id']}/name"
    form = screen.get(address).get_data(as_text=True)
    assert f'value="{one["name"]}"' in form
    done = post(screen, address, name="Views uno", _version=str(one["version"]))
    assert done.status_code == 200
    assert "Views uno" in done.get_data(as_text=True)
    refused = post(screen, address, name="", _version=str(one["version"] + 1))
    assert refused.status_code == 422
    assert 'role="alert"' in refused.get_data(as_text=True)
    assert api("GET", f"/sample_partner/{one['id']}").json["name"] == "Views uno"
    assert screen.get(f"/f/cell/sample_partner/{one['id']}/created_at").status_code == 404


def test_many_are_archived_and_the_rest_say_why(api: Api, screen: Screen, partners) -> None:
    used, free = partners[1], partners[2]
    api.order(partner=used["id"])
    answer = post(screen, "/o/sample_partner/bulk", _do="archive", _id=f"{used['id']},{free['id']}")
    told = unescape(answer.get_data(as_text=True))
    assert "1 done, 1 skipped" in told
    assert api("GET", f"/sample_partner/{free['id']}").status_code == 404
    assert api("GET", f"/sample_partner/{used['id']}").status_code == 200


def test_all_of_a_list_is_meant_when_all_is_chosen(api: Api, screen: Screen) -> None:
    made = [api.partner(name=f"Everyone {at}") for at in range(3)]
    answer = post(screen, "/o/sample_partner/bulk", _do="edit", _all="name[starts]=Everyone&sort=id&fields=id",
                  _field="name", name="Everyone together", _apply="1")
    assert "3 done" in answer.get_data(as_text=True)
    assert {api("GET", f"/sample_partner/{each['id']}").json["name"] for each in made} == {"Everyone together"}


def test_what_was_changed_together_is_taken_back_where_nobody_changed_it_since(api: Api, screen: Screen) -> None:
    made = [api.partner(name=f"Undo {at}") for at in range(3)]
    ids = ",".join(str(each["id"]) for each in made)
    answer = post(screen, "/o/sample_partner/bulk", _do="edit", _id=ids, _field="name", name="Undo all", _apply="1")
    form = dict(fields(answer, "/o/sample_partner/bulk"))
    assert (form["_do"], form["_was"], form["_field"]) == ("undo", "update", "name")
    last = api("GET", f"/sample_partner/{made[2]['id']}").json
    api("PATCH", f"/sample_partner/{last['id']}", {"name": "Another's", "version": last["version"]})
    back = post(screen, "/o/sample_partner/bulk", **form)
    assert "2 done, 1 skipped" in back.get_data(as_text=True)
    assert [api("GET", f"/sample_partner/{each['id']}").json["name"] for each in made] == [
        "Undo 0", "Undo 1", "Another's"]
    assert "0 done" in post(screen, "/o/sample_partner/bulk", **form).get_data(as_text=True), "once"


def test_archiving_many_is_taken_back(api: Api, screen: Screen) -> None:
    made = api.partner(name="Undo archive")
    answer = post(screen, "/o/sample_partner/bulk", _do="archive", _id=str(made["id"]))
    assert api("GET", f"/sample_partner/{made['id']}").status_code == 404
    assert "1 done" in post(screen, "/o/sample_partner/bulk", **dict(
        fields(answer, "/o/sample_partner/bulk"))).get_data(as_text=True)
    assert api("GET", f"/sample_partner/{made['id']}").json["name"] == "Undo archive"
    assert post(screen, "/o/sample_partner/bulk", _do="undo", _was="merge", _made="1:2").status_code == 400
    assert post(screen, "/o/sample_partner/bulk", _do="undo", _was="update", _field="x").status_code == 400


def test_the_chosen_are_given_as_a_file(api: Api, screen: Screen, partners) -> None:
    ids = ",".join(str(each["id"]) for each in partners[:2])
    answer = post(screen, "/o/sample_partner/bulk", _do="export", _id=ids, _asks="fields=code,name&sort=code")
    assert answer.status_code == 200
    sheet = zipfile.ZipFile(BytesIO(answer.data)).read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row") == 3                                  # the heads, and the two
    assert partners[1]["code"] in sheet
    assert partners[2]["code"] not in sheet


def test_what_nobody_offers_is_refused(screen: Screen) -> None:
    assert post(screen, "/o/sample_partner/bulk", _do="erase", _id="1").status_code == 400
    assert post(screen, "/o/sample_order_line/bulk", _do="archive", _id="1").status_code == 404
    assert post(screen, "/o/sample_partner/1/move", _field="name", _to="x").status_code == 404


def test_a_list_with_sums_groups_and_no_scripts(api: Api, screen: Screen) -> None:
    one = api.partner(name="Sum of lists")
    for state in ("draft", "open"):
        api.order(partner=one["id"], state=state, due="2030-01-31")
    shown = screen.get(f"/o/sample_order?partner={one['id']}&_group=state&fields=number,state,total")
    page = shown.get_data(as_text=True)
    assert re.findall(r'<span class="dg-line">([^<]*)', page) == ["2.50", "2.50", "5.00"]
    assert page.count('class="dg-group"') == 2
    for odd in ("_group=nope", "_group=month(state)", "_as=board&_by=nope", "_as=calendar&_month=9999-99", "_as=tree",
                "_as=nope", "view=~999", "_week=x&_as=calendar"):
        assert screen.get(f"/o/sample_order?{odd}").status_code == 200, odd


def test_what_a_long_list_asks_for_when_it_stands(api: Api, screen: Screen) -> None:
    one = api.partner(name="Asked apart")
    for _ in range(3):
        api.order(partner=one["id"])
    asked = f"sample_order?partner={one['id']}&fields=number,state,total"
    assert ">7.50<" in screen.get(f"/f/sums/{asked}&sort=-total&limit=2").get_data(as_text=True)
    tabs = screen.get(f"/f/counts/{asked}").get_data(as_text=True)
    assert re.search(r"<small>[0-9]+</small>", tabs)
    assert "3 records match" in screen.get(f"/f/matches/{asked}").get_data(as_text=True)
    none = screen.get(f"/f/matches/{asked}&c.field=state&c.op=eq&c.value=done")
    assert "0 records match" in none.get_data(as_text=True)
    editor = screen.get(f"/f/condition/{asked}&state=draft&c.was=state%3Ddraft").get_data(as_text=True)
    assert re.search(r'value="draft" checked>[^<]*<small class="dg-meta">3<', editor)
    answer = screen.get(f"/o/{asked}&state=draft&c.was=state%3Ddraft&c.field=state&c.op=eq&c.value=draft&c.value=open")
    assert "state%5Bin%5D=draft%2Copen" in answer.headers["Location"]


def test_a_date_is_narrowed_by_a_period_that_is_read_aloud(screen: Screen) -> None:
    editor = told(screen.get("/f/condition/sample_order?c.field=ordered_on"))
    assert "today this week this month last 30 days" in editor
    for typed in ("this month", "本月", "this_month"):
        answer = screen.get(f"/o/sample_order?c.field=ordered_on&c.op=eq&c.value={typed}")
        assert "ordered_on[during]=this_month" in unquote(answer.headers["Location"])
    shown = screen.get("/o/sample_order?ordered_on[during]=this_month")
    assert "Ordered on is this month" in told(shown)
    again = screen.get("/f/condition/sample_order?ordered_on[during]=this_month&c.was=ordered_on[during]%3Dthis_month")
    assert 'value="this month"' in again.get_data(as_text=True)


@pytest.mark.parametrize(("pairs", "first", "weeks", "start"), [
    ((), date(2026, 2, 1), 5, date(2026, 1, 26)), ((("_month", "2027-02"),), date(2027, 2, 1), 4, date(2027, 2, 1)),
    ((("_month", "2026-08"),), date(2026, 8, 1), 6, date(2026, 7, 27)),
    ((("_week", "2026-02-18"),), date(2026, 2, 16), 1, date(2026, 2, 16)),
    ((("_month", "nonsense"),), date(2026, 2, 1), 5, date(2026, 1, 26))])
def test_a_calendar_holds_whole_weeks(pairs, first: date, weeks: int, start: date) -> None:
    span = span_of(pairs, date(2026, 2, 11))
    assert (span.first, span.weeks, span.start) == (first, weeks, start)


def test_months_and_weeks_follow_one_another() -> None:
    assert Span("month", date(2026, 12, 1)).moved(1) == Span("month", date(2027, 1, 1))
    assert Span("month", date(2026, 3, 1)).moved(-1) == Span("month", date(2026, 2, 1))
    assert Span("week", date(2026, 12, 28)).moved(1) == Span("week", date(2027, 1, 4))


def _uid(api: Api, name: str) -> str:
    return api.runtime.live.catalog.objects["sample_partner"].fields[name].uid


def test_an_empty_list_tells_which_condition_is_in_the_way(api: Api, screen: Screen) -> None:
    """Two are called Hidden …, none of them has the code Q: without the code there are two, without the name none."""
    for name in ("one", "two"):
        api.partner(name=f"Hidden {name}")
    page = screen.get("/o/sample_partner?name[like]=Hidden&code=Q").get_data(as_text=True)
    asked = unescape(re.findall(r'hx-get="(/f/loosened/[^"]+)"', page)[0])
    found = screen.get(asked).get_data(as_text=True)
    assert re.findall(r'href="([^"]+)">([^<]+)</a>', found) == [
        ("/o/sample_partner?name[like]=Hidden", "Without Code is Q: 2")]
    assert "href" not in screen.get("/f/loosened/sample_partner?name[like]=Qqq&code=Q").get_data(as_text=True)
    other = screen.get("/f/loosened/sample_partner?name[like]=Hidden&q=zzzz&sort=-name&_group=x").get_data(as_text=True)
    assert "Without zzzz: 2" in other
    assert "/f/loosened" not in screen.get("/o/sample_partner?name[like]=Hidden").get_data(as_text=True)
