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
from tests.browser.site import ARGUMENTS, Site, served

OUT = Path(__file__).parent / "shots"
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
Theme = Literal["light", "dark"]
#: name → (path, language, theme, viewport).
SHOTS: dict[str, tuple[str, str, Theme, ViewportSize]] = {
    "02-home": ("/", "zh-Hans", "light", DESK),
    "03-list": ("/o/customer?credit_limit%5Bgte%5D=100000&sort=-credit_limit", "zh-Hans", "light", DESK),
    "03-list-en": ("/o/customer", "en", "light", DESK),
    "03-list-hant": ("/o/opportunity", "zh-Hant", "light", DESK),
    "03-empty": ("/o/customer?q=zzzz", "zh-Hans", "light", DESK),
    "04-record": ("/o/customer/3", "zh-Hans", "light", DESK),
    "05-form": ("/o/customer/3/edit", "zh-Hans", "light", DESK),
    "09-search": ("/search?q=%E8%8B%8F%E5%B7%9E", "zh-Hans", "light", DESK),
    "12-catalog": ("/admin/catalog/customer", "zh-Hans", "light", DESK),
    "12-definitions": ("/admin/history", "zh-Hans", "light", DESK),
    "12-console": ("/admin/expressions", "zh-Hans", "light", DESK),
    "15-phone-home": ("/", "zh-Hans", "light", PHONE),
    "16-phone-list": ("/o/customer", "zh-Hans", "light", PHONE),
    "17-phone-record": ("/o/customer/3", "zh-Hans", "light", PHONE),
    "17-phone-form": ("/o/customer/3/edit", "zh-Hans", "light", PHONE),
    "20-dark-home": ("/", "zh-Hans", "dark", DESK),
    "21-dark-record": ("/o/customer/3", "zh-Hans", "dark", DESK),
    "24-fault": ("/nowhere", "zh-Hans", "light", DESK),
}


def main() -> int:
    """Make every screenshot on a fresh site; return an exit code."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, served(Path(home)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        for name in taken(browser, site):
            print(OUT / f"{name}.png")
        browser.close()
    return 0


def taken(browser: Browser, site: Site) -> Iterator[str]:
    """Yield the name of each screenshot when it is there."""
    door = browser.new_context(viewport=DESK, locale="zh-CN").new_page()
    enter(door, site, "wrong")
    yield _shot(door, "01-sign-in")
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
    yield _shot(page, "09-palette")
    page.goto(f"{site.url}/o/customer?level=A")
    page.keyboard.press("f")
    yield _shot(page, "24-condition")
    page.goto(f"{site.url}/o/customer/3/edit")
    page.locator("#f-region").focus()
    page.locator("#f-region").fill("z")
    page.wait_for_timeout(600)
    yield _shot(page, "24-picker")
    page.goto(f"{site.url}/o/customer/3/edit")
    page.fill("#f-credit_limit", "很多")
    page.fill("#f-name", "")
    page.locator("[data-grid=contacts] input[name$='.mobile']").first.fill("abc")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#faults")
    yield _shot(page, "05-refused")


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
