"""In Chinese, from a role to a leaver: a manager makes a role, gives it, sees as the person, asks why, hands over."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.site import Site
from tests.browser.test_access import faults
from tests.browser.test_design import publish

#: One draft after the other: they belong to one administrator.
pytestmark = pytest.mark.xdist_group("browser-designer")
LOGIN, NAME = "shen", "沈离"


@pytest.fixture
def page(open_page: Open) -> Page:
    """A desk of the administrator, whose screens are Chinese."""
    return open_page("/admin/roles", bypass_csp=True)


@pytest.mark.req("R008", "R029", "R069")
def test_from_a_role_that_is_made_to_a_leaver_s_work_handed_over(page: Page, site: Site) -> None:
    _makes_a_role(page, site)
    number = _gives_it(page, site)
    record = _gives_a_customer(page, site)
    _sees_as_the_person_and_asks_why(page, site, number, record)
    _hands_over(page, site, number)


def _makes_a_role(page: Page, site: Site) -> None:
    page.get_by_role("link", name="新建角色").click()
    page.fill("[name='label_zh-Hans']", "客户查阅员")
    page.fill("[name=name]", "x_looker")
    page.locator(".dg-actions [value=save]").click()
    expect(page).to_have_url(f"{site.url}/admin/roles/x_looker")
    page.goto(f"{site.url}/admin/roles/x_looker/on/customer")
    page.check("[name='new.may.read']")
    page.select_option("[name='new.scope']", "own")
    page.locator(".dg-actions [value=save]").click()
    expect(page.locator("main")).to_contain_text("客户")
    publish(page, site)
    page.goto(f"{site.url}/admin/roles?object=customer")
    cells = page.locator(".dg-matrix td a")
    cells.first.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".dg-matrix tbody tr:has(td)").nth(1).locator("a").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/on/customer$"))


def _gives_it(page: Page, site: Site) -> str:
    page.goto(f"{site.url}/o/user/new")
    page.fill("#f-login", LOGIN)
    page.fill("#f-name", NAME)
    page.locator(".dg-actions button.dg-btn--primary").click()
    page.wait_for_url(re.compile(r"/o/user/\d+"))
    found = re.search(r"/o/user/(\d+)", page.url)
    assert found is not None
    page.goto(f"{site.url}/admin/people/{found[1]}")
    page.select_option("#role", label="客户查阅员")
    page.get_by_role("button", name="授予角色").click()
    expect(page.locator("main")).to_contain_text("有效")
    return found[1]


def _gives_a_customer(page: Page, site: Site) -> str:
    page.goto(f"{site.url}/o/customer/2/assign")
    page.fill("#f-owner", NAME)
    page.locator("[role=option]", has_text=NAME).first.click()
    page.get_by_role("button", name="转移").click()
    page.wait_for_url(re.compile("/o/customer/2"))
    return f"{site.url}/o/customer/2"


def _sees_as_the_person_and_asks_why(page: Page, site: Site, number: str, record: str) -> None:
    page.goto(f"{site.url}/admin/people/{number}")
    page.get_by_role("button", name="以此人身份查看").click()
    expect(page.locator(".dg-seeing")).to_contain_text(NAME)
    page.goto(f"{site.url}/o/customer")
    expect(page.locator("[data-rows] tr[data-href]")).to_have_count(1)
    page.goto(record)
    expect(page.locator(".dg-actions").get_by_role("link", name="修改")).to_have_count(0)
    page.keyboard.press("w")
    drawer = page.locator("#dg-why")
    expect(drawer).to_contain_text(f"{NAME} 的角色都没有授予：编辑客户")
    expect(drawer).to_contain_text(f"{NAME} 可以查看这条客户")
    assert faults(page) == []
    drawer.get_by_role("button", name="操作").click()
    expect(drawer.locator("[data-about=act]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    page.locator(".dg-seeing button").click()
    expect(page.locator(".dg-seeing")).to_have_count(0)


def _hands_over(page: Page, site: Site, number: str) -> None:
    page.goto(f"{site.url}/handover?leaver={NAME}&leaver.id={number}&leaver.was={NAME}")
    expect(page.locator("main")).to_contain_text("客户")
    page.fill("#f-to", "管理员")
    page.locator("[role=option]").first.click()
    page.get_by_role("button", name="移交勾选的内容").click()
    page.wait_for_url(re.compile(r"/handovers/\d+"))
    expect(page.locator("main")).to_contain_text("已移交 1 条，未移交 0 条")
    assert faults(page) == []
    page.get_by_role("button", name="停用此账号").click()
    expect(page.locator("main")).not_to_contain_text("停用此账号")
