"""A server and a browser for the session; a signed-in page for each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from dougong.store.database import Database
from tests.browser.site import ARGUMENTS, LOGIN, PASSWORD, Site, served
from tests.proved import for_good

SAMPLE = Path(__file__).parents[1] / "packs" / "sample"
#: Milliseconds until what a page should do counts as undone: a machine may be busy with other tests.
PATIENCE = 30_000
#: Makes a page signed in as the administrator, with options of a browser context (viewport, locale, …).
Open = Callable[..., Page]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser, and what shares a server one browser and one server."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker("browser")
            if item.get_closest_marker("xdist_group") is None:
                item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with the shipped packs and their samples, and the sample pack, whose orders have totals."""
    packs = tmp_path_factory.mktemp("packs")
    shutil.copytree(SAMPLE, packs / "sample", ignore=shutil.ignore_patterns("*first_orders*"))
    called(packs / "sample", "sample_order", "trial_order")         # a shipped pack has orders of samples, too
    badges(packs / "badges")
    with served(tmp_path_factory.mktemp("site"), packs) as found:
        yield found


def badges(folder: Path) -> None:
    """Write a pack with an object that has a picture."""
    (folder / "objects").mkdir(parents=True)
    (folder / "pack.yaml").write_text(
        "{kind: pack, name: badges, format: 1, version: 0.1.0, label: Badges, language: en, requires: [system]}\n")
    (folder / "objects" / "badge.yaml").write_text(
        "kind: object\nname: badge\nlabel: Badge\nplural: Badges\ntitle: '{name}'\nfields:\n"
        "  name: {type: text, label: Name, required: true}\n  portrait: {type: image, label: Portrait}\n")


def called(folder: Path, name: str, other: str) -> None:
    """Give what a pack calls `name` another name."""
    for path in sorted(folder.rglob("*.yaml")):
        path.write_text(path.read_text("utf-8").replace(name, other), "utf-8")
        path.rename(path.with_name(path.name.replace(name, other)))


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, once."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: Site) -> Any:
    """The cookies of someone who has signed in, however long the tests take."""
    context = browser.new_context()
    enter(context.new_page(), site)
    state = context.storage_state()
    context.close()
    database = Database.open(f"sqlite:///{site.home / 'dougong.db'}")
    for_good(database, next(each["value"] for each in state["cookies"] if each["name"] == "dougong"))
    database.close()
    return state


@pytest.fixture
def fresh(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A function that makes browser contexts, closed after the test."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"locale": "zh-CN", "viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(PATIENCE)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def open_page(fresh: Callable[..., BrowserContext], site: Site, signed_in: Any) -> Iterator[Open]:
    """A function that opens a path as the administrator; a fault of a script or of the policy fails the test."""
    faults: list[str] = []

    def open_at(path: str, *, lang: str = "zh-Hans", theme: str = "light", **options: Any) -> Page:
        context = fresh(storage_state=signed_in, color_scheme=theme, **options)
        context.add_cookies([{"name": "dougong-theme", "value": theme, "url": site.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        speak(page, site, lang)
        page.goto(f"{site.url}{path}")
        return page

    yield open_at
    assert faults == []


def enter(page: Page, site: Site, password: str = PASSWORD) -> None:
    """Sign in through the form."""
    page.goto(f"{site.url}/sign-in")
    page.fill("#login", LOGIN)
    page.fill("#password", password)
    page.locator("form[action='/sign-in'] button.dg-btn--primary").click()


def speak(page: Page, site: Site, lang: str) -> None:
    """Choose the language where the session does not speak it yet."""
    page.goto(f"{site.url}/search")
    if page.locator("html").get_attribute("lang") == lang:
        return
    token = page.locator("meta[name=dg-csrf]").get_attribute("content")
    page.request.post(f"{site.url}/language", form={"_csrf": token or "", "language": lang, "back": "/search"},
                      headers={"Origin": site.url})

