"""What a list takes of its columns: chosen, told in its foot and groups, told of ticked rows, kept in a view."""

import re
from html import unescape
from urllib.parse import unquote

import pytest

from dougong.catalog.model import Field
from dougong.web.listing.taking import taking, usual
from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, Screen, told
from tests.unit.web.test_views import token


@pytest.fixture(scope="module")
def orders(api: Api) -> tuple[int, list[int]]:
    """A partner with three orders of 2.50, 5.00 and 0.02, due or not."""
    partner = api.partner(name="Taken from")["id"]
    lines = ({"item": "Bolt", "qty": "2", "price": "1.25"}, {"item": "Bolt", "qty": "4", "price": "1.25"},
             {"item": "Pin", "qty": "1", "price": "0.02"})
    due = ({"due": "2031-03-01"}, {}, {"due": "2031-02-01"})
    return partner, [api.order(partner=partner, lines=[line], ordered_on="2031-01-01", **more)["id"]
                     for line, more in zip(lines, due, strict=True)]


def foot(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", re.findall(r"<tfoot.*?</tfoot>", page, re.DOTALL)[0]).split())


@pytest.mark.parametrize(("said", "found"), [
    ("", "Total of 3 records 7.52"),
    ("avg(total)", "Total of 3 records Average 2.51"),                # 7.52 / 3 = 2.50666…
    ("min(total),max(due),count(due)", "Total of 3 records Count 2 Smallest 0.02"),
    ("max(due)", "Total of 3 records Latest 1 Mar 2031 7.52"),
    ("none(total)", None),
    ("sum(due),avg(secret),total,)(", "Total of 3 records 7.52"),     # what makes no sense is not said
])
def test_the_foot_tells_what_was_chosen(screen: Screen, orders, said: str, found: str | None) -> None:
    page = screen.get(f"/o/sample_order?partner={orders[0]}&fields=number,due,total&_of={said}").get_data(as_text=True)
    if found is None:
        assert "<tfoot" not in page
    else:
        assert foot(page) == found


def test_groups_take_the_same(screen: Screen, orders) -> None:
    page = screen.get(f"/o/sample_order?partner={orders[0]}&fields=number,total&_group=partner&_of=max(total)")
    head = re.findall(r'<tr role="row" class="dg-group">.*?</tr>', page.get_data(as_text=True), re.DOTALL)
    assert [re.sub(r"<[^>]*>", " ", each).split()[-2:] for each in head] == [["Largest", "5.00"]]


def test_the_chooser_writes_what_differs_into_the_address(screen: Screen) -> None:
    page = screen.get("/o/sample_order?fields=number,due,total&_of=max(due)").get_data(as_text=True)
    assert 'value="max(due)" selected' in page
    assert 'value="avg(total)"' in page
    assert 'value="sum(total)"' not in page                           # the usual way is not said
    assert "(number)" not in page                                     # the first column names its row
    where = screen.get("/o/sample_order?c.show=number&c.show=total&c.of=&c.of=avg(total)&c.of=max(due)").location
    assert unquote(where) == "/o/sample_order?fields=number,total&_of=avg(total)"


def test_ticked_rows_are_added_up(api: Api, screen: Screen, orders) -> None:
    def added(**sent: str) -> str:
        answer = screen.client.post("/f/chosen/sample_order", headers=OURS, data={
            "_csrf": token(screen, "/o/sample_order"),
            "_asks": "fields=number,partner,due,total&_of=max(due),count(partner)", **sent})
        assert answer.status_code == 200
        return " ".join(re.sub(r"<[^>]*>", " ", answer.get_data(as_text=True)).split())
    assert added(_id=f"{orders[1][0]},{orders[1][2]}") == "Due Latest 1 Mar 2031 Total 2.52"
    assert added(_id=str(orders[1][1])) == "Total 5.00"
    api.order()
    assert added(_all=f"partner={orders[0]}&sort=-total") == "Due Latest 1 Mar 2031 Total 7.52"
    assert added() == "Total 0.00"                        # nothing is ticked
    assert "/f/chosen/sample_order" in screen.get("/o/sample_order").get_data(as_text=True)


def test_a_kept_view_keeps_it_by_the_identity_of_the_field(api: Api, screen: Screen) -> None:
    answer = screen.client.post("/o/sample_order/views", headers=OURS, data={
        "_csrf": token(screen, "/o/sample_order"), "asks": "fields=number,total&_of=avg(total)", "name": "Averages"})
    assert answer.status_code == 303
    assert "Averages" in told(screen.get("/o/sample_order"))
    row = api("GET", "/saved_view?name=Averages").json["data"][0]
    assert row["asks"][1] == ["_of", f"avg({api.runtime.live.catalog.objects['sample_order'].fields['total'].uid})"]
    assert "&_of=avg(total)&view=~" in unquote(unescape(screen.get("/o/sample_order").get_data(as_text=True)))


def test_amounts_add_up_and_prices_do_not(api: Api) -> None:
    objects = api.runtime.live.catalog.objects
    total, price = objects["sample_order"].fields["total"], objects["sample_order_line"].fields["price"]
    found: tuple[Field, ...] = (price, total)
    assert (usual(total), usual(price)) == ("sum", "none")
    assert dict(taking(found, "")) == {"total": "sum"}
    assert dict(taking(found, "avg(price)")) == {"price": "avg", "total": "sum"}
    assert dict(taking(found, "sum(price)")) == {"total": "sum"}      # a sum of prices means nothing
