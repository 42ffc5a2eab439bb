"""Screenshots of the screens, to be looked at: `make shots` puts them into tests/browser/shots."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.conftest import enter, speak
from tests.browser.site import ARGUMENTS, Site
from tests.serving import serving

OUT = Path(__file__).parent / "shots"
DOCS = Path(__file__).parents[2] / "docs" / "pictures"
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
Theme = Literal["light", "dark"]
#: name → (path, language, theme, viewport).
SHOTS: dict[str, tuple[str, str, Theme, ViewportSize]] = {
    "home": ("/", "zh-Hans", "light", DESK),
    "customers": ("/o/customer?level=A&sort=-credit_limit", "zh-Hans", "light", DESK),
    "customers-en": ("/o/customer", "en", "light", DESK),
    "customer": ("/o/customer/305", "zh-Hans", "light", DESK),
    "customer-form": ("/o/customer/305/edit", "zh-Hans", "light", DESK),
    "nothing-found": ("/o/customer?q=zzzz", "zh-Hans", "light", DESK),
    "orders": ("/o/sales_order?_group=salesperson", "zh-Hans", "light", DESK),
    "order": ("/o/sales_order/5", "zh-Hans", "light", DESK),
    "order-en": ("/o/sales_order/5", "en", "light", DESK),
    "order-form": ("/o/sales_order/5/edit", "zh-Hans", "light", DESK),
    "order-dark": ("/o/sales_order/5", "zh-Hans", "dark", DESK),
    "orders-calendar": ("/o/sales_order?_as=calendar", "zh-Hans", "light", DESK),
    "opportunities-hant": ("/o/opportunity", "zh-Hant", "light", DESK),
    "opportunities-board": ("/o/opportunity?_as=board", "zh-Hans", "light", DESK),
    "regions-tree": ("/o/region?_as=tree", "zh-Hans", "light", DESK),
    "product": ("/o/product/5", "zh-Hans", "light", DESK),
    "product-form": ("/o/product/5/edit", "zh-Hans", "light", DESK),
    "purchases": ("/o/purchase_order", "zh-Hans", "light", DESK),
    "purchase": ("/o/purchase_order/3", "zh-Hans", "light", DESK),
    "supplier": ("/o/supplier/3", "zh-Hans", "light", DESK),
    "stock": ("/o/stock_position", "zh-Hans", "light", DESK),
    "stock-form": ("/o/stock_transfer/new", "zh-Hans", "light", DESK),
    "search": ("/search?q=suzhou", "zh-Hans", "light", DESK),
    "import": ("/o/customer/import", "zh-Hans", "light", DESK),
    "bin": ("/bin", "zh-Hans", "light", DESK),
    "versions": ("/o/customer/305/history", "zh-Hans", "light", DESK),
    "catalog": ("/admin/catalog/customer", "zh-Hans", "light", DESK),
    "definitions": ("/admin/history", "zh-Hans", "light", DESK),
    "roles": ("/admin/roles?object=sales_order", "zh-Hans", "light", DESK),
    "person": ("/admin/people/2", "zh-Hans", "light", DESK),
    "access": ("/admin/access?user=2&object=sales_order&id=5", "zh-Hans", "light", DESK),
    "console": ("/admin/expressions", "zh-Hans", "light", DESK),
    "home-phone": ("/", "zh-Hans", "light", PHONE),
    "orders-phone": ("/o/sales_order", "zh-Hans", "light", PHONE),
    "order-phone": ("/o/sales_order/5", "zh-Hans", "light", PHONE),
    "order-form-phone": ("/o/sales_order/5/edit", "zh-Hans", "light", PHONE),
    "home-dark": ("/", "zh-Hans", "dark", DESK),
    "nowhere": ("/nowhere", "zh-Hans", "light", DESK),
}
#: What the README shows: the name in docs/pictures → the screenshot.
PICTURES = {"list": "orders", "record": "order", "form": "order-form", "dark": "order-dark", "phone": "orders-phone",
            "board": "opportunities-board", "sign-in": "sign-in"}


def main() -> int:
    """Make every screenshot on a fresh sample company; with `--pictures` renew those of the README. Return an exit
    code."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    OUT.mkdir(exist_ok=True)
    with (tempfile.TemporaryDirectory() as home, serving(Path(home), company=True) as server,
          sync_playwright() as playwright):
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        for name in taken(browser, Site(server.address, Path(home))):
            print(OUT / f"{name}.png")
        browser.close()
    for name, shot in PICTURES.items() if "--pictures" in sys.argv else ():
        shutil.copy(OUT / f"{shot}.png", DOCS / f"{name}.png")
    return 0


def taken(browser: Browser, site: Site) -> Iterator[str]:
    """Yield the name of each screenshot when it is there."""
    door = browser.new_context(viewport=DESK, locale="zh-CN").new_page()
    enter(door, site, "wrong")
    yield _shot(door, "sign-in")
    for name, (path, lang, theme, size) in SHOTS.items():
        page = _signed_in(browser, site, lang, theme, size)
        page.goto(f"{site.url}{path}")
        yield _shot(page, name)
        page.context.close()
    yield from _in_use(browser, site)


def _in_use(browser: Browser, site: Site) -> Iterator[str]:
    """Screens in the middle of something: the palette, a refused form, the picker, a condition."""
    page = _signed_in(browser, site, "zh-Hans", "light", DESK)
    page.goto(f"{site.url}/o/customer")
    page.keyboard.press("Control+k")
    page.locator("#palette input").fill("hz")
    page.wait_for_timeout(600)
    yield _shot(page, "palette")
    page.goto(f"{site.url}/o/customer?level=A")
    page.keyboard.press("f")
    yield _shot(page, "condition")
    page.goto(f"{site.url}/o/customer/305/edit")
    page.locator("#f-region").focus()
    page.locator("#f-region").fill("z")
    page.wait_for_timeout(600)
    yield _shot(page, "picker")
    page.goto(f"{site.url}/o/customer/305/edit")
    page.fill("#f-credit_limit", "很多")
    page.fill("#f-name", "")
    page.locator("[data-grid=contacts] input[name$='.mobile']").first.fill("abc")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#faults")
    yield _shot(page, "refused")


def _signed_in(browser: Browser, site: Site, lang: str, theme: Theme, size: ViewportSize) -> Page:
    phone = size["width"] < 640
    context = browser.new_context(viewport=size, color_scheme=theme, locale="zh-CN", is_mobile=phone, has_touch=phone,
                                  device_scale_factor=2 if phone else 1)
    context.add_cookies([{"name": "dougong-theme", "value": theme, "url": site.url}])
    page = context.new_page()
    enter(page, site)
    speak(page, site, lang)
    return page


def _shot(page: Page, name: str) -> str:
    page.evaluate("async () => { await document.fonts.ready; }")
    page.wait_for_timeout(200)
    page.screenshot(path=OUT / f"{name}.png")
    return name


if __name__ == "__main__":
    sys.exit(main())
