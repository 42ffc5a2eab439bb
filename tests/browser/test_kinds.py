"""Lists shown otherwise: cards are carried and dragged, a refused move goes back, days and trees hold their records."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Open, enter
from tests.browser.site import Site
from tests.browser.test_access import faults

BOARD = "/o/opportunity?_as=board&_by=stage&sort=id&state=open&stage[ne]=s6_signed"


def test_a_card_is_carried_by_the_keyboard_and_put_back(open_page: Open, site: Site) -> None:
    page = open_page(BOARD, bypass_csp=True)
    assert faults(page) == []
    card = page.locator("[data-lane]:not(:last-child) [data-card-id]").first
    number = card.get_attribute("data-card-id")
    before = card.locator("xpath=ancestor::section").get_attribute("data-lane")
    card.locator("[data-card-link]").focus()
    page.keyboard.press("Control+ArrowRight")
    moved = page.locator(f"[data-card-id='{number}']")
    expect(page.locator("#toasts")).to_contain_text("已移到")
    expect(moved.locator("[data-card-link]")).to_be_focused()
    assert moved.locator("xpath=ancestor::section").get_attribute("data-lane") != before
    page.locator("#toasts").get_by_role("button", name="撤销").click()
    expect(page.locator(f"[data-lane='{before}'] [data-card-id='{number}']")).to_be_visible()


def test_a_refused_move_returns_the_card_and_says_why(open_page: Open) -> None:
    page = open_page("/o/opportunity?_as=board&_by=state&stage[ne]=s6_signed&state=open&sort=id")
    card = page.locator("[data-lane=open] [data-card-id]").first
    number = card.get_attribute("data-card-id")
    card.drag_to(page.locator("[data-lane=won] .dg-kcards"))
    bad = page.locator("#toasts .dg-toast-box--bad")
    expect(bad).to_contain_text("没有移动")
    expect(bad).to_contain_text("签约")                      # the pack's own words: only a signed one is won
    expect(page.locator(f"[data-lane=open] [data-card-id='{number}']")).to_be_visible()


def test_a_dragged_card_changes_its_record(open_page: Open, site: Site) -> None:
    page = open_page(BOARD)
    card = page.locator("[data-card-id]").first
    number = card.get_attribute("data-card-id")
    beside = card.locator("xpath=ancestor::section/following-sibling::section[1]")
    lane, named = beside.get_attribute("data-lane"), beside.get_attribute("data-label") or ""
    card.drag_to(beside.locator(".dg-kcards"), target_position={"x": 40, "y": 20})
    expect(page.locator(f"[data-lane={lane}] [data-card-id='{number}']")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text(named)
    page.goto(f"{site.url}/o/opportunity/{number}")
    expect(page.locator(".dg-column").first).to_contain_text(named)


def test_a_month_and_a_week_hold_their_days(open_page: Open) -> None:
    page = open_page("/o/opportunity?_as=calendar", bypass_csp=True)
    expect(page.locator("[aria-current=date]")).to_have_count(1)
    assert faults(page) == []
    page.get_by_role("link", name="之后").click()
    expect(page.locator("[aria-current=date]")).to_have_count(0)
    expect(page.locator(".dg-entry").first).to_be_visible()
    page.get_by_role("link", name="今天").click()
    page.get_by_role("link", name="周", exact=True).click()
    expect(page.locator(".dg-day")).to_have_count(7)
    expect(page.locator("[aria-current=date]")).to_have_count(1)


def test_a_tree_folds(open_page: Open) -> None:
    page = open_page("/o/region?_as=tree", bypass_csp=True)
    assert faults(page) == []
    leaf = page.locator(".dg-tree").get_by_role("link", name="合肥")
    expect(leaf).to_be_visible()
    page.locator(".dg-tree summary").first.click()
    expect(leaf).to_be_hidden()


def test_only_kinds_that_make_sense_are_offered(open_page: Open, site: Site) -> None:
    page = open_page("/o/currency")
    expect(page.locator(".dg-switch")).to_have_count(0)
    page.goto(f"{site.url}/o/region")
    expect(page.locator(".dg-switch a")).to_have_count(2)
    page.goto(f"{site.url}/o/currency?_as=board")              # no such board: the table
    expect(page.locator("[data-rows]")).to_have_count(1)


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
def test_nothing_scrolls_sideways_on_a_phone_and_axe_finds_nothing(open_page: Open, site: Site, lang: str) -> None:
    page = open_page("/", lang=lang, theme="dark", viewport={"width": 390, "height": 844}, bypass_csp=True)
    for path in ("/o/opportunity?_as=board", "/o/opportunity?_as=calendar", "/o/region?_as=tree"):
        page.goto(f"{site.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, path
        assert faults(page) == [], path


def test_without_scripts_a_card_is_moved_by_its_menu(fresh: Callable[..., BrowserContext], site: Site) -> None:
    page = fresh(java_script_enabled=False).new_page()
    enter(page, site)
    page.goto(f"{site.url}{BOARD}")
    card = page.locator("[data-lane]:not([data-lane=s3_product]) [data-card-id]").first
    number = card.get_attribute("data-card-id")
    card.locator("summary").click()
    card.get_by_role("button", name="产品演示").click()
    page.goto(f"{site.url}/o/opportunity/{number}")
    expect(page.locator(".dg-column").first).to_contain_text("产品演示")
