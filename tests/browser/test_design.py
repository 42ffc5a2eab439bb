"""An administrator makes an object in the browser, a person uses it on a phone; two who change one form hear of it."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Open, speak
from tests.browser.site import Site
from tests.browser.test_access import faults
from tests.serving import dougong

#: One draft after the other: they belong to one administrator.
pytestmark = pytest.mark.xdist_group("browser-designer")

OBJECT = "/admin/catalog/x_visit_plan"
SCRIPT = "<img src=x onerror=document.title='broken'>"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(autouse=True)
def no_draft(open_page: Open) -> Iterator[None]:
    """Whatever a test leaves in the draft is gone before the next."""
    yield
    page = open_page("/admin/plan", lang="en")
    if page.locator("[value=discard]").count():
        page.locator("details", has=page.locator("[value=discard]")).evaluate("each => { each.open = true; }")
        page.locator("[value=discard]").click()


def fill(page: Page, address: str, do: str = "save", **typed: str) -> None:
    """Fill in a form of the designer and send it."""
    page.goto(address)
    for name, text in typed.items():
        box = page.locator(f"[name='{name}']")
        box.select_option(text) if box.evaluate("each => each.tagName") == "SELECT" else box.fill(text)
    page.locator(f".dg-actions [name=_do][value={do}]").click()


def publish(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/admin/plan")
    for tick in page.locator("[name=ack]").all():
        tick.check()
    page.locator("[value=publish]").click()
    expect(page).to_have_url(re.compile(r"/admin/history/\d+"))


@pytest.mark.req("R007")
def test_an_object_is_made_in_the_browser_and_used_on_a_phone(open_page: Open, site: Site) -> None:
    page = open_page("/admin/catalog", lang="en", bypass_csp=True)
    page.locator("a[href='/admin/design/object']").click()
    page.fill("[name=label_en]", "Visit plan")
    page.fill("[name='label_zh-Hans']", "拜访计划")
    page.fill("[name=number]", "VP{seq:4}")
    page.locator(".dg-actions [value=save]").click()
    expect(page).to_have_url(f"{site.url}{OBJECT}")
    at = f"{site.url}{OBJECT}/add?type="
    fill(page, f"{at}text", label_en="Subject", **{"label_zh-Hans": "主题"})
    fill(page, f"{at}date", label_en="Day", default="=today()")
    fill(page, f"{at}choice", label_en="State", option0_en="Planned", option1_en="Done", default="planned")
    fill(page, f"{at}link", label_en="Customer", to="customer")
    page.goto(f"{at}money")
    page.fill("[name=label_en]", "Cost")
    page.locator("#s-visible").press_sequentially("x_cus")              # names are offered, taken by the keyboard
    expect(page.locator("#s-visible-suggested [role=option]").first).to_contain_text("x_customer")
    page.keyboard.press("Enter")
    page.locator("#s-visible").press_sequentially(".lev")
    expect(page.locator("#s-visible-suggested [role=option]").first).to_contain_text("level")
    page.keyboard.press("Tab")
    page.locator("#s-visible").press_sequentially(" is not None")
    expect(page.locator("#s-visible")).to_have_value("x_customer.level is not None")
    assert faults(page) == []
    page.locator(".dg-actions [value=save]").click()
    assert page.locator("[data-arrange]").count() == 5
    page.locator("[data-find]").fill("cost")
    expect(page.locator("[data-arrange]:visible")).to_have_count(1)
    assert faults(page) == []
    publish(page, site)

    phone = open_page("/o/x_visit_plan/new", lang="zh-Hans", **PHONE)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.fill("[name=x_subject]", "看样机")
    phone.locator("[name=x_customer]").fill("云")
    phone.locator("[role=option][data-id]").first.click()
    expect(phone.locator("[name=x_cost]")).to_be_visible()
    phone.fill("[name=x_cost]", "120")
    phone.keyboard.press("Control+s")
    expect(phone).to_have_url(re.compile(r"/o/x_visit_plan/\d+"))
    expect(phone.locator("main")).to_contain_text("VP0001")
    phone.goto(f"{site.url}/o/x_visit_plan")
    expect(phone.locator("main")).to_contain_text("看样机")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_fields_are_put_in_order_by_dragging_and_by_keys(open_page: Open, site: Site) -> None:
    page = open_page("/admin/catalog/customer/form", lang="en", viewport={"width": 1280, "height": 1600})
    lines = page.locator("[data-group-of=who] [data-arrange]")
    before = names(page, "who")
    drag(page, lines.nth(2).locator("[data-grip]"), lines.nth(0))
    expect(lines.nth(0)).to_have_attribute("data-arrange", f"who/{before[2]}")
    expect(page.locator(f"[data-arrange='who/{before[2]}'] [data-tile]")).to_be_focused()
    assert names(page, "who") == [before[2], before[0], before[1], *before[3:]]
    page.keyboard.press("Alt+ArrowDown")
    expect(lines.nth(1)).to_have_attribute("data-arrange", f"who/{before[2]}")
    drag(page, lines.nth(0).locator("[data-grip]"), page.locator("[data-group-of=trade] [data-arrange]").nth(0))
    expect(page.locator("[data-group-of=trade] [data-arrange]").nth(0)).to_have_attribute(
        "data-arrange", f"trade/{before[0]}")


def test_a_field_is_moved_undone_and_published_by_keyboard_alone(open_page: Open, site: Site) -> None:
    page = open_page("/admin/catalog/customer/form", lang="en", bypass_csp=True)
    before, said = names(page, "who"), page.locator("[data-place-said]")
    reach(page, f"[data-arrange='who/{before[0]}'] [data-tile]")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"[data-arrange='who/{before[1]}'] [data-tile]")).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(said).to_have_text(re.compile(rf"section .+, place 3 of {len(before)}"))
    moved = [before[0], before[2], before[1], *before[3:]]
    assert names(page, "who") == moved
    expect(page.locator(f"[data-arrange='who/{before[1]}'] [data-tile]")).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("Control+z")
    expect(page.locator("[data-back-step]")).to_have_count(0)
    assert names(page, "who") == before
    reach(page, f"[data-arrange='who/{before[1]}'] [data-tile]")
    page.keyboard.press("Enter")
    reach(page, f"[value='to:who/{before[1]}:trade']")
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-group-of=trade] [data-arrange='trade/{before[1]}']")).to_be_visible()
    expect(page.locator("html.dg-live")).to_be_attached()
    page.keyboard.press("Control+z")
    expect(page.locator("[data-back-step]")).to_have_count(0)
    reach(page, f"[data-arrange='who/{before[1]}'] [data-tile]")
    page.keyboard.press("Alt+ArrowDown")
    expect(said).to_have_text(re.compile("place 3"))
    reach(page, "[value=publish]")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/admin/history/\d+"))
    page.goto(f"{site.url}/admin/catalog/customer/form")
    assert names(page, "who") == moved


def test_a_field_is_carried_with_a_finger(open_page: Open) -> None:
    page = open_page("/admin/catalog/contact/form", lang="en", **PHONE)
    group = page.locator("[data-group-of]").first.get_attribute("data-group-of") or ""
    before = names(page, group)
    grip = page.locator(f"[data-group-of={group}] .dg-grip").nth(1).bounding_box()
    over = page.locator(f"[data-group-of={group}] .dg-tile").nth(0).bounding_box()
    assert grip is not None
    assert over is not None
    finger, x = page.context.new_cdp_session(page), grip["x"] + grip["width"] / 2
    for kind, y in (("touchStart", grip["y"] + 20), ("touchMove", grip["y"]), ("touchMove", over["y"] + 20),
                    ("touchMove", over["y"] + 4)):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(f"[data-group-of={group}] [data-arrange]").nth(0)).to_have_attribute(
        "data-arrange", f"{group}/{before[1]}")
    expect(page.locator("[data-back-step]")).to_be_visible()


def test_two_who_change_one_form_hear_of_each_other(open_page: Open, fresh: Callable[..., BrowserContext],
                                                    site: Site) -> None:
    mine = open_page("/", lang="en")
    fill(mine, f"{site.url}/admin/catalog/contact/fields/name", label_en="Full name")
    word = dougong({"DOUGONG_HOME": str(site.home)}, "user", "add", "second", "Second", "--language", "en", "--role",
                   "sys_admin").split()[-1]
    theirs = fresh().new_page()
    theirs.goto(f"{site.url}/sign-in")
    theirs.fill("#login", "second")
    theirs.fill("#password", word)
    theirs.keyboard.press("Enter")
    expect(theirs).to_have_url(f"{site.url}/")
    speak(theirs, site, "en")
    fill(theirs, f"{site.url}/admin/catalog/contact/fields/name", label_en="Person")
    publish(theirs, site)
    mine.goto(f"{site.url}/admin/plan")
    expect(mine.locator("main")).to_contain_text("Second has published catalog")
    expect(mine.locator("main")).to_contain_text("name.label says something else by now")
    assert mine.locator("[value=publish]").count() == 0
    mine.locator("[name=_do][value='drop:0']").click()
    expect(mine.locator("main")).to_contain_text("There are no changes to publish")


def test_a_label_of_html_is_shown_as_text(open_page: Open, site: Site) -> None:
    page = open_page("/", lang="en")
    fill(page, f"{site.url}/admin/catalog/contact/add?type=text", label_en=SCRIPT, name="marked")
    for path in ("/admin/catalog/contact", "/admin/catalog/contact/form", "/admin/catalog/contact/fields/x_marked",
                 "/admin/plan"):
        page.goto(f"{site.url}{path}")
        expect(page.locator("body")).to_contain_text(SCRIPT) if "fields/" not in path else None
        assert page.title() != "broken"
        assert page.locator("main img").count() == 0


def drag(page: Page, grip: Locator, target: Locator) -> None:
    """Drag a line by its grip to the upper edge of another, as a hand does: in small steps, with an eye on where that
    line is by then, for lines make room on the way."""
    line = target.element_handle()
    grip.hover()
    page.mouse.down()
    for below in (40, 12, 4):
        box = line.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 40, box["y"] + below, steps=4)
    page.mouse.up()


def reach(page: Page, wanted: str) -> None:
    """Press Tab until the focus is where it is wanted."""
    for _ in range(300):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached")


def names(page: Page, section: str) -> list[str]:
    found = page.locator(f"[data-group-of={section}] [data-arrange]").evaluate_all(
        "lines => lines.map(each => each.dataset.arrange)")
    return [str(each).partition("/")[2] for each in found]
