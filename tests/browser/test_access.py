"""WCAG by axe on every generated page, in both themes, two languages, two widths; nothing scrolls sideways.

`make test` looks at each page once, in one theme, language and width after the other; AXE_ALL=1 (`make soak`) at each
page in all that there are.
"""

import os
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.site import Site

AXE = Path(__file__).parents[2] / "ui" / "static" / "vendor" / "dev" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ("/", "/o/customer", "/o/customer?q=%E4%BA%91&level=A&credit_limit%5Bgte%5D=100", "/o/customer?q=zzzzzz",
         "/o/customer/1", "/o/customer/1/edit", "/o/customer/new", "/o/opportunity", "/o/opportunity/1/edit",
         "/o/contact", "/o/opportunity?_group=stage", "/o/opportunity?_as=board", "/o/opportunity?_as=calendar",
         "/o/region?_as=tree", "/search?q=hz", "/account", "/notices", "/admin/catalog", "/admin/catalog/customer",
         "/admin/expressions", "/admin/catalog/customer/form", "/admin/catalog/customer/list",
         "/admin/catalog/customer/settings", "/admin/catalog/customer/add", "/admin/catalog/customer/add?type=choice",
         "/admin/catalog/customer/fields/level", "/admin/catalog/customer/checks", "/admin/catalog/customer/check",
         "/admin/navigation", "/admin/sessions", "/admin/users/invite", "/admin/users/1/account", "/admin/mail",
         "/forgot", "/admin/roles", "/admin/roles?object=customer", "/admin/roles?object=customer&part=fields",
         "/admin/roles/sales_manager", "/admin/roles/sales_manager/on/customer", "/admin/people", "/admin/people/1",
         "/admin/effects", "/admin/webhooks", "/admin/webhooks/new",
         "/admin/access?user=1&object=customer", "/admin/catalog/lead/workflow", "/admin/catalog/lead/workflow/state",
         "/admin/catalog/lead/workflow/transition?name=follow", "/admin/catalog/follow_up/workflow",
         "/admin/catalog/lead/rules", "/admin/catalog/lead/rule?name=web_lead", "/nowhere")
LISTS = ("user", "unit", "position", "role", "membership", "company", "employee", "region", "currency",
         "exchange_rate", "uom", "tax_rate", "payment_term", "follow_up")
EVERY = bool(os.environ.get("AXE_ALL"))
IN_TURN = ((PAGES[::4], "light", "zh-Hans", 1280), (PAGES[1::4], "dark", "en", 390),
           (PAGES[2::4], "light", "en", 390), (PAGES[3::4], "dark", "zh-Hans", 1280))
ALL = tuple((PAGES, *look) for look in product(("light", "dark"), ("zh-Hans", "en"), (1280, 390)))
LOOKS = ALL if EVERY else IN_TURN
#: What is held against two narrow phones, each page on one of them in Chinese, on the other in English.
PHONES = tuple((PAGES if EVERY else PAGES[(width == 390) ^ (lang == "en")::2], lang, width)
               for width in (390, 320) for lang in ("zh-Hans", "en"))


@pytest.mark.parametrize(("pages", "theme", "lang", "width"), LOOKS)
def test_axe_finds_nothing_on_any_page(open_page: Open, site: Site, pages: tuple[str, ...], theme: str, lang: str,
                                       width: int) -> None:
    page = open_page("/", theme=theme, lang=lang, viewport={"width": width, "height": 844}, bypass_csp=True)
    found = []
    for path in pages:
        answer = page.goto(f"{site.url}{path}")
        assert answer is not None
        assert answer.status == (404 if path == "/nowhere" else 200), path
        found += [f"{path}: {fault}" for fault in faults(page)]
    assert found == []


def test_a_record_is_printed_from_its_page_on_a_sheet_axe_finds_nothing_on(open_page: Open) -> None:
    page = open_page("/o/customer/1", theme="dark", lang="en", bypass_csp=True)
    title = page.locator("h1").inner_text()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Print", exact=True).click()
    sheet = page.locator(".dg-paper")
    assert title in sheet.inner_text()
    assert page.get_by_role("button", name="Print this page").is_visible()
    assert faults(page) == []
    page.emulate_media(media="print")
    assert not page.locator(".dg-print-bar").is_visible()
    assert sheet.is_visible()


def test_axe_finds_nothing_at_the_door(browser: Any, site: Site) -> None:
    for theme in ("light", "dark"):
        page = browser.new_context(color_scheme=theme, bypass_csp=True).new_page()
        page.goto(f"{site.url}/sign-in")
        page.fill("#login", "nobody")
        page.fill("#password", "wrong")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=alert]")
        assert faults(page) == []
        page.context.close()


def test_axe_finds_nothing_in_what_opens_over_a_page(open_page: Open, site: Site) -> None:
    page = open_page("/o/customer", bypass_csp=True)
    for target in ("dg-me", "dg-columns", "dg-condition"):
        page.locator(f"[popovertarget={target}]:visible").first.click()
        assert faults(page) == [], target
        page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator("#palette input").fill("hz")
    page.wait_for_selector("#palette [role=option]")
    assert faults(page) == []


def test_axe_finds_nothing_in_a_refused_form(open_page: Open, site: Site) -> None:
    page = open_page("/o/customer/1/edit", bypass_csp=True)
    page.fill("#f-name", "")
    page.fill("#f-credit_limit", "viel")
    page.locator("[data-grid=contacts] input[name$='.name']").first.fill("")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#faults")
    assert faults(page) == []


def test_every_list_and_new_form_renders_cleanly(open_page: Open, site: Site) -> None:
    page = open_page("/", bypass_csp=True)
    found = []
    for name in LISTS:
        for path in (f"/o/{name}", f"/o/{name}/new"):
            answer = page.goto(f"{site.url}{path}")
            assert answer is not None
            assert answer.status == 200, path
            found += [f"{path}: {fault}" for fault in faults(page)]
    assert found == []


@pytest.mark.parametrize(("pages", "lang", "width"), PHONES)
def test_nothing_scrolls_sideways_on_a_phone(open_page: Open, site: Site, pages: tuple[str, ...], lang: str,
                                             width: int) -> None:
    page = open_page("/", lang=lang, viewport={"width": width, "height": 700})
    wide = {}
    for path in pages:
        page.goto(f"{site.url}{path}")
        found = page.evaluate("document.documentElement.scrollWidth")
        if found > width:
            wide[path] = found
    assert wide == {}


def faults(page: Page) -> list[str]:
    """Return what axe finds: rule, and where."""
    page.evaluate("""async () => { await document.fonts.ready; document.getAnimations().forEach(
        one => one.effect.getComputedTiming().endTime === Infinity ? one.cancel() : one.finish()); }""")
    page.evaluate(AXE.read_text("utf-8") + ";0")
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", WCAG)
    return [f"{each['id']} {node['target']} {node['failureSummary'][:200]}"
            for each in found["violations"] for node in each["nodes"][:3]]
