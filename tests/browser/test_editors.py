"""In Chinese: an administrator adds a state, a transition and a reminder in the browser, a rep meets them, and the
manager asks why."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Open, speak
from tests.browser.site import Site
from tests.browser.test_access import faults
from tests.browser.test_clerk import looked_at
from tests.browser.test_design import publish
from tests.serving import dougong

#: One draft after the other: they belong to one administrator.
pytestmark = pytest.mark.xdist_group("browser-designer")
LEAD = "/admin/catalog/lead"


def signed(fresh: Callable[..., BrowserContext], site: Site, login: str, name: str, role: str) -> Page:
    """Return a page of somebody who holds a role and has just signed in."""
    word = dougong({"DOUGONG_HOME": str(site.home)}, "user", "add", login, name, "--role", role).split()[-1]
    page = fresh().new_page()
    page.goto(f"{site.url}/sign-in")
    page.fill("#login", login)
    page.fill("#password", word)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/")
    speak(page, site, "zh-Hans")
    return page


def add_ways(page: Page) -> None:
    """Add a state with the way to it and on, and another transition from it."""
    page.get_by_role("link", name="加状态").click()
    page.fill("[name='label_zh-Hans']", "搁置")
    page.select_option("[name=tone]", "ochre")
    page.select_option("[name=in_state]", label="跟进中")
    page.fill("[name='in_label_zh-Hans']", "先搁置")
    page.select_option("[name=out_state]", label="跟进中")
    expect(page.locator("#told svg")).to_contain_text("先搁置")                   # drawn while one types
    looked_at(page, "editor-state")
    assert faults(page) == []
    page.locator(".dg-actions [value=save]").click()
    expect(page.locator("main")).to_contain_text("跟进中 → 搁置")
    page.get_by_role("link", name="加动作").click()
    page.fill("[name='label_zh-Hans']", "确认无意向")
    page.locator("[aria-labelledby=part-from]").get_by_label("搁置", exact=True).check()
    page.select_option("[name=to]", label="无效")
    page.check("[name=require_invalid_reason]")
    expect(page.locator("#told svg")).to_contain_text("确认无意向")
    page.locator(".dg-actions [value=save]").click()
    expect(page.locator("main")).to_contain_text("搁置 → 无效")
    looked_at(page, "editor-flow")


def add_reminder(page: Page) -> None:
    """Add a rule that makes a task as a lead is put aside."""
    page.get_by_role("link", name=re.compile("^规则")).click()
    page.get_by_role("link", name="加规则").click()
    page.fill("[name='label_zh-Hans']", "搁置的线索要回头看")
    page.locator("[aria-labelledby=part-on-transition] summary").click()
    page.get_by_label("先搁置", exact=True).check()
    page.select_option("[name='do0._verb']", label="新建记录")
    expect(page.locator("[name='do0.create.object']")).to_be_visible()            # what it asks comes by itself
    page.select_option("[name='do0.create.object']", label="任务")
    for at, (name, text) in enumerate((("标题", "=concat('回头看 ', name)"), ("截止时间", "=now() + days(7)"),
                                       ("关联记录", "=this"))):
        page.locator("[name=_do][value=more]").click()
        page.select_option(f"[name='do0.create.values.{at}.key']", label=name)
        page.fill(f"[name='do0.create.values.{at}.value']", text)
    expect(page.locator("#told")).to_contain_text(
        "当线索执行先搁置，就新建任务（标题 = 由 “回头看”、线索名称 拼成的文字")
    looked_at(page, "editor-rule")
    assert faults(page) == []
    page.locator(".dg-actions [value=save]").click()
    expect(page.locator(".dg-rules")).to_contain_text("搁置的线索要回头看")
    looked_at(page, "editor-rules")


def put_aside(page: Page, site: Site) -> int:
    """Make a lead, put it aside, find the reminder; return the id of the lead."""
    page.goto(f"{site.url}/o/lead/new")
    page.fill("[name=name]", "滨江新厂")
    page.fill("[name=mobile]", "13805712046")
    page.select_option("[name=source]", "expo")
    page.keyboard.press("Control+s")
    expect(page).to_have_url(re.compile(r"/o/lead/\d+"))
    number = int(re.findall(r"/o/lead/(\d+)", page.url)[0])
    page.get_by_role("button", name="开始跟进").click()
    page.get_by_role("button", name="先搁置").click()
    expect(page.locator(".dg-title")).to_contain_text("搁置")
    looked_at(page, "editor-rep")
    page.goto(f"{site.url}/o/task")
    expect(page.locator("main")).to_contain_text("回头看 滨江新厂")
    return number


def test_a_state_a_transition_and_a_reminder_are_added_met_and_explained(
        open_page: Open, fresh: Callable[..., BrowserContext], site: Site) -> None:
    page = open_page(f"{LEAD}/workflow", viewport={"width": 1440, "height": 900}, bypass_csp=True)
    add_ways(page)
    add_reminder(page)
    publish(page, site)
    number = put_aside(signed(fresh, site, "xiaozhang", "小张", "sales_rep"), site)
    boss = signed(fresh, site, "laozhou", "老周", "gm")
    boss.goto(f"{site.url}/o/lead/{number}/why")
    expect(boss.locator("main")).to_contain_text("规则 搁置的线索要回头看 已触发")
    looked_at(boss, "editor-why")
