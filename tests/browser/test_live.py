"""While one types the server computes: totals, copies, what is visible; the field in focus is never disturbed."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open

NEW = "/o/trial_order/new"


def test_totals_follow_the_typing_and_focus_stays(open_page: Open) -> None:
    page = open_page(NEW)
    _line(page, "3", "1.255")
    expect(page.locator("[data-sum='/net']")).to_have_text("3.77")
    expect(page.locator("[data-pointer='/lines/0/amount'] output")).to_have_text("3.77")
    page.locator("#f-discount").press_sequentially("50", delay=30)
    page.fill("#f-discount", "50")
    expect(page.locator("[data-sum='/total']")).to_have_text("1.89")
    expect(page.locator("#f-discount")).to_be_focused()
    expect(page.locator("#f-discount")).to_have_value("50")


def test_a_field_appears_when_it_is_needed(open_page: Open) -> None:
    page = open_page(NEW)
    expect(page.locator("#f-reason")).to_be_hidden()
    page.fill("#f-discount", "11")
    expect(page.locator("#f-reason")).to_be_visible()
    page.fill("#f-discount", "10")
    expect(page.locator("#f-reason")).to_be_hidden()


def test_a_warning_is_told_at_once_and_does_not_stop_saving(open_page: Open) -> None:
    page = open_page(NEW)
    page.locator("#f-partner").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#f-partner-list [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    _line(page, "1000000", "1000")
    expect(page.locator("[data-cares]")).to_contain_text("Above the limit")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/trial_order/\d+(\?|$)"))
    expect(page.locator(".dg-totals .is-total").last).to_have_text("1,000,000,000.00")


def test_leaving_with_unsaved_input_asks_once(open_page: Open) -> None:
    page = open_page(NEW)
    page.fill("#f-discount", "5")
    expect(page.locator("[data-unsaved]")).to_be_visible()
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator("a[data-leave]").click()
    assert asked == ["有未保存的修改。离开会丢掉它们。"]
    assert page.url.endswith(NEW)


def test_what_was_typed_survives_a_broken_network(open_page: Open) -> None:
    page = open_page(NEW)
    page.context.set_offline(True)
    page.fill("#f-discount", "7")
    expect(page.locator("#toasts")).to_contain_text("网络断了")
    expect(page.locator("#f-discount")).to_have_value("7")


def _line(page: Page, qty: str, price: str) -> None:
    page.locator("[data-grid=lines] input[name$='.item']").first.fill("螺栓")
    page.locator("[data-grid=lines] input[name$='.qty']").first.fill(qty)
    page.locator("[data-grid=lines] input[name$='.price']").first.fill(price)
