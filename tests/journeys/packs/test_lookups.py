"""What documents take from records nobody points to: who acts, the rate of the day, units, price books, last prices."""

from itertools import count
from typing import Any

import pytest

from tests.journeys.packs.conftest import Books
from tests.journeys.packs.shop import again, customer, employee, order, warehouse
from tests.journeys.packs.test_purchase import Purchasing
from tests.journeys.packs.trade import known, product
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields

COUNT = count(1)


def yuan(books: Books) -> int:
    return known(books, "currency", code="CNY")


def book(books: Books, *prices: dict[str, Any], **values: Any) -> int:
    items = [{"uom": known(books, "uom", code="pcs"), **price} for price in prices]
    return int(books.made("price_book", **{"name": f"价格表 {next(COUNT)}", "state": "published", **values},
                          items=items)["id"])


def selling(books: Books, buyer: int, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
    return {"customer": buyer, "salesperson": employee(books), "currency": yuan(books), "doc_date": "2026-11-10",
            "lines": list(lines), **values}


def test_whoever_acts_is_in_their_documents(books: Books) -> None:
    me = known(books, "user", login="admin")
    unit = books.made("unit", code=f"ME{next(COUNT)}", name="销售一部")["id"]
    mine = books.made("employee", name="管理员", department=unit, account=me)
    goods = product(books)
    made = books.made("sales_order", **{key: value for key, value in selling(
        books, customer(books), {"product": goods["id"], "entered": "1"}).items() if key != "salesperson"})
    assert made["salesperson"] == mine["id"]
    asked = books.made("purchase_requisition", lines=[{"product": goods["id"], "warehouse": warehouse(books)}])
    assert (asked["applicant"], asked["department"]) == (mine["id"], unit)
    issue = books.made("material_issue", lines=[{"product": goods["id"], "warehouse": warehouse(books)}])
    assert issue["department"] == unit
    other = employee(books)
    assert books.made("work_report", plan="拜访", employee=other)["employee"] == other
    books.ran("employee", mine, "leave")
    books.ran("employee", mine, "hand_over", handover_to=other)
    answer = books("POST", "/work_report", {"plan": "拜访", "period_start": "2026-11-02"})
    assert [(each["pointer"], each["code"]) for each in answer.json["errors"]] == [("/employee", "required")]


@pytest.mark.req("R111")
def test_a_document_takes_the_rate_of_its_day(books: Books) -> None:
    """100 euro on the 9th at 7.80 are 780.00; typed, a rate stands; the currency of the books needs none."""
    euro = known(books, "currency", code="EUR")
    for day, rate in (("2026-11-01", "7.8"), ("2026-11-10", "7.9")):
        books.made("exchange_rate", currency=euro, date=day, rate=rate)
    goods = product(books)["id"]
    line = {"product": goods, "price_basis": "gross", "entered": "100"}
    made = books.made("sales_order", **selling(books, customer(books), line, currency=euro, doc_date="2026-11-09"))
    assert (made["exchange_rate"], made["total_base"]) == ("7.80000000", "780.00")
    typed = books.made("sales_order", **selling(books, customer(books), line, currency=euro, exchange_rate="7.5"))
    assert typed["total_base"] == "750.00"
    home = customer(books)
    assert books("GET", f"/customer/{home}").json["currency"] == yuan(books)
    plain = books.made("sales_order", **{key: value for key, value in selling(books, home, line).items()
                                         if key != "currency"})
    assert (plain["currency"], plain["exchange_rate"]) == (yuan(books), "1.00000000")
    moved = books("PATCH", f"/sales_order/{made['id']}", {"version": made["version"], "doc_date": "2026-11-10"}).json
    assert (moved["exchange_rate"], moved["total_base"]) == ("7.90000000", "790.00")
    books.made("exchange_rate", currency=euro, date="2026-11-09", rate="9")
    assert again(books, "sales_order", moved)["total_base"] == "790.00"              # what is written stays written


@pytest.mark.req("PS08")
def test_a_line_knows_how_many_base_units_its_unit_has(books: Books) -> None:
    box = known(books, "uom", code="box")
    goods = product(books, units=[{"uom": box, "factor": "12"}])["id"]
    made = order(books, {"product": goods, "uom": box, "qty": "2", "entered": "1"}, {"product": goods, "entered": "1"},
                 {"product": goods, "uom": box, "uom_factor": "10", "entered": "1"})
    assert [line["base_qty"] for line in made["lines"]] == ["24.000000", "1.000000", "10.000000"]


@pytest.mark.req("R082", "PC08", "PC09")
def test_a_price_comes_from_the_customers_book_by_quantity_then_from_that_of_the_level(books: Books) -> None:
    """The product lists at 113. The own book says 100 net from one piece and 90 net from ten: with tax 113 and 101.70.
    Level A sells at 95 with a coefficient of 0.98: 93.10 with tax."""
    goods = product(books, list_price="113")["id"]
    own = book(books, {"product": goods, "price": "100"}, {"product": goods, "min_qty": "10", "price": "90"},
               includes_tax=False)
    book(books, {"product": goods, "price": "95", "discount_coef": "0.98"}, level="A", priority=10)
    book(books, {"product": goods, "price": "1"}, level="A", priority=20)
    book(books, {"product": goods, "price": "2"}, level="A", priority=1, valid_to="2026-11-09")
    book(books, {"product": goods, "price": "3"}, level="A", priority=1, state="draft")
    book(books, {"product": goods, "price": "4"}, level="A", priority=1, currency=known(books, "currency", code="USD"))
    buyers = customer(books, price_book=own), customer(books, level="A"), customer(books)
    lines = [{"product": goods, "qty": "9"}, {"product": goods, "qty": "10"},
             {"product": goods, "price_basis": "net"}]
    found = [[(line["list_price"], line["entered"]) for line in books.made(
        "sales_order", **selling(books, buyer, *lines))["lines"]] for buyer in buyers]
    assert found == [
        [("113.000000", "113.000000"), ("101.700000", "101.700000"), ("113.000000", "100.000000")],
        [("93.100000", "93.100000"), ("93.100000", "93.100000"), ("93.100000", "82.389381")],
        [("113.000000", "113.000000"), ("113.000000", "113.000000"), ("113.000000", "100.000000")]]
    net = books.made("quotation", **selling(books, buyers[0], {"product": goods, "qty": "10"},
                                            price_includes_tax=False))["lines"][0]
    assert (net["list_price"], net["entered"], net["price_basis"], net["amount_tax"]) == \
        ("90.000000", "90.000000", "net", "1017.00")


@pytest.mark.req("R082")
def test_a_typed_price_stands_when_the_quantity_changes_the_listed_one_follows(books: Books) -> None:
    goods = product(books)["id"]
    own = book(books, {"product": goods, "price": "20"}, {"product": goods, "min_qty": "10", "price": "16"})
    made = books.made("sales_order", **selling(books, customer(books, price_book=own),
                                               {"product": goods, "qty": "1", "entered": "18"}))
    line = made["lines"][0]
    assert (line["list_price"], line["entered"], line["effective_coef"]) == ("20.000000", "18.000000", "0.900000")
    now = books("PATCH", f"/sales_order/{made['id']}", {
        "version": made["version"], "lines": [{"id": line["id"], "qty": "10"}]}).json["lines"][0]
    assert (now["list_price"], now["entered"], now["effective_coef"]) == ("16.000000", "18.000000", "1.125000")


@pytest.mark.req("R089")
def test_a_line_remembers_what_this_customer_paid_last(books: Books) -> None:
    """10.00 on 1 March stands; 9.50 on 5 March is void; on 10 March the last price is 10.00. A gift, another customer,
    another unit and what came back say nothing."""
    goods, buyer = product(books)["id"], customer(books)
    line = {"product": goods, "entered": "10"}
    order(books, line, customer=buyer, doc_date="2026-03-01")
    order(books, {**line, "entered": "9.5"}, customer=buyer, doc_date="2026-03-05", state="void")
    order(books, {**line, "entered": "0", "is_gift": True}, customer=buyer, doc_date="2026-03-06")
    order(books, {**line, "entered": "8"}, customer=customer(books), doc_date="2026-03-07")
    order(books, {**line, "entered": "99", "uom": known(books, "uom", code="box"), "uom_factor": "12"}, customer=buyer,
          doc_date="2026-03-08")
    new = selling(books, buyer, {"product": goods, "entered": "11"}, doc_date="2026-03-10")
    assert books.made("sales_order", **new)["lines"][0]["last_price"] == "10.000000"
    quoted = books.made("quotation", **{**new, "price_includes_tax": False, "valid_until": "2026-12-31"})
    assert quoted["lines"][0]["last_price"] == "8.849558"                            # 10 / 1.13


@pytest.mark.req("R089")
def test_the_form_says_price_unit_and_rate_while_one_types(books: Books) -> None:
    """What the server fills in is not typed: it follows the customer that is chosen next."""
    box = known(books, "uom", code="box")
    goods = product(books, list_price="30", units=[{"uom": box, "factor": "12"}])["id"]
    own = book(books, {"product": goods, "price": "25"})
    screen = Screen(books)
    held = dict(fields(screen.get("/o/sales_order/new"), "/o/sales_order/new"))
    typed = {**held, "lines[0].product": f"#{goods}", "lines[0].product.id": str(goods), "lines[0].qty": "1"}
    for buyer, price in ((customer(books), "30"), (customer(books, price_book=own), "25")):
        answer = screen.client.post("/f/preview/sales_order", headers=OURS, data=as_pairs(list(
            {**typed, "customer": f"#{buyer}", "customer.id": str(buyer)}.items())))
        told = answer.json["values"]
        assert float(told["/lines/0/entered"]["text"].replace(",", "")) == float(price), told
        assert (told["/lines/0/uom"]["id"], told["/currency"]["text"]) == (
            str(known(books, "uom", code="pcs")), "CNY")


@pytest.mark.req("R131")
def test_a_purchase_price_comes_from_contract_list_or_the_last_order_and_says_so(books: Books) -> None:
    """The contract says 8 net; the list 9.04 with tax from ten pieces, which is 8 net; the last order cost 7 net."""
    goods, other = product(books)["id"], product(books)["id"]
    desk = Purchasing(books, price_includes_tax=True)
    contract = books.made("supplier_contract", supplier=desk.supplier, state="approved", currency=desk.yuan,
                          lines=[{"product": goods, "price": "8"}])
    books.made("supplier_price", supplier=desk.supplier, product=other, price="9.04", min_qty="10", currency=desk.yuan,
               valid_from="2026-01-01")
    desk.order({"product": other, "entered": "7.91"}, doc_date="2026-10-01")
    lines = [{"product": goods}, {"product": other, "qty": "10"}, {"product": other, "qty": "9"},
             {"product": other, "qty": "9", "entered": "6"}]
    made = desk.order(*lines, contract=contract["id"])
    assert [(line["entered"], line["price"], line["price_source"]) for line in made["lines"]] == [
        ("9.040000", "8.000000", "contract"), ("9.040000", "8.000000", "price_list"),
        ("7.910000", "7.000000", "last"), ("6.000000", "5.309735", "manual")]
    assert made["lines"][0]["contract_line"] == contract["lines"][0]["id"]
    answer = books("POST", "/purchase_order", desk.ordering({"product": product(books, list_price="5")["id"]},
                                                             state="draft"))
    assert [(each["pointer"], each["code"]) for each in answer.json["errors"]] == [("/lines/0/entered", "required")]


def test_what_comes_back_is_priced_as_it_was_sold(books: Books) -> None:
    """Three pieces for 90.00 in all: one that comes back, or is invoiced, is 30.00 of it."""
    made = order(books, {"qty": "3", "entered": "90", "price_basis": "amount"})
    line = made["lines"][0]
    sent = books.made("delivery", customer=made["customer"], state="posted", lines=[
        {"order_line": line["id"], "qty": "3", "warehouse": warehouse(books)}])
    assert sent["lines"][0]["product"] == line["product"]
    back = books.made("sales_return", customer=made["customer"], kind="refund", reason="quality", lines=[
        {"delivery_line": sent["lines"][0]["id"], "warehouse": warehouse(books)}])
    assert (back["lines"][0]["product"], back["total_tax"]) == (line["product"], "30.00")
    billed = books.made("sales_invoice", customer=made["customer"], invoice_type="none", lines=[
        {"order_line": line["id"], "qty": "2"}])
    assert (billed["lines"][0]["product"], billed["total_tax"]) == (line["product"], "60.00")
