"""The line grid and the relation picker, with the keyboard alone."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.site import Site

GRID = "[data-grid=contacts]"
PASTE = """text => { const data = new DataTransfer(); data.setData('text/plain', text);
document.activeElement.dispatchEvent(
    new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }"""


def test_enter_goes_down_and_makes_a_row_at_the_end(open_page: Open) -> None:
    page = open_page("/o/customer/new")
    _names(page).first.focus()
    page.keyboard.type("甲")
    page.keyboard.press("Enter")
    page.keyboard.type("乙")
    page.keyboard.press("ArrowUp")
    expect(_names(page).first).to_be_focused()
    assert _values(page) == ["甲", "乙"]


def test_tab_from_the_last_cell_adds_a_row(open_page: Open) -> None:
    page = open_page("/o/customer/new")
    page.locator(f"{GRID} tbody tr").last.locator("td[data-column] input:not([type=hidden])").last.focus()
    page.keyboard.press("Tab")
    expect(_names(page)).to_have_count(2)
    expect(_names(page).last).to_be_focused()


def test_ctrl_d_takes_the_value_above_and_escape_gives_the_old_one_back(open_page: Open) -> None:
    page = open_page("/o/customer/new")
    _names(page).first.focus()
    page.keyboard.type("丙")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+d")
    assert _values(page) == ["丙", "丙"]
    page.keyboard.press("Escape")
    assert _values(page) == ["丙", ""]


def test_rows_move_go_and_come_back(open_page: Open) -> None:
    page = open_page("/o/customer/new")
    _fill(page, "一", "二", "三")
    _names(page).nth(2).focus()
    page.keyboard.press("Alt+ArrowUp")
    assert _values(page) == ["一", "三", "二"]
    page.keyboard.press("Control+Delete")
    assert _values(page) == ["一", "二"]
    page.get_by_role("button", name="撤销").click()
    assert _values(page) == ["一", "三", "二"]
    assert page.locator(f"{GRID} [data-no]").all_inner_texts() == ["1", "2", "3"]


def test_a_table_is_pasted_over_rows_that_are_made_for_it(open_page: Open) -> None:
    page = open_page("/o/customer/new")
    _names(page).first.focus()
    page.evaluate(PASTE, "李雷\t是\t采购经理\n韩梅梅\t否\t会计\n\"引号\"\"里\"\t\t出纳\n")
    assert _values(page) == ["李雷", "韩梅梅", "引号\"里"]
    ticks = page.locator(f"{GRID} td[data-column=is_primary] input[type=checkbox]")
    assert [ticks.nth(at).is_checked() for at in range(3)] == [True, False, False]
    expect(page.locator("#toasts")).to_contain_text("粘贴了 3 行")
    page.get_by_role("button", name="撤销").click()
    assert _values(page) == [""]


def test_pasted_rows_are_saved_in_their_order(open_page: Open) -> None:
    page = open_page("/o/customer/new")
    page.fill("#f-name", "粘贴行测试有限公司")
    _names(page).first.focus()
    page.evaluate(PASTE, "王五\t是\n赵六\t否")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/customer/\d+(\?|$)"))
    lines = page.locator(".dg-lines").first.locator("tbody th").all_inner_texts()
    assert lines == ["赵六", "王五"]


def test_the_picker_is_worked_by_arrows_enter_and_escape(open_page: Open) -> None:
    page = open_page("/o/customer/new")
    box = page.locator("#f-region")
    box.focus()
    page.keyboard.type("hz")
    options = page.locator("#f-region-list [role=option]")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Alt+ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#f-region-list [aria-selected=true]")
    words = chosen.get_attribute("data-text") or ""
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "?")
    page.keyboard.press("Enter")
    expect(box).to_have_value(words)
    expect(page.locator("input[name='region.id']")).to_have_value(re.compile(r"^\d+$"))
    expect(box).to_be_focused()


def test_what_is_picked_is_what_is_saved(open_page: Open) -> None:
    page = open_page("/o/customer/new")
    page.fill("#f-name", "选取测试有限公司")
    page.locator("#f-region").focus()
    page.keyboard.type("苏州")
    expect(page.locator("#f-region-list [role=option]").first).to_contain_text("苏州")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/customer/\d+(\?|$)"))
    expect(page.locator(".dg-facts").first).to_contain_text("苏州")


def test_a_phone_opens_a_line_as_a_sheet(open_page: Open, site: Site) -> None:
    page = open_page("/o/customer/new", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    expect(_names(page)).to_have_count(0)
    page.locator(f"section:has({GRID}) [data-add]").click()
    sheet = page.locator(f"{GRID} tr.is-open")
    expect(sheet).to_be_visible()
    _names(page).first.fill("手机上加的")
    sheet.locator("[data-shut]").click()
    expect(page.locator(f"{GRID} tr.is-open")).to_have_count(0)
    expect(page.locator(f"{GRID} [data-open]")).to_contain_text("手机上加的")


def _names(page: Page) -> Locator:
    return page.locator(f"{GRID} tbody input[name$='.name']")


def _values(page: Page) -> list[str]:
    return list(_names(page).evaluate_all("all => all.map(each => each.value)"))


def _fill(page: Page, *texts: str) -> None:
    _names(page).first.focus()
    for at, text in enumerate(texts):
        page.keyboard.type(text)
        if at < len(texts) - 1:
            page.keyboard.press("Enter")
