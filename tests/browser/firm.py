"""The sample company served, with a record of every object it leaves empty: so that each has a page to look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from dougong import config
from dougong.app import compose
from dougong.fields.any_link import AnyLink
from tests.browser.site import Site
from tests.journeys.files.pictures import png
from tests.journeys.packs.conftest import Books
from tests.journeys.packs.shop import booked
from tests.journeys.packs.test_pages import filled
from tests.journeys.packs.test_purchase import Purchasing
from tests.journeys.packs.trade import known
from tests.serving import serving


@contextmanager
def firm(home: Path) -> Iterator[Site]:
    """Yield a server over the seven packs and the whole sample company; it ends with the block."""
    with serving(home, company=True) as server:
        runtime = compose(config.load({"DOUGONG_HOME": str(home)}))
        books = Books(runtime)
        filled(books)
        bought(books)
        told(books)
        runtime.follower.stop()
        runtime.database.close()
        yield Site(server.address, home)


def bought(books: Books) -> None:
    """Make one record of every object of purchasing, and what is booked of it."""
    desk = Purchasing(books)
    goods, yuan, store = first(books, "product"), desk.yuan, desk.store
    line = {"product": goods, "qty": "4"}
    ordered = desk.order({**line, "entered": "12.5"})
    received = desk.receive(ordered["lines"][0], "4")
    asked = books.made("rfq", suppliers=[desk.supplier], lines=[line])
    account = books.made("bank_account", code="FIRM", name="一般户", kind="bank", currency=yuan)["id"]
    source = AnyLink("goods_receipt", received["id"])
    owed = booked(books, "payable", supplier=desk.supplier, currency=yuan, source=source, exchange_rate=Decimal(1),
                  amount=Decimal(50), allocated=Decimal(0), due_date=date(2026, 1, 1))
    booked(books, "ap_ledger", supplier=desk.supplier, currency=yuan, amount=Decimal(50), base_amount=Decimal(50),
           entry_type="invoice", biz_date=date(2026, 11, 1), source=source, posting_key="firm")
    booked(books, "cash_ledger", bank_account=account, amount=Decimal(-50), source=source, posting_key="firm")
    money = {"supplier": desk.supplier, "currency": yuan}
    request = books.made("payment_request", **money, kind="invoice", payables=[owed], amount="50",
                         state="approved")
    books.made("payment", **money, request=request["id"], bank_account=account, amount="50")
    books.made("purchase_plan", period="2026-12", lines=[line])
    books.made("purchase_requisition", applicant=desk.buyer, department=desk.unit, lines=[{**line, "warehouse": store}])
    books.made("purchase_return", **money, kind="refund", lines=[
        {"receipt_line": received["lines"][0]["id"], "product": goods, "qty": "1", "entered": "12.5"}])
    books.made("supplier_quotation", **money, rfq=asked["id"], lines=[
        {"rfq_line": asked["lines"][0]["id"], "entered": "12"}])
    books.made("supplier_invoice", **money, invoice_no="FIRM", lines=[{**line, "entered": "12.5"}])
    books.made("supplier_contract", **money, lines=[{"product": goods, "price": "12"}])
    books.made("supplier_evaluation", supplier=desk.supplier, period="2026-10", service_score=80, on_time_rate="95",
               quality_rate="99", price_index="100")


def told(books: Books) -> None:
    """Make one record of every object in which people tell what they do, and of what an administrator keeps."""
    buyer, worker, unit = (first(books, name) for name in ("customer", "employee", "unit"))
    who = {"object": "customer", "id": buyer}
    books.made("task", subject="回访", assignee=worker)
    books.made("work_report", employee=worker, plan="拜访三家", summary="签了一单", reply="好")
    books.made("kpi_target", employee=worker, metric="order_amount", period="2026-11", target="100000")
    books.made("call_log", related=who, result="ok")
    books.made("campaign", name="双十一", media="wechat", members=[{"target": who}])
    books.made("lead", name="新厂询价", source="web")
    books.made("outing", employee=worker, date_from="2026-11-02T00:00:00Z", date_to="2026-11-02T09:00:00Z",
               stops=[{"customer": buyer}])
    books.made("satisfaction_survey", customer=buyer, product_score=5, service_score=4)
    books.made("service_case", customer=buyer, kind="question", description="怎样保养")
    books.made("exchange_rate", currency=known(books, "currency", code="USD"), rate="7.1")
    books.made("position", code="P1", name="经理")
    role = books.made("role", code="seller", name="销售")["id"]
    books.made("membership", member=first(books, "user"), unit=unit, role=role, reason="入职")
    books.made("saved_view", name="我的客户", shows="customer", asks={})
    sent = books.raw("POST", f"/files?name=photo.png&about=customer/{buyer}", png(4, 4), "application/octet-stream")
    assert sent.status_code == 201, sent.text


def first(books: Books, object: str) -> int:
    """Return the id of a record there is."""
    (record,) = books("GET", f"/{object}?limit=1&fields=id").json["data"]
    return int(record["id"])
