"""Without scripts: reading, searching, conditions, and forms with lines all work."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import enter
from tests.browser.site import Site


@pytest.fixture
def page(fresh: Callable[..., BrowserContext], site: Site) -> Page:
    """A page signed in, in a browser that runs no scripts."""
    made = fresh(java_script_enabled=False).new_page()
    enter(made, site)
    return made


def test_reading_searching_and_paging(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/o/customer")
    page.fill("input[name=q]", "云栖")
    page.press("input[name=q]", "Enter")
    page.goto(f"{site.url}/o/customer?limit=50")
    first = page.locator("[data-rows] tbody th a").first.inner_text()
    page.get_by_role("link", name="继续").click()
    expect(page.locator("[data-rows] tbody tr[data-href]")).to_have_count(50)
    assert page.locator("[data-rows] tbody th a").first.inner_text() != first
    page.locator("[data-rows] tbody th a").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".dg-timeline")).to_be_visible()


def test_a_form_with_lines_is_saved_and_a_line_removed(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/o/customer/12/edit")
    page.fill("#f-short_name", "无脚本")
    rows = page.locator("[data-grid=contacts] tbody tr")
    before = rows.count()
    rows.last.locator("input[name$='.name']").fill("纯表单联系人")
    page.locator("button[value='add:contacts']").click()
    expect(page.locator("[data-grid=contacts] tbody tr")).to_have_count(before - 2 + 3)
    expect(page.locator("#f-short_name")).to_have_value("无脚本")
    page.locator(".dg-actions button[value=save]").click()
    expect(page).to_have_url(re.compile(r"/o/customer/12(\?|$)"))
    expect(page.locator(".dg-column")).to_contain_text("无脚本")
    expect(page.locator(".dg-lines").first).to_contain_text("纯表单联系人")
    page.goto(f"{site.url}/o/customer/12/edit")                 # and a line is removed by its box
    page.locator("[data-grid=contacts] tbody tr", has=page.locator("input[value='纯表单联系人']")) \
        .locator("input[name$='._remove']").check()
    page.locator(".dg-actions button[value=save]").click()
    expect(page.locator(".dg-lines").first).not_to_contain_text("纯表单联系人")


def test_a_relation_is_chosen_by_typing_its_name(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/o/customer/13/edit")
    page.fill("#f-region", "没有这个地方")
    page.locator(".dg-actions button[value=save]").click()
    expect(page.locator("#faults")).to_contain_text("没有这个地方")
    page.fill("#f-region", "苏州")
    page.locator(".dg-actions button[value=save]").click()
    expect(page).to_have_url(re.compile(r"/o/customer/13(\?|$)"))
    expect(page.locator(".dg-facts").first).to_contain_text("苏州")


def test_a_refused_form_says_why_beside_the_field(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/o/customer/14/edit")
    page.fill("#f-name", "")
    page.locator(".dg-actions button[value=save]").click()
    expect(page.locator("#f-name")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-name-say-1")).to_contain_text("必填")
    page.locator("#faults a").first.click()
    assert page.url.endswith("#f-name")


def test_conditions_columns_and_the_language_need_no_script(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/o/customer?level=A")
    expect(page.locator(".dg-token")).to_contain_text("等级")
    assert set(page.locator("[data-rows] td[data-card=state]").all_inner_texts()) == {"A"}
    page.locator("[popovertarget=dg-me]:visible").first.click()
    page.locator("#dg-me button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("[popovertarget=dg-me]:visible").first.click()
    page.locator("#dg-me button[value='zh-Hans']").click()
