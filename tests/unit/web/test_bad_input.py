"""Bad input at the screens: a page that says so, never a 500, nothing written."""

import pytest

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import OURS, Screen, as_pairs, fields

HUGE = "9" * 40
ADDRESSES = (
    f"/o/sample_partner/{HUGE}", "/o/sample_partner/0", "/o/sample_partner/-1", "/o/sample_partner/1/edit/x",
    "/o/sample_partner?q=%00", "/o/sample_partner?q=%ED%A0%80", f"/o/sample_partner?q={'x' * 3000}",
    "/o/sample_partner?name[like]=%25%5C_", "/o/sample_partner?where=1/0", "/o/sample_partner?where=__import__('os')",
    "/o/sample_partner?fields=nothing", "/o/sample_partner?c.field=nothing&c.op=eq&c.value=1",
    "/o/sample_partner?c.show=x", "/o/sample_order?_of=avg(,%00,sum(secret),)(",
    "/o/sample_partner?limit_amount[gte]=1e999", "/o/sample_partner?view=nothing", "/o/sample_partner?done=<script>",
    "/o/sample_order_line/1", "/o/sample_order_line/new", "/o/no_such_object", "/o/sample_partner/1?related=a.b",
    "/f/pick/sample_partner?q=%00&for=sample_order.partner", "/f/pick/sample_partner",
    "/f/rows/sample_partner?cursor=x",
    "/f/pick/user?for=sample_order.partner&q=a", "/f/condition/sample_partner?c.field=%00", "/f/palette?q=%00",
    "/search?q=%25",
    "/admin/catalog/nothing", "/static/../pyproject.toml", "/static/v-x/../../../pyproject.toml", "/static/nothing.css")
TEXTS = ("\0", "\ud800", "1e10000000", "NaN", "Infinity", "9" * 400, "x" * 30_000, "2026-02-30", "=1+1", "{{ 7 * 7 }}",
         "'; drop table sample_partner; --", "#" + HUGE, "#0", "#²")


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_breaks_a_page(screen: Screen, address: str) -> None:
    assert screen.get(address).status_code in {200, 303, 400, 404}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", ["partner", "ordered_on", "discount", "state", "reference", "lines[0].qty"])
def test_no_text_breaks_a_form(api: Api, screen: Screen, name: str, text: str) -> None:
    before = api.rows("sample_order")
    held = dict(fields(screen.get("/o/sample_order/new"), "/o/sample_order/new"))
    sent = as_pairs(list({**held, name: text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}.items()))
    for address in ("/o/sample_order/new", "/f/preview/sample_order"):
        assert screen.client.post(address, headers=OURS, data=sent).status_code in {200, 422}, address
    assert api.rows("sample_order") == before


@pytest.mark.parametrize("own", [{"_version": HUGE}, {"_version": "x"}, {"_seen": "["}, {"_seen": '{"": 1}'},
                                 {"_seen": '{"": {"due": 1}}'}, {"_key": "x" * 5000}, {"_do": "add:nothing"},
                                 {"lines[999999999].item": "x"}, {"lines[1].id": HUGE}, {"lines[0].id": "x"},
                                 {"lines[0].id": "²"}, {"nothing[0].x": "1"},
                                 {"partner.id": HUGE, "partner.was": "x", "partner": "x"},
                                 {"partner.id": "²", "partner.was": "x", "partner": "x"}])
def test_no_forged_part_of_a_form_breaks_it(api: Api, screen: Screen, own: dict[str, str]) -> None:
    made = api.order()
    address = f"/o/sample_order/{made['id']}/edit"
    held = {**dict(fields(screen.get(address), address)), "discount": "3", **own}
    answer = screen.client.post(address, headers=OURS, data=as_pairs(list(held.items())))
    assert answer.status_code in {200, 303, 400, 404, 409, 422, 428}


@pytest.mark.parametrize("text", ["1 / 0", "__import__('os')", "().__class__", "9 ** 9 ** 9", "x" * 3000, "\0", "1 +",
                                  "(" * 500, "name * 2", "sum(lines.nothing)"])
def test_no_expression_breaks_the_console(screen: Screen, text: str) -> None:
    token = dict(fields(screen.get("/admin/expressions"), "/admin/expressions"))["_csrf"]
    for chosen, record in (("", ""), ("sample_order", ""), ("sample_order", HUGE), ("nothing", "1")):
        answer = screen.client.post("/admin/expressions", headers=OURS, data={
            "_csrf": token, "text": text, "object": chosen, "record": record})
        assert answer.status_code in {200, 422}
