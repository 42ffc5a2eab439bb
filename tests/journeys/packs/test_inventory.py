"""The documents of stock: quantities and values that add up, and what a warehouse may not be told."""

from decimal import Decimal
from typing import Any

import pytest

from dougong.fields.any_link import AnyLink
from tests.journeys.packs.conftest import Books
from tests.journeys.packs.shop import again, booked, customer, kept, told, warehouse
from tests.journeys.packs.trade import known, product
from tests.unit.web.conftest import Screen


@pytest.mark.req("R154")
def test_opening_stock_is_worth_its_cost(books: Books) -> None:
    """12 boxes of 8.5 kg are 102 kg at 1.00; 3 × 0.335 = 1.005 → 1.01; together 103.01."""
    goods, place = product(books), warehouse(books)
    box = known(books, "uom", code="box")
    kilo = product(books, uom=known(books, "uom", code="kg"))
    made = books.made("opening_stock", lines=[
        {"product": kilo["id"], "uom": box, "qty": "12", "uom_factor": "8.5", "unit_cost": "1", "warehouse": place},
        {"product": goods["id"], "qty": "3", "unit_cost": "0.335", "warehouse": place}])
    assert [line["value"] for line in made["lines"]] == ["102.00", "1.01"]
    assert made["total_value"] == "103.01"
    assert made["lines"][0]["in_date"] == made["doc_date"]


@pytest.mark.req("R183")
def test_a_line_takes_the_warehouse_of_its_product(books: Books) -> None:
    place = warehouse(books)
    goods = product(books, default_warehouse=place)
    made = books.made("other_in", reason="found", lines=[{"product": goods["id"], "qty": "1"}])
    assert made["lines"][0]["warehouse"] == place
    stopped = warehouse(books, state="stopped")
    line = {"product": goods["id"], "qty": "1", "warehouse": stopped}
    assert [pointer for pointer, _ in told(books, "other_in", reason="found", lines=[line])] == ["/lines/0/warehouse"]


@pytest.mark.req("PS06")
def test_batches_belong_to_their_product_and_expire(books: Books) -> None:
    """A shelf life of 90 days from 1 November 2026 ends on 30 January 2027."""
    milk, bread = (product(books, tracking="batch", shelf_life_days=90) for _ in range(2))
    made = books.made("batch", product=milk["id"], batch_no="B1", produced_at="2026-11-01")
    assert made["expiry_date"] == "2027-01-30"
    assert ("/batch_no", "This product has a batch with this number") in told(
        books, "batch", product=milk["id"], batch_no="B1")
    books.made("batch", product=bread["id"], batch_no="B1")
    assert told(books, "batch", product=milk["id"], batch_no="B2", produced_at="2026-11-02",
                expiry_date="2026-11-01") == [("", "A batch does not expire before it is produced")]
    line = {"product": bread["id"], "qty": "1", "warehouse": warehouse(books), "batch": made["id"]}
    assert told(books, "other_out", reason="scrap", lines=[line]) == [
        ("/lines/0", "The batch belongs to another product")]
    assert told(books, "batch", product=product(books)["id"], batch_no="B1")[0][0] == "/product"


@pytest.mark.req("R162", "PS09")
def test_a_transfer_goes_elsewhere_and_counts_what_is_lost(books: Books) -> None:
    """Of 10 sent 8 arrive: 2 are lost once the transfer is done."""
    here, there, goods = warehouse(books), warehouse(books), product(books)
    lines = [{"product": goods["id"], "qty": "10"}]
    assert told(books, "stock_transfer", from_warehouse=here, to_warehouse=here, lines=lines) == [
        ("", "A transfer goes to another warehouse")]
    made = books.made("stock_transfer", from_warehouse=here, to_warehouse=there, mode="two_step", lines=lines)
    (line,) = made["lines"]
    assert (line["shipped_qty"], line["lost_qty"]) == ("0.000000", "0.000000")
    for step in ("submit", "approve", "ship"):
        sent = books.ran("stock_transfer", made, step)
    assert (sent["lines"][0]["shipped_qty"], sent["lines"][0]["lost_qty"]) == ("10.000000", "0.000000")
    arrived = {"version": sent["version"], "lines": [{"id": line["id"], "received_qty": "11"}]}
    refused = books("PATCH", f"/stock_transfer/{made['id']}", arrived)
    assert refused.json["errors"][0]["message"] == "No more arrives than was sent"
    assert [pointer for pointer, _ in kept(books, "stock_transfer", made, "receive")] == ["/lines/0/received_qty"]
    arrived = {"version": sent["version"], "lines": [{"id": line["id"], "received_qty": "8"}]}
    assert books("PATCH", f"/stock_transfer/{made['id']}", arrived).status_code == 200
    done = books.ran("stock_transfer", made, "receive")
    assert (done["lines"][0]["received_qty"], done["lines"][0]["lost_qty"]) == ("8.000000", "2.000000")


@pytest.mark.req("R168")
def test_a_stocktake_counts_differences_and_waits_for_all(books: Books) -> None:
    """Counted 5, again 7: the difference to nothing in the books is 7; a line counted as 0 does not differ."""
    first, second = product(books)["id"], product(books)["id"]
    made = books.made("stocktake", warehouse=warehouse(books), blind=False, lines=[
        {"product": first, "counted_qty": "5", "recount_qty": "7"}, {"product": second}])
    assert [line["diff_qty"] for line in made["lines"]] == ["7.000000", None]
    assert (made["line_count"], made["counted_count"], made["diff_count"]) == (2, 1, 1)
    begun = books.ran("stocktake", made, "begin_count")
    assert kept(books, "stocktake", made, "finish") == [("", "Everything has to be counted first")]
    counted = {"version": begun["version"], "lines": [
        {"id": made["lines"][0]["id"]}, {"id": made["lines"][1]["id"], "counted_qty": "0"}]}
    books("PATCH", f"/stocktake/{made['id']}", counted)
    ready = books.ran("stocktake", made, "finish")
    assert (ready["state"], ready["diff_count"]) == ("review", 1)
    assert told(books, "stocktake", warehouse=warehouse(books),
                lines=[{"product": first, "recount_qty": "1"}])[0][1] == "What is counted again was counted before"


def test_blind_counters_do_not_see_the_books(books: Books) -> None:
    goods = product(books)["id"]
    made = books.made("stocktake", warehouse=warehouse(books), state="counting", lines=[{"product": goods}])
    assert told(books, "stocktake", warehouse=warehouse(books),
                lines=[{"product": goods, "book_qty": "5"}])[0][0] == "/lines/0/book_qty"
    assert made["blind"] is True


def loan(books: Books, goods: int, qty: str = "5", **values: Any) -> dict[str, Any]:
    lines = [{"product": goods, "qty": qty, "warehouse": warehouse(books)}]
    borrower = {"object": "customer", "id": customer(books)}
    return books.made("loan_out", **{"borrower": borrower, "state": "lent", **values}, lines=lines)


def returned(loaned: dict[str, Any], qty: str, **values: Any) -> dict[str, Any]:
    (line,) = loaned["lines"]
    return {"lines": [{"loan_line": line["id"], "product": line["product"], "qty": qty,
                       "warehouse": line["warehouse"], **values}]}


@pytest.mark.req("R120", "PS20")
def test_what_is_lent_stays_open_until_it_is_back(books: Books) -> None:
    """Of 5 lent, 2 come back and 1 is lost: 2 are open; a return of 3 is one too many."""
    goods = product(books)["id"]
    made = loan(books, goods)
    back = books.made("loan_return", **returned(made, "2"))
    assert again(books, "loan_out", made)["open_qty"] == "5.000000"           # a draft returns nothing
    books.ran("loan_return", back, "post")
    lost = {"version": made["version"], "lines": [{"id": made["lines"][0]["id"], "lost_qty": "1"}]}
    books("PATCH", f"/loan_out/{made['id']}", lost)
    now = again(books, "loan_out", made)
    assert (now["lines"][0]["returned_qty"], now["lines"][0]["open_qty"], now["open_qty"]) == (
        "2.000000", "2.000000", "2.000000")
    assert told(books, "loan_return", **returned(made, "3")) == [
        ("/lines/0", "No more is returned than is still lent")]
    books.made("loan_return", **returned(made, "2"))
    other = product(books)["id"]
    assert ("/lines/0", "The loan line is of another product") in told(
        books, "loan_return", **returned(made, "1", product=other))


def test_a_voided_return_is_open_again(books: Books) -> None:
    made = loan(books, product(books)["id"])
    back = books.made("loan_return", state="posted", **returned(made, "5"))
    assert again(books, "loan_out", made)["open_qty"] == "0.000000"
    books.ran("loan_return", back, "reverse", void_reason="数错了")
    assert again(books, "loan_out", made)["open_qty"] == "5.000000"


def test_a_loan_is_overdue_by_whole_days(books: Books) -> None:
    today = books.made("loan_return", **returned(loan(books, product(books)["id"]), "1"))["doc_date"]
    made = loan(books, product(books)["id"], doc_date="2026-01-01", due_date="2026-01-10")
    assert made["overdue_days"] > 0
    assert loan(books, product(books)["id"], due_date=today)["overdue_days"] == 0
    borrower = {"object": "customer", "id": customer(books)}
    line = {"product": product(books)["id"], "qty": "1", "warehouse": warehouse(books)}
    assert told(books, "loan_out", borrower=borrower, doc_date="2026-01-02", due_date="2026-01-01",
                lines=[line]) == [("", "A loan is not due before it is made")]


@pytest.mark.req("R180")
def test_returned_material_counts_against_its_issue(books: Books) -> None:
    unit = books.made("unit", code="MI1", name="装配车间")["id"]
    goods, place = product(books)["id"], warehouse(books)
    line = {"product": goods, "qty": "10", "warehouse": place}
    issued = books.made("material_issue", department=unit, state="posted", lines=[line])
    source = issued["lines"][0]["id"]
    books.made("material_issue", department=unit, kind="return", state="posted",
               lines=[{**line, "qty": "4", "issue_line": source}])
    assert again(books, "material_issue", issued)["lines"][0]["returned_qty"] == "4.000000"
    refused = told(books, "material_issue", department=unit, kind="return", lines=[line])
    assert [pointer for pointer, _ in refused] == ["/lines/0/issue_line"]


@pytest.mark.req("PP03")
@pytest.mark.parametrize(("need", "least", "multiple", "suggested"), [
    ("37", "0", "0", "37.000000"),            # what is needed
    ("37", "50", "0", "50.000000"),           # the supplier sells no less
    ("37", "0", "12", "48.000000"),           # 4 × 12
    ("37", "50", "12", "60.000000"),          # 50 rounded up to 5 × 12
    ("0", "50", "12", "0.000000"),            # nothing is needed
])
def test_a_suggestion_rounds_up_to_what_can_be_ordered(books: Books, need: str, least: str, multiple: str,
                                                       suggested: str) -> None:
    goods, place = product(books)["id"], warehouse(books)
    rule = books.made("reorder_rule", product=goods, warehouse=place, safety_stock="5", max_qty="100")
    assert rule["min_qty"] == "5.000000"
    made = books.made("supply_suggestion", product=goods, warehouse=place, need_qty=need, least_qty=least,
                      multiple=multiple, origin={"object": "reorder_rule", "id": rule["id"]},
                      need_date="2026-12-10", lead_time_days=9)
    assert (made["suggest_qty"], made["order_by"]) == (suggested, "2026-12-01")
    assert told(books, "reorder_rule", product=goods, warehouse=warehouse(books), min_qty="9", max_qty="8") == [
        ("", "The most is not below the least")]
    assert told(books, "reorder_rule", product=goods, warehouse=place, max_qty="8")[0][1] == \
        "There is a rule for this product and warehouse"


def test_a_picking_list_counts_what_is_short(books: Books) -> None:
    place, other = warehouse(books, use_location=True), warehouse(books, use_location=True)
    shelf = books.made("location", warehouse=other, code="A-01")["id"]
    goods = product(books)["id"]
    made = books.made("picking", warehouse=place, lines=[
        {"product": goods, "qty": "3", "picked_qty": "3"}, {"product": goods, "qty": "3", "picked_qty": "2"},
        {"product": goods, "qty": "3"}])
    assert made["short_count"] == 2
    lines = [{"product": goods, "qty": "1", "location": shelf, "picked_qty": "2"}]
    assert told(books, "picking", warehouse=place, lines=lines) == [
        ("/lines/0", "The location lies in another warehouse"), ("/lines/0", "No more is picked than was asked for")]


@pytest.mark.parametrize("object", ["stock_position", "stock_balance", "stock_cost", "stock_ledger", "cost_layer"])
def test_nobody_writes_the_books_of_stock(books: Books, object: str) -> None:
    assert books("POST", f"/{object}", {}).status_code == 405
    assert books("GET", f"/{object}").status_code == 200


def test_a_position_says_what_can_be_promised(books: Books) -> None:
    """60 on hand, 10 reserved, 5 blocked: 45 available; 100 ordered and 50 coming: 10 projected, -40 to promise."""
    goods, place, scrap = product(books)["id"], warehouse(books), warehouse(books, kind="scrap", sellable=False)
    figures = {name: Decimal(value) for name, value in
               {"on_hand": 60, "reserved": 10, "hard_blocked": 5, "demand": 100, "incoming": 50}.items()}
    held = booked(books, "stock_position", product=goods, warehouse=place, **figures)
    now = books("GET", f"/stock_position/{held}").json
    assert [now[name] for name in ("available", "atp", "projected")] == [
        "45.000000", "-40.000000", "10.000000"]
    kept = booked(books, "stock_position", product=goods, warehouse=scrap, **figures)
    assert books("GET", f"/stock_position/{kept}").json["available"] == "0.000000"
    listed = books("GET", "/stock_position?available[gt]=0&fields=warehouse").json["data"]
    assert {place, scrap} & {row["warehouse"] for row in listed} == {place}


def test_a_product_costs_what_its_stock_is_worth(books: Books) -> None:
    """3 pieces worth 10.00 in one warehouse and 1 worth 2.00 in another: 12 / 4 = 3.00; the first averages 3.333333."""
    goods = product(books)["id"]
    for qty, value in ((3, 10), (1, 2)):
        booked(books, "stock_cost", product=goods, cost_scope=AnyLink("warehouse", warehouse(books)),
               qty=Decimal(qty), value=Decimal(value))
    now = books("GET", f"/product/{goods}").json
    assert (now["stock_qty"], now["stock_value"], now["cost_price"]) == ("4.000000", "12.00", "3.000000")
    rows = books("GET", f"/stock_cost?product={goods}&sort=-qty").json["data"]
    assert rows[0]["average"] == "3.333333"
    assert books("GET", f"/product/{product(books)['id']}").json["cost_price"] is None


def test_a_period_is_a_month(books: Books) -> None:
    company = known(books, "company", external_id="company:main")
    books.made("period_close", company=company, period="2026-11")
    assert told(books, "period_close", company=company, period="2026-11")[0][1] == "This period is there already"
    assert told(books, "period_close", period="2026-13")[0][0] == "/period"


def test_a_document_is_the_companys_and_nobody_is_asked_whose(books: Books) -> None:
    """While there is one company every document is its own, and no screen shows the field."""
    goods, place = product(books)["id"], warehouse(books)
    sent = {"reason": "found", "lines": [{"product": goods, "qty": "1", "warehouse": place}]}
    made = books.made("other_in", **sent)
    assert made["company"] == known(books, "company", external_id="company:main")
    assert 'name="company"' not in Screen(books).get(f"/o/other_in/{made['id']}/edit").get_data(as_text=True)
