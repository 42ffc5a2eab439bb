"""A person's day: sign in, find by 汉字 and by pinyin, change a record with its lines, make one, put it away."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Open, enter
from tests.browser.site import Site


def test_sign_in_search_by_hanzi_edit_with_lines_and_save(fresh: Callable[..., BrowserContext], site: Site) -> None:
    page = fresh().new_page()
    enter(page, site)
    expect(page).to_have_url(f"{site.url}/")
    page.goto(f"{site.url}/o/customer")
    page.fill("[data-search]", "卓越")
    page.wait_for_url(re.compile("q=%E5%8D%93%E8%B6%8A"))
    first = page.locator("[data-rows] tbody th a").first
    expect(first).to_contain_text("卓越")
    first.click()
    page.wait_for_url(re.compile(r"/o/customer/\d+$"))
    page.keyboard.press("e")
    page.fill("#f-short_name", "卓越集团")
    names = page.locator("[data-grid=contacts] input[name$='.name']")
    kept = names.count()
    names.last.fill("欧阳修远")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/customer/\d+"))
    expect(page.locator(".dg-facts").first).to_contain_text("卓越集团")
    expect(page.locator("#lines-contacts ~ .dg-meta")).to_have_text(f"{kept} 行")
    expect(page.locator(".dg-lines").first).to_contain_text("欧阳修远")
    expect(page.locator(".dg-lines thead").first).to_contain_text("手机")
    expect(page.locator(".dg-lines thead").first).not_to_contain_text("生日")       # empty in every line
    expect(page.locator(".dg-timeline li").first).to_contain_text("卓越集团")
    expect(page.locator("#toasts")).to_contain_text("已保存")


def test_the_same_customer_is_found_by_pinyin_and_initials(open_page: Open, site: Site) -> None:
    page = open_page("/o/customer?q=%E5%8D%93%E8%B6%8A&sort=id")
    names = page.locator("[data-rows] tbody th a")
    wanted = names.first.inner_text()
    for typed in ("zhuoyue", "zy"):
        page.goto(f"{site.url}/o/customer?q={typed}&sort=id&limit=500")
        assert wanted in names.all_inner_texts(), typed


def test_the_list_keeps_focus_and_caret_while_it_searches(open_page: Open) -> None:
    page = open_page("/o/customer")
    page.locator("[data-search]").press_sequentially("hang", delay=20)
    page.wait_for_url(re.compile("q=hang"))
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("z")
    expect(page.locator("[data-search]")).to_have_value("hangz")


def test_scrolling_brings_more_rows_until_all_are_there(open_page: Open) -> None:
    page = open_page("/o/customer?limit=50")
    rows = page.locator("[data-rows] tbody tr[data-href]")
    expect(rows).to_have_count(50)
    page.locator(".dg-more a").scroll_into_view_if_needed()
    expect(rows).to_have_count(100)
    assert len(set(page.locator("[data-rows] tbody th a").evaluate_all("all => all.map(each => each.href)"))) == 100


def test_a_condition_is_read_as_a_sentence_and_taken_away_again(open_page: Open) -> None:
    page = open_page("/o/customer")
    page.keyboard.press("f")
    page.select_option("#c-field", "credit_limit")
    expect(page.locator("#c-op option[value=gte]")).to_have_count(1)
    page.select_option("#c-op", "gte")
    page.fill("#c-value", "50万")
    page.locator("#dg-condition button.dg-btn--primary").click()
    token = page.locator(".dg-token")
    expect(token).to_contain_text("信用额度")
    expect(token).to_contain_text("不小于")
    expect(token).to_contain_text("500,000.00")
    figures = page.locator("[data-rows] tbody td.dg-num").all_inner_texts()
    assert figures
    assert all(float(each.replace(",", "")) >= 500_000 for each in figures)
    token.locator("a").click()
    expect(page.locator(".dg-token")).to_have_count(0)


def test_columns_are_chosen_and_stay_in_the_address(open_page: Open) -> None:
    page = open_page("/o/customer")
    page.keyboard.press("c")
    page.locator("#dg-columns input[value=tax_id]").check()
    page.locator("#dg-columns input[value=owner]").uncheck()
    page.locator("#dg-columns button.dg-btn--primary").click()
    page.wait_for_url(re.compile("fields="))
    heads = page.locator("[data-rows] thead th").all_inner_texts()
    assert "税号" in heads
    assert "负责人" not in heads


def test_making_one_is_refused_with_reasons_and_then_accepted(open_page: Open) -> None:
    page = open_page("/o/customer/new")
    page.fill("#f-credit_limit", "很多")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#faults")
    expect(page.locator("#faults")).to_be_focused()
    expect(page.locator("#faults li")).to_have_count(2)
    page.keyboard.press("F8")
    expect(page.locator("#f-name")).to_be_focused()
    page.keyboard.press("F8")
    expect(page.locator("#f-credit_limit")).to_be_focused()
    expect(page.locator("#f-credit_limit")).to_have_value("很多")
    page.fill("#f-credit_limit", "1.2万")
    page.fill("#f-name", "试验台仪器（苏州）有限公司")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/customer/\d+$"))
    expect(page.locator("h1")).to_have_text("试验台仪器（苏州）有限公司")
    expect(page.locator(".dg-column")).to_contain_text("12,000.00")


def test_a_field_that_is_not_visible_disappears_and_sends_nothing(open_page: Open) -> None:
    page = open_page("/o/customer/new")
    page.fill("#f-name", "赵敏之")
    page.fill("#f-tax_id", "91330100TEST00001X")
    page.locator("#f-kind").focus()
    page.select_option("#f-kind", "person")
    expect(page.locator("#f-tax_id")).to_be_hidden()
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/customer/\d+$"))
    assert "91330100TEST00001X" not in page.content()


def test_a_record_goes_into_the_bin_and_comes_back(open_page: Open, site: Site) -> None:
    page = open_page("/o/opportunity?sort=id&limit=1")
    page.locator("[data-rows] tbody th a").first.click()
    page.wait_for_url(re.compile(r"/o/opportunity/\d+$"))
    page.keyboard.press(".")
    page.get_by_role("button", name="归档").click()
    expect(page.locator(".dg-callout")).to_contain_text("已归档")
    page.keyboard.press(".")
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("#toasts")).to_contain_text("已恢复")
    expect(page.get_by_role("link", name="修改")).to_be_visible()


def test_two_people_who_change_one_value_choose(open_page: Open) -> None:
    mine, theirs = open_page("/o/customer/7/edit"), open_page("/o/customer/7/edit")
    theirs.fill("#f-short_name", "他们的")
    theirs.keyboard.press("Control+s")
    theirs.wait_for_url(re.compile(r"/o/customer/7(\?|$)"))
    mine.fill("#f-short_name", "我的")
    mine.fill("#f-phone", "0571-12345678")
    mine.keyboard.press("Control+s")
    choice = mine.locator("fieldset")
    expect(choice).to_have_count(1)
    expect(choice).to_contain_text("我的")
    expect(choice).to_contain_text("他们的")
    choice.locator("input[value=theirs]").check()
    mine.get_by_role("button", name="按选择保存").click()
    mine.wait_for_url(re.compile(r"/o/customer/7(\?|$)"))
    expect(mine.locator(".dg-column")).to_contain_text("他们的")
    expect(mine.locator(".dg-column")).to_contain_text("0571-12345678")


def test_two_people_who_change_different_values_do_not_meet(open_page: Open) -> None:
    mine, theirs = open_page("/o/customer/8/edit"), open_page("/o/customer/8/edit")
    theirs.fill("#f-short_name", "短名")
    theirs.keyboard.press("Control+s")
    theirs.wait_for_url(re.compile(r"/o/customer/8(\?|$)"))
    mine.fill("#f-phone", "0571-87654321")
    mine.keyboard.press("Control+s")
    mine.wait_for_url(re.compile(r"/o/customer/8(\?|$)"))
    expect(mine.locator(".dg-column")).to_contain_text("短名")
    expect(mine.locator(".dg-column")).to_contain_text("0571-87654321")


def test_a_list_named_exactly_comes_before_records(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("Control+k")
    with page.expect_response(re.compile("q=sj")):
        page.locator("#palette input").fill("sj")
    first = page.locator("#palette [role=option]").first
    expect(first).to_have_attribute("href", "/o/opportunity")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(page.locator("#palette [role=option] mark", has_text="数据").first).to_be_visible()


def test_the_search_page_is_walked_by_keys(open_page: Open) -> None:
    page = open_page("/search")
    page.keyboard.press("/")
    with page.expect_response(re.compile("q=")):
        page.keyboard.insert_text("苏州")
    page.wait_for_url(re.compile("/search.*q=%E8%8B%8F"))
    expect(page.locator("[data-hit] mark").first).to_have_text("苏州")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    expect(page.locator("[data-hit]").nth(1)).to_be_focused()
    where = page.locator("[data-hit]").nth(1).get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(where)))


def test_the_palette_finds_by_initials_and_opens(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("Control+k")
    with page.expect_response(re.compile("q=kehu")):
        page.locator("#palette input").fill("kehu")
    found = page.locator("#palette [role=option][href='/o/customer']")
    expect(found).to_contain_text("客户")
    with page.expect_response(re.compile("q=%3E")):
        page.locator("#palette input").fill(">客户")
    expect(page.locator("#palette [role=option]").first).to_have_attribute("aria-selected", "true")
    wanted = page.locator("#palette [role=option][href='/o/customer/new']")
    for _ in range(page.locator("#palette [role=option]").count()):
        if wanted.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/o/customer/new"))


@pytest.mark.parametrize(("lang", "words"), [("zh-Hans", "新建客户"), ("zh-Hant", "新增客戶"), ("en", "New customer")])
def test_the_language_is_one_press_away(open_page: Open, lang: str, words: str) -> None:
    page = open_page("/o/customer", lang="en" if lang == "zh-Hans" else "zh-Hans")
    page.locator("[popovertarget=dg-me]:visible").first.click()
    page.locator(f"#dg-me button[value='{lang}']").click()
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator(".dg-head")).to_contain_text(words)


def test_dark_is_one_press_away_and_is_kept(open_page: Open) -> None:
    page = open_page("/o/customer")
    before = _ground(page)
    page.locator("[popovertarget=dg-me]:visible").first.click()
    with page.expect_response(re.compile("/theme")):
        page.locator("#dg-me button[value=dark]").click()
    assert _ground(page) != before
    page.reload()
    assert _ground(page) == "rgb(20, 23, 27)"


def _ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))
