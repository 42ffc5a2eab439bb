"""The masters and the traits documents are made of: prices by the side typed, totals, units, snapshots."""

from typing import Any

import pytest

from tests.journeys.api.conftest import Api
from tests.journeys.packs.trade import known, product

FACTOR = "The factor to the base unit is above zero, and 1 for the base unit itself"
BASE = "The rate of the base currency is 1"


def deal(books: Api, *lines: dict[str, Any], currency: str = "CNY", **values: Any) -> dict[str, Any]:
    return books.made("deal", currency=known(books, "currency", code=currency), lines=list(lines), **values)


def amounts(line: dict[str, Any]) -> tuple[str, ...]:
    return tuple(line[name] for name in ("price", "price_tax", "amount_net", "tax_amount", "amount_tax"))


@pytest.mark.req("R087", "R084")
def test_the_gross_price_is_typed_and_the_rest_follows(books: Api) -> None:
    """3 × 99.99 × 0.9 = 269.973; 269.97 / 1.13 = 238.911…; 99.99 / 1.13 = 88.486725…"""
    goods = product(books, list_price="120")
    made = deal(books, {"product": goods["id"], "qty": "3", "entered": "99.99", "discount_coef": "0.9"})
    (line,) = made["lines"]
    assert line["price_basis"] == "gross"
    assert amounts(line) == ("88.486726", "99.990000", "238.91", "31.06", "269.97")
    assert line["effective_coef"] == "0.749925"                   # 99.99 × 0.9 / 120
    assert (made["total_net"], made["total_tax_amount"], made["total_tax"]) == ("238.91", "31.06", "269.97")
    assert made["total_base"] == "269.97"


@pytest.mark.req("R087")
def test_the_net_price_is_typed_where_prices_are_without_tax(books: Api) -> None:
    """7 × 10.333 = 72.331 → 72.33; 13 % of it 9.4029 → 9.40; 10.333 × 1.13 = 11.67629."""
    goods = product(books)
    made = deal(books, {"product": goods["id"], "qty": "7", "entered": "10.333"}, price_includes_tax=False)
    (line,) = made["lines"]
    assert (line["price_basis"], line["effective_coef"]) == ("net", "1.000000")
    assert amounts(line) == ("10.333000", "11.676290", "72.33", "9.40", "81.73")


@pytest.mark.req("R087")
def test_the_amount_is_typed_and_gives_the_prices(books: Api) -> None:
    """100.00 / 3 = 33.333333; / 1.13 = 29.498525 (of 33.333333); 100 / 1.13 = 88.4955… → 88.50."""
    goods = product(books)
    made = deal(books, {"product": goods["id"], "qty": "3", "price_basis": "amount", "entered": "100"})
    assert amounts(made["lines"][0]) == ("29.498525", "33.333333", "88.50", "11.50", "100.00")


@pytest.mark.req("G10")
def test_the_rounding_of_the_golden_documents(books: Api) -> None:
    """99.00 × 3 at 13 %; twice 379.00 at 21 %; 50,000 yen at 10 %, which have no decimals."""
    goods = product(books)["id"]
    made = deal(books, {"product": goods, "qty": "3", "entered": "99"})
    assert (made["total_tax"], made["total_net"], made["total_tax_amount"]) == ("297.00", "262.83", "34.17")
    made = deal(books, *({"product": goods, "entered": "379", "tax_rate": "21"} for _ in range(2)))
    assert (made["total_tax"], made["total_net"], made["total_tax_amount"]) == ("758.00", "626.44", "131.56")
    made = deal(books, {"product": goods, "entered": "50000", "tax_rate": "10"}, currency="JPY")
    assert (made["total_tax"], made["total_net"], made["total_tax_amount"]) == ("50000.00", "45455.00", "4545.00")


def test_changing_quantity_or_tax_keeps_the_entered_price(books: Api) -> None:
    """2 × 113 = 226, net 200 at 13 %; at 9 % net 226 / 1.09 = 207.339… → 207.34."""
    goods = product(books)
    made = deal(books, {"product": goods["id"], "qty": "1", "entered": "113"})
    line = {"id": made["lines"][0]["id"], "qty": "2"}
    again = books("PATCH", f"/deal/{made['id']}", {"version": 1, "lines": [line]}).json
    assert amounts(again["lines"][0]) == ("100.000000", "113.000000", "200.00", "26.00", "226.00")
    line |= {"tax_rate": "9"}
    again = books("PATCH", f"/deal/{made['id']}", {"version": 2, "lines": [line]}).json
    assert amounts(again["lines"][0])[1:] == ("113.000000", "207.34", "18.66", "226.00")


@pytest.mark.req("R084")
def test_a_total_is_the_sum_of_its_lines_to_the_cent(books: Api) -> None:
    """Three lines of 0.05 gross at 13 %: each is 0.04 net and 0.01 tax; 0.15 / 1.13 would be 0.13."""
    goods = product(books)
    made = deal(books, *({"product": goods["id"], "qty": "1", "entered": "0.05"} for _ in range(3)))
    assert (made["total_net"], made["total_tax_amount"], made["total_tax"]) == ("0.12", "0.03", "0.15")


def test_amounts_have_the_decimals_of_their_currency(books: Api) -> None:
    """Yen have none: 3 × 33.4 = 100.2 → 100; / 1.13 = 88.49… → 88. In the books at 0.0482: 4.82."""
    goods = product(books)
    made = deal(books, {"product": goods["id"], "qty": "3", "entered": "33.4"}, currency="JPY", exchange_rate="0.0482")
    assert amounts(made["lines"][0])[2:] == ("88.00", "12.00", "100.00")
    assert made["total_base"] == "4.82"


@pytest.mark.req("R076")
def test_a_line_keeps_what_the_product_said_when_it_was_chosen(books: Api) -> None:
    goods = product(books, name="旧名", spec="A", list_price="5")
    made = deal(books, {"product": goods["id"], "entered": "1"})
    books("PATCH", f"/product/{goods['id']}", {"version": 1, "name": "新名", "spec": "B", "list_price": "6"})
    (line,) = books("GET", f"/deal/{made['id']}").json["lines"]
    assert (line["product_name"], line["spec"], line["list_price"]) == ("旧名", "A", "5.000000")
    assert (line["uom"], line["tax_rate"], line["qty"]) == (known(books, "uom", code="pcs"), "13.00", "1.000000")


@pytest.mark.req("PS08")
def test_another_unit_counts_by_its_factor(books: Api) -> None:
    """Two boxes of twelve are 24 pieces; the base unit's factor is 1."""
    goods = product(books)
    box = {"product": goods["id"], "uom": known(books, "uom", code="box"), "qty": "2", "uom_factor": "12",
           "entered": "1"}
    assert deal(books, box)["lines"][0]["base_qty"] == "24.000000"
    assert refusal(books, {**box, "uom": goods["uom"]}) == [("/lines/0", FACTOR)]


@pytest.mark.req("R016", "R142")
@pytest.mark.parametrize(("line", "rule"), [
    ({"qty": "0"}, "A quantity is above zero"),
    ({"qty": "-1"}, "A quantity is above zero"),
    ({"qty": "1.5"}, "The quantity has more decimals than its unit"),
    ({"uom_factor": "0"}, FACTOR),
])
def test_a_line_that_cannot_be_is_refused(books: Api, line: dict[str, Any], rule: str) -> None:
    assert ("/lines/0", rule) in refusal(books, {"product": product(books)["id"], "entered": "1", **line})


def refusal(books: Api, line: dict[str, Any], **values: Any) -> list[tuple[str, str]]:
    sent = {"currency": known(books, "currency", code="CNY"), "lines": [line], **values}
    answer = books("POST", "/deal", sent)
    assert answer.status_code == 422, answer.json
    return [(each["pointer"], each["message"]) for each in answer.json["errors"]]


@pytest.mark.req("R111")
def test_the_rate_of_the_base_currency_is_one(books: Api) -> None:
    line = {"product": product(books)["id"], "entered": "1"}
    assert refusal(books, line, exchange_rate="1.1") == [("", BASE)]
    assert refusal(books, line, exchange_rate="0") == [("", "A rate is above zero"), ("", BASE)]


def test_the_base_currency_is_the_companys_and_stays_once_there_are_documents(books: Api) -> None:
    base = [row["code"] for row in books("GET", "/currency?is_base=true").json["data"]]
    assert base == ["CNY"]
    line = {"product": product(books)["id"], "entered": "1"}
    books.made("deal", currency=known(books, "currency", code="CNY"), lines=[line])
    company, = books("GET", "/company").json["data"]
    answer = books("PATCH", f"/company/{company['id']}", {"currency": "EUR", "version": company["version"]})
    assert (answer.status_code, [(each["pointer"], each["code"]) for each in answer.json["errors"]]) == (
        422, [("/currency", "currency_in_use")])
    assert answer.json["errors"][0]["message"].startswith("The books are kept in CNY: there are ")
    books("PATCH", f"/company/{company['id']}", {"name": "新名", "version": company["version"]})
    assert books("GET", "/company").json["data"][0]["name"] == "新名"


@pytest.mark.req("R011")
def test_a_setting_may_point_to_a_record_and_holds_it(books: Api) -> None:
    place = books.made("warehouse", name="暂存库", code="W-HOLD")["id"]
    assert books("PATCH", "/settings/inventory", {"warehouse": place}).status_code == 200
    line = {"lines": [{"product": product(books)["id"], "qty": "1"}]}
    foreseen = books("POST", "/loan_out/preview", {"values": line}).json["values"]
    assert [each["warehouse"] for each in foreseen["lines"]] == [place]
    refused = books("DELETE", f"/warehouse/{place}")
    assert (refused.status_code, refused.json["code"]) == (409, "in_use")
    stopped = books("PATCH", "/settings/inventory", {"warehouse": 999_999})
    assert [(each["pointer"], each["code"]) for each in stopped.json["errors"]] == [("/warehouse", "link_missing")]


def test_what_approvals_and_postings_say_nobody_types(books: Api) -> None:
    line = {"product": product(books)["id"], "entered": "1"}
    for name, value in {"approval_state": "approved", "posted_at": "2026-01-01T00:00:00Z", "print_count": 3}.items():
        assert [pointer for pointer, _ in refusal(books, line, **{name: value})] == [f"/{name}"]


@pytest.mark.req("R075", "R077")
def test_a_product_has_units_and_barcodes_of_its_own(books: Api) -> None:
    box, pcs = known(books, "uom", code="box"), known(books, "uom", code="pcs")
    made = product(books, units=[{"uom": box, "factor": "12"}], barcodes=[{"barcode": "6901234567892", "uom": pcs}])
    assert made["units"][0]["factor"] == "12.00000000"
    said = {name: made[name] for name in ("name", "category", "uom", "tax_rate")}
    for wrong in ({"units": [{"uom": pcs, "factor": "1"}]},                              # the base unit
                  {"units": [{"uom": box, "factor": "0"}]},
                  {"units": [{"uom": box, "factor": "1"}, {"uom": box, "factor": "2"}]},
                  {"barcodes": [{"barcode": "6901234567892", "uom": pcs}]},              # taken
                  {"product_type": "service", "stock_item": True}):
        assert books("POST", "/product", {**said, "code": "X", **wrong}).status_code == 422, wrong
    assert product(books, product_type="service")["stock_item"] is False


@pytest.mark.req("R057")
def test_a_report_covers_its_period_and_there_is_one(books: Api) -> None:
    unit = books.made("unit", code="D1", name="销售部")["id"]
    who = books.made("employee", name="王敏", department=unit)["id"]
    week = {"employee": who, "kind": "week", "period_start": "2026-11-16", "plan": "拜访客户"}
    assert books.made("work_report", **week)["period_end"] == "2026-11-22"
    month = books.made("work_report", **{**week, "kind": "month", "period_start": "2026-02-01"})
    assert month["period_end"] == "2026-02-28"
    assert books("POST", "/work_report", week).status_code == 422                                   # there is one
    assert books("POST", "/work_report", {**week, "period_start": "2026-11-17"}).status_code == 422   # a Tuesday
    assert books("POST", "/work_report", {**week, "kind": "month", "period_start": "2026-03-02"}).status_code == 422


@pytest.mark.req("R017")
def test_a_target_is_a_persons_or_a_departments(books: Api) -> None:
    unit = books.made("unit", code="D2", name="华南区")["id"]
    who = books.made("employee", name="李强", department=unit)["id"]
    target = {"metric": "order_amount", "period": "2026-11", "target": "100000"}
    books.made("kpi_target", employee=who, **target)
    books.made("kpi_target", department=unit, **target)
    for wrong in ({}, {"employee": who, "department": unit}, {"employee": who}, {"department": unit},
                  {"employee": who, "period": "2026-13"}, {"employee": who, "period": "2026-12", "target": "0"}):
        assert books("POST", "/kpi_target", {**target, **wrong}).status_code == 422, wrong
