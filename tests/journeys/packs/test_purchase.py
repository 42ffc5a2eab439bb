"""Purchasing from plan to payment: what is open at each step follows from the documents beneath it."""

from itertools import count
from typing import Any

import pytest

from tests.journeys.packs.conftest import Books
from tests.journeys.packs.trade import known, product

COUNT = count(1)


class Purchasing:
    """A buyer's masters: a supplier in yuan, a warehouse, a buyer; and the documents made of them."""

    def __init__(self, books: Books, **supplier: Any) -> None:
        number = next(COUNT)
        self.books = books
        self.yuan = known(books, "currency", code="CNY")
        self.unit = books.made("unit", code=f"PU{number}", name="采购部")["id"]
        self.buyer = books.made("employee", name="赵采购", department=self.unit)["id"]
        self.store = books.made("warehouse", code=f"PW{number}", name="原料仓")["id"]
        self.supplier = books.made("supplier", **{"name": f"宁波紧固件{number}", "state": "qualified",
                                                  "currency": self.yuan, **supplier})["id"]

    def order(self, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
        return self.books.made("purchase_order", **self.ordering(*lines, **values))

    def ordering(self, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
        return {"supplier": self.supplier, "buyer": self.buyer, "warehouse": self.store, "doc_date": "2026-11-02",
                "delivery_date": "2026-11-20", "state": "approved", "lines": list(lines), **values}

    def receive(self, line: dict[str, Any], qty: str, /, **values: Any) -> dict[str, Any]:
        return self.books.made("goods_receipt", **self.receiving(line, qty, **values))

    def receiving(self, line: dict[str, Any], qty: str, /, **values: Any) -> dict[str, Any]:
        own = {name: values.pop(name) for name in ("accepted_qty", "batch_no", "serial_list") if name in values}
        return {"supplier": self.supplier, "state": "posted", "arrived_at": "2026-11-19T02:00:00Z",
                "lines": [{"order_line": line["id"], "qty": qty, **own}], **values}


@pytest.fixture
def desk(books: Books) -> Purchasing:
    return Purchasing(books)


def line_of(books: Books, order: dict[str, Any]) -> dict[str, Any]:
    (line,) = books("GET", f"/purchase_order/{order['id']}").json["lines"]
    return dict(line)


def refused(books: Books, object: str, values: dict[str, Any]) -> list[str]:
    answer = books("POST", f"/{object}", {key: value for key, value in values.items() if key != "state"})
    assert answer.status_code == 422, answer.json
    return [each["pointer"] if each["code"] != "check" else each["message"] for each in answer.json["errors"]]


@pytest.mark.req("R131", "R153", "R143")
def test_an_order_takes_the_terms_of_its_supplier(books: Books) -> None:
    dollar, term = known(books, "currency", code="USD"), known(books, "payment_term", name="发货后 30 天")
    desk = Purchasing(books, currency=dollar, payment_term=term, price_includes_tax=False, lead_time_days=10)
    asked = desk.ordering({"product": product(books)["id"], "qty": "10", "entered": "2.5"}, exchange_rate="7.2")
    made = books.made("purchase_order", **{key: value for key, value in asked.items() if key != "delivery_date"})
    assert (made["currency"], made["payment_term"], made["price_includes_tax"]) == (dollar, term, False)
    assert (made["delivery_date"], made["eta"]) == ("2026-11-12", "2026-11-12")
    assert (made["total_net"], made["total_tax"], made["total_base"]) == ("25.00", "28.25", "203.40")  # 28.25 × 7.2
    assert made["lines"][0]["price_basis"] == "net"


@pytest.mark.req("R124")
def test_only_a_qualified_supplier_gets_an_order(books: Books) -> None:
    desk = Purchasing(books, state="potential")
    asked = desk.ordering({"product": product(books)["id"], "entered": "1"})
    assert refused(books, "purchase_order", asked) == ["/supplier"]


@pytest.mark.req("R149", "R150", "R140")
def test_receipts_close_an_order_step_by_step(books: Books, desk: Purchasing) -> None:
    """100 ordered; 60 come, 58 of them good; then the other 40."""
    order = desk.order({"product": product(books)["id"], "qty": "100", "entered": "11.3"})
    line = order["lines"][0]
    assert (order["received_status"], line["open_qty"]) == ("none", "100.000000")
    desk.receive(line, "60", accepted_qty="58")
    now = line_of(books, order)
    assert (now["received_qty"], now["accepted_qty"], now["open_qty"]) == ("60.000000", "58.000000", "40.000000")
    assert books("GET", f"/purchase_order/{order['id']}").json["received_status"] == "partial"
    desk.receive(line, "40", state="draft")                                    # not posted: it does not count
    assert line_of(books, order)["open_qty"] == "40.000000"
    desk.receive(line, "40")
    assert line_of(books, order)["open_qty"] == "0.000000"
    assert books("GET", "/purchase_order?received_status=full&count=exact&supplier="
                 f"{desk.supplier}").json["count"] == 1


def test_a_product_knows_what_it_last_cost(books: Books, desk: Purchasing) -> None:
    """A dozen for 135.60 with 13 % tax is 120 net, with 10 % off 108: 9 apiece. Drafts and older orders say nothing."""
    goods, dozen = product(books), known(books, "uom", code="box")
    line = {"product": goods["id"], "price_basis": "gross"}
    desk.order({**line, "qty": "5", "entered": "22.6"}, doc_date="2026-11-01")
    desk.order({**line, "qty": "2", "uom": dozen, "uom_factor": "12", "entered": "135.6", "discount_coef": "0.9"},
               doc_date="2026-11-03")
    desk.order({**line, "qty": "5", "entered": "1.13"}, doc_date="2026-11-02")
    desk.order({**line, "qty": "5", "entered": "1.13"}, doc_date="2026-11-04", state="draft")
    assert books("GET", f"/product/{goods['id']}").json["last_purchase_price"] == "9.000000"
    assert product(books)["last_purchase_price"] is None


@pytest.mark.req("PP08", "G19")
def test_no_more_is_received_than_ordered_beyond_the_tolerance(books: Books, desk: Purchasing) -> None:
    strict = desk.order({"product": product(books)["id"], "qty": "100", "entered": "1"})["lines"][0]
    assert refused(books, "goods_receipt", desk.receiving(strict, "101", state="draft")) == \
        ["More than was ordered, beyond the tolerance of the product"]
    loose = desk.order({"product": product(books, over_receipt_pct="5")["id"], "qty": "100", "entered": "1"})
    desk.receive(loose["lines"][0], "105", state="draft")
    assert refused(books, "goods_receipt", desk.receiving(loose["lines"][0], "106", state="draft")) == \
        ["More than was ordered, beyond the tolerance of the product"]


def test_what_is_received_was_ordered_there(books: Books, desk: Purchasing) -> None:
    line = desk.order({"product": product(books)["id"], "qty": "5", "entered": "1"})["lines"][0]
    other = Purchasing(books)
    assert refused(books, "goods_receipt", {**desk.receiving(line, "5"), "supplier": other.supplier}) == \
        ["The order line belongs to another supplier"]
    assert refused(books, "goods_receipt", desk.receiving(line, "5", accepted_qty="6")) == \
        ["No more can be accepted than was received"]
    draft = desk.order({"product": product(books)["id"], "qty": "5", "entered": "1"}, state="draft")["lines"][0]
    assert refused(books, "goods_receipt", desk.receiving(draft, "5", state="draft")) == \
        ["The order is not in execution"]


@pytest.mark.req("PS06", "PS07")
def test_batches_and_serials_are_asked_for_where_they_are_tracked(books: Books, desk: Purchasing) -> None:
    batched = desk.order({"product": product(books, tracking="batch")["id"], "qty": "2", "entered": "1"})["lines"][0]
    assert refused(books, "goods_receipt", desk.receiving(batched, "2")) == ["/lines/0/batch_no"]
    desk.receive(batched, "2", batch_no="L1")
    numbered = desk.order({"product": product(books, tracking="serial")["id"], "qty": "2", "entered": "1"})["lines"][0]
    assert refused(books, "goods_receipt", desk.receiving(numbered, "2")) == ["/lines/0/serial_list"]
    desk.receive(numbered, "2", serial_list="S1\nS2")


@pytest.mark.req("PS15")
def test_freight_is_shared_by_amount_or_quantity(books: Books, desk: Purchasing) -> None:
    """Net 10 × 60 and 20 × 10: 600 and 200. Of 80 freight 60 and 20 by amount; by quantity 80 × 60 / 70 = 68.57."""
    order = desk.order({"product": product(books)["id"], "qty": "60", "entered": "11.3"},
                       {"product": product(books)["id"], "qty": "10", "entered": "22.6"})
    lines = [{"order_line": line["id"], "qty": line["qty"]} for line in order["lines"]]
    receipt = {"supplier": desk.supplier, "freight": "80", "lines": lines}
    made = books.made("goods_receipt", **receipt)
    assert [(line["freight_share"], line["unit_cost"]) for line in made["lines"]] == \
        [("60.00", "11.000000"), ("20.00", "22.000000")]
    assert made["value"] == "880.00"
    made = books.made("goods_receipt", **receipt, freight_allocate="qty")
    assert [line["freight_share"] for line in made["lines"]] == ["68.57", "11.43"]
    assert made["lines"][0]["unit_cost"] == "11.142833"                        # 10 + 68.57 / 60
    made = books.made("goods_receipt", **receipt, freight_allocate="none")
    assert [line["unit_cost"] for line in made["lines"]] == ["10.000000", "20.000000"]


@pytest.mark.req("PP14")
def test_a_replacement_reopens_the_order_a_refund_does_not(books: Books, desk: Purchasing) -> None:
    order = desk.order({"product": product(books)["id"], "qty": "10", "entered": "5"})
    received = desk.receive(order["lines"][0], "10")["lines"][0]
    back = {"supplier": desk.supplier, "state": "posted", "lines": [{"receipt_line": received["id"], "qty": "2"}]}
    made = books.made("purchase_return", **back, kind="replace")
    assert (made["lines"][0]["entered"], made["total_tax"]) == ("5.000000", "10.00")       # as it was ordered
    assert line_of(books, order)["open_qty"] == "2.000000"
    books.made("purchase_return", **back, kind="refund")
    now = line_of(books, order)
    assert (now["returned_qty"], now["open_qty"]) == ("4.000000", "2.000000")
    much = {**back, "state": "draft", "lines": [{"receipt_line": received["id"], "qty": "7"}]}
    assert refused(books, "purchase_return", much) == ["No more can be returned than was received"]


@pytest.mark.req("PP10", "PP11")
def test_an_invoice_is_compared_with_order_and_receipt(books: Books) -> None:
    """58 good of 60 at net 10. Billed 60 at net 10.20: two too many, 2 % too dear; due at month end and 60 days."""
    desk = Purchasing(books, payment_term=known(books, "payment_term", name="月结 60 天"), price_includes_tax=False)
    order = desk.order({"product": product(books)["id"], "qty": "60", "entered": "10"})
    received = desk.receive(order["lines"][0], "60", accepted_qty="58")["lines"][0]
    bill = {"supplier": desk.supplier, "invoice_no": "044001", "invoice_date": "2026-11-10", "state": "posted"}
    made = books.made("supplier_invoice", **bill, lines=[{"receipt_line": received["id"], "qty": "60",
                                                          "entered": "10.2"}])
    (line,) = made["lines"]
    assert (line["order_line"], line["qty_variance"], line["price_variance_pct"]) == \
        (order["lines"][0]["id"], "2.000000", "2.00")
    assert (made["total_net"], made["total_tax"], made["due_date"]) == ("612.00", "691.56", "2027-01-29")
    now = line_of(books, order)
    assert (now["invoiced_qty"], now["invoiced_amount"]) == ("60.000000", "691.56")
    again = {**bill, "lines": [{"receipt_line": received["id"], "qty": "1"}]}
    assert refused(books, "supplier_invoice", again)[0].startswith("/")                   # the same invoice number
    made = books.made("supplier_invoice", **{**again, "invoice_no": "044002", "state": "draft"})
    assert made["lines"][0]["entered"] == "10.000000"                          # the order's price when none is typed


@pytest.mark.req("R145", "R146")
def test_a_requisition_counts_what_is_ordered_for_it(books: Books, desk: Purchasing) -> None:
    goods = product(books)
    plan = books.made("purchase_plan", period="2026-12", lines=[{"product": goods["id"], "qty": "50",
                                                                 "plan_price": "3.335"}])
    assert plan["planned_amount"] == "166.75"
    asked = books.made("purchase_requisition", applicant=desk.buyer, state="approved", doc_date="2026-11-02", lines=[
        {"product": goods["id"], "qty": "30", "warehouse": desk.store, "plan_line": plan["lines"][0]["id"]}])
    assert (asked["department"], asked["lines"][0]["need_date"]) == (desk.unit, "2026-11-09")
    (planned,) = books("GET", f"/purchase_plan/{plan['id']}").json["lines"]
    assert (planned["requested_qty"], planned["remaining"]) == ("30.000000", "20.000000")
    line = {"product": goods["id"], "qty": "20", "entered": "3", "requisition_line": asked["lines"][0]["id"]}
    order = desk.order(line, state="draft")
    assert order["lines"][0]["need_date"] == "2026-11-09"
    now = books("GET", f"/purchase_requisition/{asked['id']}").json
    assert (now["order_status"], now["lines"][0]["open_qty"]) == ("partial", "10.000000")
    books.ran("purchase_order", order, "void", void_reason="重复下单")
    now = books("GET", f"/purchase_requisition/{asked['id']}").json
    assert (now["order_status"], now["lines"][0]["open_qty"]) == ("none", "30.000000")
    wrong = desk.ordering({**line, "product": product(books)["id"]})
    assert refused(books, "purchase_order", wrong) == ["The requisition is for another product"]


@pytest.mark.req("R148")
def test_quotations_are_compared_net_and_in_the_books_currency(books: Books) -> None:
    """11.30 with 13 % is 10 net; 1.4 dollars without tax at 7 are 9.80."""
    near, far = Purchasing(books), Purchasing(books, price_includes_tax=False, currency=known(books, "currency",
                                                                                                code="USD"))
    goods = product(books)
    asked = books.made("rfq", suppliers=[near.supplier, far.supplier], state="sent",
                       lines=[{"product": goods["id"], "qty": "500"}])
    line = {"rfq_line": asked["lines"][0]["id"]}
    first = books.made("supplier_quotation", supplier=near.supplier, rfq=asked["id"], state="submitted",
                       lines=[{**line, "entered": "11.3"}])
    assert (first["lines"][0]["product"], first["lines"][0]["qty"]) == (goods["id"], "500.000000")
    books.made("supplier_quotation", supplier=far.supplier, rfq=asked["id"], state="submitted", exchange_rate="7",
               lines=[{**line, "entered": "1.4"}])
    now = books("GET", f"/rfq/{asked['id']}").json
    assert (now["quotations"], now["lines"][0]["lowest_price"]) == (2, "9.800000")
    twice = {"supplier": near.supplier, "rfq": asked["id"], "lines": [{**line, "entered": "9"}]}
    assert refused(books, "supplier_quotation", twice) == ["/rfq", "/supplier"]


def test_a_contract_counts_what_is_ordered_under_it(books: Books, desk: Purchasing) -> None:
    goods = product(books)
    contract = books.made("supplier_contract", supplier=desk.supplier, state="approved",
                          lines=[{"product": goods["id"], "price": "8", "qty_limit": "100"}])
    line = {"product": goods["id"], "qty": "40", "entered": "9.04", "contract_line": contract["lines"][0]["id"]}
    desk.order(line, contract=contract["id"])
    (now,) = books("GET", f"/supplier_contract/{contract['id']}").json["lines"]
    assert now["ordered_qty"] == "40.000000"
    assert refused(books, "purchase_order", desk.ordering(line)) == \
        ["The contract line belongs to another contract or product"]


@pytest.mark.req("R127")
def test_a_supplier_is_known_by_its_receipts(books: Books, desk: Purchasing) -> None:
    """One of two receipts came in time; 95 of 100 were good."""
    order = desk.order({"product": product(books)["id"], "qty": "100", "entered": "1"})
    desk.receive(order["lines"][0], "50", accepted_qty="45", arrived_at="2026-11-20T08:00:00Z")
    desk.receive(order["lines"][0], "50", arrived_at="2026-11-20T17:00:00Z")          # the 21st in Shanghai
    found = books("GET", f"/supplier/{desk.supplier}").json
    assert (found["on_time_rate"], found["quality_rate"], found["ap_balance"]) == ("50.00", "95.00", "0.00")


@pytest.mark.req("R110")
def test_a_payment_is_in_its_accounts_currency(books: Books, desk: Purchasing) -> None:
    account = books.made("bank_account", code=f"B{next(COUNT)}", name="工行基本户", kind="bank", currency=desk.yuan)
    paid = {"supplier": desk.supplier, "bank_account": account["id"], "amount": "1000"}
    made = books.made("payment", **paid)
    assert (made["currency"], made["base_amount"], made["unallocated"]) == (desk.yuan, "1000.00", "1000.00")
    dollar = known(books, "currency", code="USD")
    assert refused(books, "payment", {**paid, "currency": dollar, "exchange_rate": "7"}) == \
        ["The account is in another currency"]
    assert refused(books, "payment", {**paid, "amount": "0"}) == ["An amount is above zero"]


@pytest.mark.req("R139")
def test_a_request_counts_what_was_paid_on_it(books: Books, desk: Purchasing) -> None:
    order = desk.order({"product": product(books)["id"], "entered": "500"})
    asked = {"supplier": desk.supplier, "kind": "deposit", "amount": "300"}
    assert refused(books, "payment_request", asked) == ["/purchase_order"]
    request = books.made("payment_request", **asked, purchase_order=order["id"], state="approved")
    account = books.made("bank_account", code=f"B{next(COUNT)}", name="招行", kind="bank", currency=desk.yuan)
    for amount, state in (("100", "posted"), ("50", "draft")):
        books.made("payment", supplier=desk.supplier, request=request["id"], bank_account=account["id"], amount=amount,
                   state=state)
    now = books("GET", f"/payment_request/{request['id']}").json
    assert (now["paid_amount"], now["open_amount"]) == ("100.00", "200.00")


@pytest.mark.parametrize("object", ["payable", "ap_ledger", "cash_ledger"])
def test_books_are_written_by_postings_alone(books: Books, object: str) -> None:
    assert books("POST", f"/{object}", {}).status_code == 405
