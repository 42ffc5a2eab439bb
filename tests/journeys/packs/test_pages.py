"""A page and a form of a filled record of every object of stock and sales stand, in each language."""

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dougong.fields.any_link import AnyLink
from tests.journeys.packs.conftest import Books, opened
from tests.journeys.packs.shop import booked, customer, delivery, employee, order, warehouse
from tests.journeys.packs.trade import known, product
from tests.unit.web.conftest import OURS, Screen, fields, told

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@pytest.fixture(scope="module")
def shown(prepared_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """Someone at the screens of all packs."""
    home = tmp_path_factory.mktemp("shown")
    shutil.copy(prepared_sqlite, home / "all.db")
    for books in opened(f"sqlite:///{home / 'all.db'}", home):
        yield Screen(books)


def objects(shown: Screen) -> list[str]:
    catalog = shown.api.runtime.live.catalog
    return [one.name for one in catalog.objects.values() if one.parent is None and one.pack != "trade"]


def speak(shown: Screen, language: str) -> None:
    token = dict(fields(shown.get("/"), "/language"))["_csrf"]
    shown.client.post("/language", headers=OURS, data={"_csrf": token, "language": language})


def test_every_record_page_and_form_of_stock_and_sales_stands(shown: Screen) -> None:
    made = filled(shown.api)
    catalog = shown.api.runtime.live.catalog
    mine = {name for name in objects(shown) if catalog.objects[name].pack in {"inventory", "order"}
            and "setting" not in catalog.objects[name].extra}       # they have a screen of their own: /admin/settings
    assert mine == made.keys()
    for language in LANGUAGES:
        speak(shown, language)
        for name, id in made.items():
            page = shown.get(f"/o/{name}/{id}")
            assert page.status_code == 200, name
            assert catalog.objects[name].plural[language] in told(page), name
            if catalog.objects[name].access == "user":
                assert shown.get(f"/o/{name}/{id}/edit").status_code == 200, name


def filled(books: Books) -> dict[str, int]:
    """Make one record of every object of stock and sales and return their ids."""
    sold = order(books, {"qty": "10", "entered": "20"})
    sent = delivery(books, sold, "5")
    goods, buyer, place = sold["lines"][0]["product"], sold["customer"], warehouse(books, use_location=True)
    yuan, source = known(books, "currency", code="CNY"), AnyLink("sales_order", sold["id"])
    line = {"product": goods, "qty": "1", "warehouse": place}
    batches, serials = product(books, tracking="batch")["id"], product(books, tracking="serial")["id"]
    unit = books.made("unit", code="SCR", name="仓储部")["id"]
    lent = books.made("loan_out", borrower={"object": "customer", "id": buyer}, state="lent", lines=[line])
    money = {"customer": buyer, "currency": yuan}
    account = books.made("bank_account", code="SCR", name="基本户", kind="bank", currency=yuan)["id"]
    entry = {"product": goods, "warehouse": place, "stock_status": "good"}
    kept = {
        "stock_position": booked(books, "stock_position", product=goods, warehouse=place, on_hand=Decimal(5)),
        "stock_balance": booked(books, "stock_balance", **entry, on_hand=Decimal(5)),
        "stock_cost": booked(books, "stock_cost", product=goods, cost_scope=AnyLink("warehouse", place),
                             qty=Decimal(5), value=Decimal(50)),
        "stock_ledger": booked(books, "stock_ledger", **entry, biz_date=date(2026, 11, 1), entry_type="opening",
                               qty=Decimal(5), source=source, posting_key="screen"),
        "receivable": booked(books, "receivable", **money, source=source, sales_order=sold["id"], instalment=1,
                             exchange_rate=Decimal(1), amount=Decimal(100), allocated=Decimal(0),
                             due_date=date(2026, 1, 1)),
        "ar_ledger": booked(books, "ar_ledger", **money, amount=Decimal(100), base_amount=Decimal(100),
                            entry_type="sale", biz_date=date(2026, 11, 1), source=source, posting_key="screen"),
        "points_ledger": booked(books, "points_ledger", customer=buyer, points=5, source=source, posting_key="screen")}
    kept["cost_layer"] = booked(books, "cost_layer", product=goods, warehouse=place, in_date=date(2026, 11, 1),
                                qty_in=Decimal(5), qty_left=Decimal(5), value_in=Decimal(50), value_left=Decimal(50),
                                source_entry=kept["stock_ledger"])
    waiting = {
        "location": {"warehouse": place, "code": "A-01-01"}, "batch": {"product": batches, "batch_no": "B1"},
        "serial": {"product": serials, "serial_no": "S1"},
        "stock_reservation": {"demand_line": {"object": "sales_order_line", "id": sold["lines"][0]["id"]},
                              "product": goods, "warehouse": place, "qty": "1"},
        "opening_stock": {"lines": [{**line, "unit_cost": "1"}]},
        "other_in": {"reason": "found", "lines": [line]}, "other_out": {"reason": "scrap", "lines": [line]},
        "material_issue": {"department": unit, "lines": [line]},
        "stock_transfer": {"from_warehouse": place, "to_warehouse": warehouse(books),
                           "lines": [{"product": goods, "qty": "1"}]},
        "stocktake": {"warehouse": place, "lines": [{"product": goods}]},
        "picking": {"warehouse": place, "lines": [{"product": goods, "qty": "1"}]},
        "sample_order": {"customer": buyer, "lines": [line]},
        "loan_return": {"lines": [{**line, "loan_line": lent["lines"][0]["id"]}]},
        "reorder_rule": {"product": goods, "warehouse": place, "max_qty": "9"},
        "supply_suggestion": {"product": goods, "warehouse": place, "need_qty": "1",
                              "origin": {"object": "sales_order_line", "id": sold["lines"][0]["id"]}},
        "period_close": {"period": "2026-10"},
        "price_book": {"name": "标准", "currency": yuan, "items": [{"product": goods, "price": "1"}]},
        "discount_policy": {"name": "标准", "scope": {"level": ["A"]}},
        "promotion": {"name": "双十一", "kind": "line_discount", "condition": {}, "benefit": {"coef": "0.9"},
                      "valid_to": "2099-01-01"},
        "coupon": {"kind": "cash", "face": "10", "valid_to": "2099-01-01"},
        "quotation": {**money, "lines": [{"product": goods, "entered": "1"}]},
        "sales_contract": {**money, "name": "年度框架", "amount": "1"},
        "sales_change": {"sales_order": sold["id"], "reason": "加急",
                         "lines": [{"order_line": sold["lines"][0]["id"], "new_qty": "9"}]},
        "delivery_notice": {"customer": buyer, "warehouse": place, "lines": [
            {"order_line": sold["lines"][0]["id"], "product": goods, "qty": "1"}]},
        "shipment": {"carrier": "sf", "tracking_no": "SF1", "delivery": sent["id"], "tracks": [
            {"scan_id": "1", "at": "2026-11-01T08:00:00Z", "event": "已揽收"}]},
        "dispatch_list": {"deliveries": [sent["id"]]},
        "sales_return": {**money, "kind": "refund", "reason": "wrong", "lines": [
            {**line, "entered": "20", "delivery_line": sent["lines"][0]["id"]}]},
        "sales_invoice": {**money, "invoice_type": "e_invoice", "lines": [{"product": goods, "entered": "1"}]},
        "receipt": {**money, "pay_lines": [{"bank_account": account, "amount": "1"}]},
        "opening_balance": {"party": {"object": "customer", "id": customer(books)}, "amount": "1", "currency": yuan},
        "expense_claim": {"claimant": employee(books), "currency": yuan,
                          "lines": [{"category": "travel", "amount": "1"}]}}
    asked = {name: books.made(name, **values)["id"] for name, values in waiting.items()}
    return {**kept, **asked, "sales_order": sold["id"], "delivery": sent["id"], "loan_out": lent["id"]}
