"""Every list, record and form of every object of the shipped packs, with the sample company: each answers, holds to
WCAG, fits its width, cuts no word off, leaves none out and none in another language, and no script complains.

`make test` looks at each object in one language, width and theme, in turn, and at its form with a record or without;
SCREENS=all (`make soak`) at all of each.
"""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, expect

from dougong.catalog.compile import compile_catalog
from dougong.catalog.model import Catalog, Object
from dougong.catalog.reading.source import shipped_packs
from dougong.ext import registry
from dougong.kernel.labels import LANGUAGES
from dougong.web.words import words
from tests.browser.conftest import PATIENCE, enter, speak
from tests.browser.firm import firm
from tests.browser.site import Site
from tests.browser.test_access import faults

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0), pytest.mark.xdist_group("screens")]

EVERY = os.environ.get("SCREENS") == "all"
#: Tests in one run, so that each takes its own part of the objects.
LOOKS = tuple(product(LANGUAGES, (1440, 390), ("light", "dark")))
HAN = re.compile(r"[一-鿿]")
#: What the sample company has none of: it attached no file and took nobody out of the pool.
UNMADE = frozenset({"file", "customer_sea_taken"})
#: Rows of a list: one is drawn like the other, and each takes its time to be looked at.
ROWS = 12
#: What a page shows when something is missing: a value of the program, a key of a phrase, an empty slot, a bare link.
MISSING = re.compile(r"(?:None|null|undefined|NaN|Infinity|\[object \w+\]|#\d+|.*\{\w*\}.*)\Z")
KEYS = words("en").phrases.keys()
#: Markup that reached people as text.
TAGS = re.compile(r"</?\w+(?: [^<>]*)?>")
#: Names of languages, which stand in their own.
TONGUES = {"简体中文", "繁體中文", "English"}
#: All texts of a page that people see or hear, those of the page itself (not of records) apart; words that are cut off
#: with nothing to read them by; and how wide the page is.
READ = """() => {
  const chrome = "h2, h3, label, legend, summary, nav, button, th[scope=col], dt, caption, option, .dg-label, " +
    ".dg-hint, .dg-say, .dg-foot, .dg-empty, .dg-chip, [role=menu]";
  const data = "td, th[scope=row], dd, h1, input, [data-edit], .dg-crumbs, .dg-person, .dg-brand, .dg-picker-list, " +
    ".dg-group, .dg-timeline, .dg-dialog--asks h2";
  const named = "h1, h2, label, dt, th[scope=col], .dg-label, .dg-btn, .dg-chip, .dg-view, .dg-nav-label";
  const own = new Set(), all = new Set(), cut = [];
  const take = (text, where) => {
    const said = (text || "").trim();
    if (!said || where.closest("script, style, template, [hidden], code, pre")) return;
    all.add(said);
    if (where.closest(chrome) && !where.closest(data)) own.add(said);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) take(walk.currentNode.data, walk.currentNode.parentElement);
  for (const each of document.querySelectorAll("[title], [placeholder], [aria-label]"))
    for (const name of ["title", "placeholder", "aria-label"]) take(each.getAttribute(name), each);
  for (const each of document.querySelectorAll(named)) {
    const over = each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 4;
    const hides = getComputedStyle(each).overflowX !== "visible" && !each.classList.contains("dg-hide-text");
    if (over && hides && !each.title) cut.push(each.textContent.trim());
  }
  return {own: [...own], all: [...all], cut, wide: document.documentElement.scrollWidth,
          lang: document.documentElement.lang, heads: document.querySelectorAll("h1").length};
}"""


@dataclass(frozen=True, slots=True)
class Labels:
    """What the packs call things in the language of a page, and what only in others."""

    own: frozenset[str]
    foreign: frozenset[str]

    @classmethod
    def of(cls, catalog: Catalog, lang: str) -> "Labels":
        """Return the labels of a catalog as one language sees them."""
        labels = list(said(catalog))
        own = frozenset(label[lang] for label in labels if lang in label)
        return cls(own, frozenset(text for label in labels for text in label.values()) - own)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with the sample company."""
    with firm(tmp_path_factory.mktemp("firm")) as found:
        yield found


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    """The catalog of the seven packs."""
    return compile_catalog(shipped_packs(), registry(), {})


@pytest.mark.req("R014", "PI01")
@pytest.mark.parametrize("at", range(len(LOOKS)), ids=["-".join(map(str, look)) for look in LOOKS])
def test_every_screen_of_every_object(fresh: Callable[..., BrowserContext], company: Site, shipped: Catalog,
                                      at: int) -> None:
    lang, width, theme = LOOKS[at]
    page, wrong = opened(fresh, company, lang, width, theme)
    labels = Labels.of(shipped, lang)
    for nth, thing in enumerate(shipped.objects.values()):
        if EVERY or nth % len(LOOKS) == at:
            for address in addresses(page, company, thing, new=nth % 2 == 1):
                wrong += [f"{address}: {each}" for each in seen(page, width, lang, labels)]
    assert wrong == []


def test_an_order_is_made_by_keyboard(fresh: Callable[..., BrowserContext], company: Site) -> None:
    page, wrong = opened(fresh, company, "zh-Hans", 1440, "light")
    go(page, company, "/o/sales_order")
    page.keyboard.press("n")
    expect(page.locator("#f-customer")).to_be_focused()
    for box, typed in (("#f-customer", "szlc"), ("#f-salesperson", "E0010")):
        page.locator(box).focus()
        page.keyboard.type(typed)
        page.locator(f"{box}-list [role=option]").first.wait_for()
        page.keyboard.press("Enter")
    product = page.locator("[data-grid=lines] tr[data-line] [role=combobox]").first
    product.focus()
    page.keyboard.type("330337")
    expect(page.locator("#f-lines-0-product-list [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[name='lines[0].uom']")).to_have_value("个")              # all of it from the product
    expect(page.locator("[name='lines[0].entered']")).to_have_value("1709.00")
    page.keyboard.press("Tab")
    expect(page.locator("[name='lines[0].qty']")).to_be_focused()
    page.keyboard.type("10")
    expect(page.locator("[data-sum='/payable_total']")).to_have_text("17,090.00")
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/sales_order/\d+(\?|$)"))
    expect(page.locator(".dg-lines")).to_contain_text("10 个")
    assert wrong == []


def opened(fresh: Callable[..., BrowserContext], site: Site, lang: str, width: int,
           theme: str) -> tuple[Page, list[str]]:
    """Return a page of someone signed in, and what its scripts and its server will complain of."""
    context = fresh(viewport={"width": width, "height": 844}, color_scheme=theme, bypass_csp=True,
                    is_mobile=width < 640, has_touch=width < 640)
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "dougong-theme", "value": theme, "url": site.url}])
    page = context.new_page()
    enter(page, site)
    speak(page, site, lang)
    wrong: list[str] = []

    def said(line: ConsoleMessage) -> None:
        if line.type in {"error", "warning"}:
            wrong.append(f"{page.url}: {line.text}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            wrong.append(f"{page.url}: {response.status} {response.url}")

    page.on("console", said)
    page.on("response", answered)
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    return page, wrong


def addresses(page: Page, site: Site, thing: Object, *, new: bool) -> Iterator[str]:
    """Open the list of an object, the record its first row leads to, its form or that of a new one; yield each."""
    if "setting" in thing.extra:                              # one record, with a screen of its own
        yield go(page, site, f"/admin/settings/{thing.pack}")
        return
    yield go(page, site, f"/o/{thing.name}?limit={ROWS}")
    first = page.locator("[data-rows] tbody tr[data-href]").first
    record = first.get_attribute("data-href") if first.count() else None
    if record is None:
        assert thing.parent or thing.name in UNMADE, f"nobody made a {thing.name}"
    if thing.parent is not None or record is None:
        return
    yield go(page, site, record)
    if thing.access == "user":
        forms = (f"{record}/edit", f"/o/{thing.name}/new")
        yield from (go(page, site, form) for form in (forms if EVERY else forms[new:][:1]))


def go(page: Page, site: Site, address: str) -> str:
    """Open an address and return it."""
    answer = page.goto(f"{site.url}{address}")
    assert answer is not None
    assert answer.status == 200, f"{address}: {answer.status}"
    return address


def seen(page: Page, width: int, lang: str, labels: Labels) -> Iterator[str]:
    """Yield what is wrong with the page that is open."""
    told: Mapping[str, Any] = page.evaluate(READ)
    if told["wide"] > width:
        yield f"scrolls sideways: {told['wide']} px"
    if told["lang"] != lang or told["heads"] != 1:
        yield f"speaks {told['lang']} under {told['heads']} headings"
    yield from (f"cuts off: {text}" for text in told["cut"])
    yield from (f"shows {text!r}" for text in told["own"]
                if text in KEYS or (MISSING.match(text) and text not in labels.own))
    yield from (f"shows markup: {text}" for text in told["all"] if TAGS.search(text))
    yield from (f"holds another language: {text}" for text in told["own"] if text in labels.foreign - TONGUES)
    if lang == "en":
        yield from (f"holds Chinese: {text}" for text in told["own"] if HAN.search(text) and text not in TONGUES)
    yield from faults(page)


def said(catalog: Catalog) -> Iterator[Mapping[str, str]]:
    """Yield every label of every definition."""
    for thing in catalog.objects.values():
        yield from (thing.label, thing.plural)
        for field in thing.fields.values():
            yield field.label
            yield from (option.label for option in field.type.choices(field))
    for view in catalog.views.values():
        yield view.label
        yield from (section["label"] for section in view.body.get("sections", ()) if section.get("label"))
    for group in catalog.menu:
        yield group.label
        yield from (entry.label for entry in group.entries)
