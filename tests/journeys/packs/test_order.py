"""The documents of selling: totals, open quantities and amounts, shares to the cent, and what is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dougong.fields.any_link import AnyLink
from tests.journeys.packs.conftest import Books
from tests.journeys.packs.shop import again, booked, customer, delivery, employee, order, told, warehouse
from tests.journeys.packs.trade import known, product


def yuan(books: Books) -> int:
    return known(books, "currency", code="CNY")


@pytest.mark.req("R093", "R094")
def test_an_order_adds_up_and_asks_for_its_deposit(books: Books) -> None:
    """2 × 113 + 1 × 50 gross at 13 %: 226 + 50 = 276; net 200 + 44.25; less 6 to pay 270; 30 % of it 81."""
    made = order(books, {"qty": "2", "entered": "113"}, {"qty": "1", "entered": "50"}, header_discount="6",
                 ship_rule="deposit", deposit_pct="30")
    assert (made["total_net"], made["total_tax_amount"], made["total_tax"]) == ("244.25", "31.75", "276.00")
    assert (made["payable_total"], made["deposit_amount"], made["open_amount"]) == ("270.00", "81.00", "276.00")
    assert (made["delivery_status"], made["invoice_status"], made["payment_status"]) == ("none", "none", "none")
    assert told(books, "sales_order", customer=made["customer"], salesperson=made["salesperson"],
                currency=made["currency"], ship_rule="deposit",
                lines=[{"product": made["lines"][0]["product"], "entered": "1"}])[0][0] == "/deposit_pct"


@pytest.mark.req("G11", "PC12")
def test_deliveries_share_a_line_to_the_last_cent(books: Books) -> None:
    """100.00 for 3: a third is 33.33, two are 66.67, so the parts are 33.33, 33.34, 33.33, and nothing is left."""
    made = order(books, {"qty": "3", "entered": "100", "price_basis": "amount"})
    shares, left, states = [], [], []
    for _ in range(3):
        shares.append(delivery(books, made, "1")["amount_tax"])
        now = again(books, "sales_order", made)
        left.append((now["lines"][0]["open_qty"], now["lines"][0]["open_amount_tax"], now["open_amount"]))
        states.append(now["delivery_status"])
    assert shares == ["33.33", "33.34", "33.33"]
    assert left == [("2.000000", "66.67", "66.67"), ("1.000000", "33.33", "33.33"), ("0.000000", "0.00", "0.00")]
    assert states == ["partial", "partial", "full"]


@pytest.mark.req("R101", "PS08")
def test_delivered_in_pieces_what_was_ordered_in_boxes(books: Books) -> None:
    """Two boxes of 12 ordered, 6 pieces delivered: half a box; 1.5 boxes are open."""
    goods = product(books)
    line = {"product": goods["id"], "uom": known(books, "uom", code="box"), "uom_factor": "12", "qty": "2",
            "entered": "120"}
    made = order(books, line)
    delivery(books, made, "6")
    (now,) = again(books, "sales_order", made)["lines"]
    assert (now["delivered_qty"], now["open_qty"], now["open_amount_tax"]) == ("0.500000", "1.500000", "180.00")


@pytest.mark.req("PC13")
def test_more_than_ordered_needs_a_tolerance(books: Books) -> None:
    """Of 100 at 5 % tolerance 105 may go, 106 not; without tolerance 100 and no more."""
    loose = order(books, {"product": product(books, over_delivery_pct="5")["id"], "qty": "100", "entered": "1"})
    tight = order(books, {"qty": "100", "entered": "1"})
    for made, most in ((loose, "105"), (tight, "100")):
        line = {"order_line": made["lines"][0]["id"], "product": made["lines"][0]["product"],
                "warehouse": warehouse(books), "qty": str(int(most) + 1)}
        assert told(books, "delivery", customer=made["customer"], lines=[line]) == [
            ("/lines/0", "More than was ordered, beyond the tolerance of the product")]
        books.made("delivery", customer=made["customer"], lines=[{**line, "qty": most}])
    delivery(books, loose, "105")
    now = again(books, "sales_order", loose)
    assert (now["delivery_status"], now["lines"][0]["open_qty"]) == ("over", "0.000000")


def test_a_reversed_delivery_is_open_again_and_a_closed_order_is_not(books: Books) -> None:
    made = order(books, {"qty": "4", "entered": "10"})
    sent = delivery(books, made, "3")
    books.ran("delivery", sent, "reverse", void_reason="发错了")
    assert again(books, "sales_order", made)["lines"][0]["open_qty"] == "4.000000"
    delivery(books, made, "1")
    closed = books.ran("sales_order", made, "close")
    assert (closed["lines"][0]["open_qty"], closed["lines"][0]["closed_qty"]) == ("0.000000", "3.000000")
    assert closed["open_amount"] == "0.00"


@pytest.mark.req("R098", "R099")
def test_notices_share_what_is_open_of_an_order(books: Books) -> None:
    """Of 10, 6 are noticed: 4 are left to notice, 5 are too many; the notice knows what went out by it."""
    made, place = order(books, {"qty": "10", "entered": "1"}), warehouse(books)
    line = {"order_line": made["lines"][0]["id"], "product": made["lines"][0]["product"]}
    head = {"customer": made["customer"], "warehouse": place}
    notice = books.made("delivery_notice", **head, state="approved", lines=[{**line, "qty": "6"}])
    assert again(books, "sales_order", made)["lines"][0]["notified_qty"] == "6.000000"
    assert told(books, "delivery_notice", **head, lines=[{**line, "qty": "5"}]) == [
        ("/lines/0", "More than is still open of the order line")]
    books.made("delivery", customer=made["customer"], state="posted", lines=[
        {**line, "notice_line": notice["lines"][0]["id"], "qty": "4", "warehouse": place}])
    (now,) = again(books, "delivery_notice", notice)["lines"]
    assert (now["delivered_qty"], now["open_qty"]) == ("4.000000", "2.000000")
    other = order(books, {"qty": "1", "entered": "1"})
    refused = told(books, "delivery", customer=other["customer"], lines=[{**line, "qty": "1", "warehouse": place}])
    assert ("/lines/0", "The order line belongs to another customer") in refused


@pytest.mark.req("R159", "PC14")
def test_a_return_is_never_more_nor_dearer_than_the_delivery(books: Books) -> None:
    """Of 5 delivered at 20, 2 come back to be replaced: the order has 2 open again, and 3 may still come back."""
    made = order(books, {"qty": "5", "entered": "20"})
    sent = delivery(books, made, "5")
    line = {"delivery_line": sent["lines"][0]["id"], "product": sent["lines"][0]["product"],
            "warehouse": sent["lines"][0]["warehouse"], "qty": "2", "entered": "20"}
    head = {"customer": made["customer"], "kind": "replace", "reason": "quality", "currency": made["currency"]}
    back = books.made("sales_return", **head, state="posted", lines=[line])
    assert back["total_tax"] == "40.00"
    (now,) = again(books, "sales_order", made)["lines"]
    assert (now["returned_qty"], now["open_qty"]) == ("2.000000", "2.000000")
    assert again(books, "delivery", sent)["lines"][0]["returned_qty"] == "2.000000"
    assert told(books, "sales_return", **head, lines=[{**line, "qty": "4"}]) == [
        ("/lines/0", "No more is returned than was delivered")]
    assert told(books, "sales_return", **head, lines=[{**line, "entered": "21"}]) == [
        ("/lines/0", "The price is above the original price")]
    books.made("sales_return", **{**head, "kind": "refund"}, state="posted", lines=[{**line, "qty": "3"}])
    (now,) = again(books, "sales_order", made)["lines"]
    assert (now["returned_qty"], now["open_qty"]) == ("5.000000", "2.000000")      # a refund opens nothing


def invoice(books: Books, of: dict[str, Any], qty: str, **values: Any) -> dict[str, Any]:
    line = of["lines"][0]
    sent = {"order_line": line["id"], "product": line["product"], "qty": qty, "entered": line["price_tax"]}
    return {"customer": of["customer"], "currency": of["currency"], "invoice_type": "normal_vat", "state": "posted",
            **values, "lines": [sent]}


@pytest.mark.req("PC15", "R112")
def test_a_red_invoice_takes_back_what_the_blue_one_counted(books: Books) -> None:
    """100.00 invoiced, taken back by a red one: nothing is invoiced, and all may be invoiced again."""
    made = order(books, {"qty": "10", "entered": "10"})
    blue = books.made("sales_invoice", **invoice(books, made, "10", invoice_no="0001"))
    now = again(books, "sales_order", made)
    assert (now["invoice_status"], now["lines"][0]["invoiced_amount"]) == ("full", "100.00")
    more = told(books, "sales_invoice", **invoice(books, made, "1", state="draft"))
    assert more == [("/lines/0", "More than is still to invoice of the order line")]
    books.ran("sales_invoice", blue, "reverse")
    books.made("sales_invoice", **invoice(books, made, "10", direction="red", red_of=blue["id"]))
    now = again(books, "sales_order", made)
    assert (now["invoice_status"], now["lines"][0]["invoiced_amount"]) == ("none", "0.00")
    books.made("sales_invoice", **invoice(books, made, "10", state="draft"))
    assert told(books, "sales_invoice", **invoice(books, made, "1", direction="red"))[0][0] == "/red_of"


@pytest.mark.req("R123")
def test_a_contract_knows_what_is_ordered_on_it(books: Books) -> None:
    """Worth 1,000, 600 ordered, 400 left; a draft counts for nothing."""
    buyer = customer(books)
    signed = books.made("sales_contract", customer=buyer, name="年度框架", amount="1000", currency=yuan(books),
                        state="effective")
    order(books, {"qty": "6", "entered": "100"}, customer=buyer, contract=signed["id"])
    order(books, {"qty": "1", "entered": "100"}, customer=buyer, contract=signed["id"], state="draft")
    now = again(books, "sales_contract", signed)
    assert (now["ordered_amount"], now["open_amount"], now["version"]) == ("600.00", "400.00", 1)
    others = customer(books)
    refused = told(books, "sales_order", customer=others, contract=signed["id"], salesperson=employee(books),
                   currency=yuan(books), lines=[{"product": product(books)["id"], "entered": "1"}])
    assert refused == [("", "The contract belongs to another customer")]
    assert told(books, "sales_contract", customer=buyer, name="空", amount="0", currency=yuan(books))[0][1] == \
        "A contract is worth more than nothing"


@pytest.mark.req("R082")
def test_a_quotation_knows_what_became_of_it(books: Books) -> None:
    """Of 10 quoted, 4 are ordered: 6 are open, the quotation is partly ordered."""
    buyer, goods = customer(books), product(books)["id"]
    made = books.made("quotation", customer=buyer, currency=yuan(books),
                      lines=[{"product": goods, "qty": "10", "entered": "5"}])
    assert (made["ordered_status"], made["total_tax"]) == ("none", "50.00")
    order(books, {"product": goods, "qty": "4", "entered": "5", "quotation_line": made["lines"][0]["id"]},
          customer=buyer)
    now = again(books, "quotation", made)
    assert (now["ordered_status"], now["lines"][0]["open_qty"]) == ("partial", "6.000000")
    assert told(books, "quotation", customer=buyer, currency=yuan(books), valid_until="2020-01-01",
                lines=[{"product": goods, "entered": "5"}]) == [
        ("", "A quotation does not run out before it is made")]


def test_a_change_is_not_below_what_is_done(books: Books) -> None:
    made = order(books, {"qty": "10", "entered": "1"})
    delivery(books, made, "6")
    head = {"sales_order": made["id"], "reason": "客户减量"}
    line = made["lines"][0]["id"]
    books.made("sales_change", **head, lines=[{"order_line": line, "new_qty": "6"}])
    assert told(books, "sales_change", **head, lines=[{"order_line": line, "new_qty": "5"}]) == [
        ("/lines/0", "Less than is notified, delivered or invoiced already")]
    assert told(books, "sales_change", **head, lines=[{"order_line": line, "action": "cancel"}]) == [
        ("/lines/0", "What is delivered or invoiced cannot be cancelled")]
    assert {pointer for pointer, _ in told(books, "sales_change", **head, lines=[{"action": "add"}])} == {
        "/lines/0/product", "/lines/0/new_qty", "/lines/0/new_price_tax"}


def account(books: Books, currency: str) -> int:
    return int(books.made("bank_account", code=f"B-{currency}-{customer(books)}", name="基本户", kind="bank",
                          currency=known(books, "currency", code=currency))["id"])


def test_a_receipt_is_the_sum_of_its_payments(books: Books) -> None:
    """600.00 by bank and 400.50 in cash at 7.2: 1,000.50 dollars are 7,203.60 yuan, nothing allocated."""
    dollars = account(books, "USD")
    paid = [{"bank_account": dollars, "amount": "600"},
            {"bank_account": dollars, "payment_method": "cash", "amount": "400.50"}]
    head = {"customer": customer(books), "currency": known(books, "currency", code="USD"), "exchange_rate": "7.2"}
    made = books.made("receipt", **head, pay_lines=paid, fee_amount="12")
    assert (made["amount"], made["base_amount"], made["unallocated"], made["unallocated_base"]) == (
        "1000.50", "7203.60", "1000.50", "7203.60")
    wrong = [{"bank_account": account(books, "CNY"), "amount": "1"}]
    assert told(books, "receipt", **head, pay_lines=wrong) == [
        ("/pay_lines/0", "The account is in another currency")]
    assert told(books, "receipt", **head, pay_lines=paid, fee_amount="1000.51") == [
        ("", "The fee is larger than the amount")]


def owed(books: Books, of: dict[str, Any], amount: str, **values: Any) -> int:
    """Make an open item of an order and return its id."""
    return booked(books, "receivable", **{
        "customer": of["customer"], "source": AnyLink("sales_order", of["id"]), "sales_order": of["id"],
        "instalment": 1, "currency": of["currency"], "exchange_rate": Decimal(1), "amount": Decimal(amount),
        "allocated": Decimal(0), "open_amount": Decimal(amount), "due_date": date(2026, 1, 31), **values})


@pytest.mark.req("R106")
def test_a_receipt_settles_what_is_owed(books: Books) -> None:
    """100 owed, 60 of a receipt of 70 allocated: 40 stay open, 10 unallocated; a draft settles nothing."""
    made = order(books, {"qty": "1", "entered": "100"})
    item = owed(books, made, "100")
    assert books("GET", f"/receivable/{item}").json["overdue_days"] > 0
    sent = {"customer": made["customer"], "currency": made["currency"],
            "pay_lines": [{"bank_account": account(books, "CNY"), "amount": "70"}],
            "allocations": [{"receivable": item, "amount": "60"}]}
    draft = books.made("receipt", **sent)
    assert (draft["allocated"], draft["unallocated"]) == ("60.00", "10.00")
    assert books("GET", f"/receivable/{item}").json["open_amount"] == "100.00"
    for step in ("submit", "post"):
        books.ran("receipt", draft, step)
    now = books("GET", f"/receivable/{item}").json
    assert (now["allocated"], now["open_amount"]) == ("60.00", "40.00")
    now = again(books, "sales_order", made)
    assert (now["received_amount"], now["payment_status"]) == ("60.00", "partial")
    over = {**sent, "allocations": [{"receivable": item, "amount": "40.01"}]}
    assert told(books, "receipt", **over) == [("/allocations/0", "More than is still open")]
    assert ("", "No more is allocated than was received") in told(
        books, "receipt", **{**sent, "allocations": [{"receivable": item, "amount": "70.01"}]})
    assert told(books, "receipt", **{**over, "customer": customer(books), "allocations": [
        {"receivable": item, "amount": "40"}]}) == [("/allocations/0", "The open item belongs to another customer")]
    rest = {**sent, "state": "posted", "allocations": [{"receivable": item, "amount": "40"}]}
    books.made("receipt", **rest)
    assert again(books, "sales_order", made)["payment_status"] == "paid"
    assert books("GET", f"/receivable/{item}").json["overdue_days"] == 0


@pytest.mark.req("R107", "PC11")
def test_a_prepayment_and_open_orders_make_the_free_credit(books: Books) -> None:
    """10,000 of credit, 2,500 ordered and not delivered, 1,000 paid ahead: 8,500 are free."""
    buyer = customer(books, credit_limit="10000")
    made = order(books, {"qty": "25", "entered": "100"}, customer=buyer)
    paid = [{"bank_account": account(books, "CNY"), "amount": "1000"}]
    books.made("receipt", customer=buyer, currency=yuan(books), kind="prepay", state="posted", pay_lines=paid)
    now = again(books, "customer", {"id": buyer})
    assert (now["open_order_amount"], now["prepaid_balance"], now["ar_balance"], now["free_credit"]) == (
        "2500.00", "1000.00", "0.00", "8500.00")
    assert (now["first_order_at"], now["last_order_at"]) == (made["doc_date"], made["doc_date"])
    delivery(books, made, "5")
    booked(books, "ar_ledger", customer=buyer, currency=yuan(books), amount=Decimal(500), base_amount=Decimal(500),
           entry_type="sale", biz_date=date(2026, 11, 21), source=AnyLink("sales_order", made["id"]),
           posting_key=f"sale/{made['id']}")
    now = again(books, "customer", {"id": buyer})
    assert (now["open_order_amount"], now["ar_balance"], now["free_credit"]) == ("2000.00", "500.00", "8500.00")


@pytest.mark.req("R114", "R115")
def test_expenses_are_claimed_in_time(books: Books) -> None:
    """300 + 200.10 = 500.10; the thirtieth day counts, the thirty-first not."""
    head = {"claimant": employee(books), "currency": yuan(books), "doc_date": "2026-11-30"}
    lines = [{"category": "travel", "amount": "300", "expense_date": "2026-10-31"},
             {"category": "gift", "amount": "200.10"}]
    made = books.made("expense_claim", **head, lines=lines)
    assert (made["total"], made["lines"][1]["expense_date"]) == ("500.10", "2026-11-30")
    lines[0]["expense_date"] = "2026-10-30"
    assert told(books, "expense_claim", **head, lines=lines) == [
        ("/lines/0", "This expense is claimed too late")]
    lines[0]["expense_date"] = "2026-12-01"
    assert told(books, "expense_claim", **head, lines=lines) == [
        ("/lines/0", "The expense lies after the claim")]


def test_a_price_book_has_one_price_for_a_step(books: Books) -> None:
    """100 × 0.85 = 85; the step from 10 pieces stands once."""
    goods = product(books)["id"]
    items = [{"product": goods, "price": "100"}, {"product": goods, "min_qty": "10", "price": "100",
                                                  "discount_coef": "0.85"}]
    made = books.made("price_book", name=f"标准 {goods}", currency=yuan(books), items=items)
    assert [item["final_price"] for item in made["items"]] == ["100.000000", "85.000000"]
    refused = books("POST", "/price_book", {"name": "二", "currency": yuan(books), "items": [items[0], items[0]]})
    assert (refused.status_code, refused.json["errors"][0]["message"]) == (
        422, "This step of the product is priced already")
    assert told(books, "price_book", name="三", currency=yuan(books), valid_from="2026-02-01",
                valid_to="2026-01-31")[0][1] == "It does not end before it begins"


def test_a_person_or_an_address_of_somebody_else_is_refused(books: Books) -> None:
    theirs = books.made("customer", name="别家", contacts=[{"name": "王", "is_primary": True}],
                        addresses=[{"detail": "南京路 1 号"}])
    sent = {"customer": customer(books), "salesperson": employee(books), "currency": yuan(books),
            "contact": theirs["contacts"][0]["id"], "ship_to": theirs["addresses"][0]["id"],
            "lines": [{"product": product(books)["id"], "entered": "1"}]}
    assert told(books, "sales_order", **sent) == [
        ("", "The contact belongs to another customer"), ("", "The address belongs to another customer")]


@pytest.mark.parametrize("object", ["receivable", "ar_ledger", "points_ledger"])
def test_nobody_writes_the_books_of_customers(books: Books, object: str) -> None:
    assert books("POST", f"/{object}", {}).status_code == 405
    assert books("GET", f"/{object}").status_code == 200


def test_a_reservation_names_the_line_that_needs_the_goods(books: Books) -> None:
    made = order(books, {"qty": "3", "entered": "1"})
    line = made["lines"][0]
    sent = {"product": line["product"], "warehouse": warehouse(books), "qty": "2",
            "demand_line": {"object": "sales_order_line", "id": line["id"]}}
    kept = books.made("stock_reservation", **sent)
    assert (kept["open_qty"], kept["title"]) == ("2.000000", line["product_name"])
    nowhere = {"object": "sales_order_line", "id": line["id"] + 1000}
    assert [pointer for pointer, _ in told(books, "stock_reservation", **{**sent, "demand_line": nowhere})] == [
        "/demand_line"]


@pytest.mark.req("PC10")
def test_a_discount_on_the_order_falls_to_its_lines_to_the_last_cent(books: Books) -> None:
    """10.00 off 33.33 + 33.33 + 33.34; then the second line is twice as much, then it goes: the others follow."""
    made = order(books, *({"entered": price, "price_basis": "amount"} for price in ("33.33", "33.33", "33.34")),
                 header_discount="10", state="draft")
    assert [line["discount_share"] for line in made["lines"]] == ["3.33", "3.34", "3.33"]
    assert [line["final_amount"] for line in made["lines"]] == ["30.00", "29.99", "30.01"]
    one, two, three = ({"id": line["id"]} for line in made["lines"])
    now = books("PATCH", f"/sales_order/{made['id']}", {
        "version": made["version"], "lines": [one, {**two, "entered": "66.66"}, three]}).json
    assert [line["discount_share"] for line in now["lines"]] == ["2.50", "5.00", "2.50"]     # 2.4998, 7.4994 and 10
    left = books("PATCH", f"/sales_order/{made['id']}", {"version": now["version"], "lines": [three, one]}).json
    assert [line["discount_share"] for line in left["lines"]] == ["5.00", "5.00"]            # 5.0008 and 10
    yen = order(books, {"entered": "1000"}, {"entered": "1001"}, header_discount="5",
                currency=known(books, "currency", code="JPY"))
    assert [line["discount_share"] for line in yen["lines"]] == ["2.00", "3.00"]             # 2.499 and 5


@pytest.mark.req("PC10")
def test_the_coefficient_counts_all_discounts(books: Books) -> None:
    """Listed at 100, sold at 95 with a tenth off the order: 0.855, whichever way it was given."""
    goods = product(books, list_price="100")["id"]
    typed = order(books, {"product": goods, "entered": "95"}, header_discount="9.5")["lines"][0]
    assert (typed["effective_coef"], typed["final_coef"]) == ("0.950000", "0.855000")
    coefficient = order(books, {"product": goods, "discount_coef": "0.95"}, header_discount="9.5")["lines"][0]
    assert (coefficient["entered"], coefficient["final_coef"]) == ("100.000000", "0.855000")
