"""Files: sent with progress from the page of a record and from a form, and shown where that is safe."""

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Open
from tests.browser.site import Site
from tests.journeys.files.pictures import HTML, PDF, png


def sent(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def drawn(page: Page, picture: str) -> int:
    """Return how many points wide a picture came out; 0 when the browser could not draw it."""
    found = page.locator(picture).first
    found.scroll_into_view_if_needed()
    page.wait_for_function("picture => document.querySelector(picture).complete", arg=picture)
    return int(found.evaluate("picture => picture.naturalWidth"))


def test_files_are_attached_to_a_record_and_pictures_are_seen(open_page: Open, site: Site) -> None:
    page = open_page("/o/customer")
    page.locator("[data-rows] tbody th a").first.click()
    page.wait_for_url(re.compile(r"/o/customer/\d+$"))
    with page.expect_navigation():
        page.set_input_files("#files > form input[type=file]", [sent("照片.png", png(30, 20)), sent("offer.pdf", PDF),
                                                     sent("page.png", HTML)])
    expect(page.locator("#files > ul > li")).to_have_count(3)
    assert drawn(page, "#files img") == 30
    expect(page.locator("#files img")).to_have_count(1)                     # a page that calls itself a picture is none
    offer = page.locator("#files li", has_text="offer.pdf").locator("a").first
    answer = page.request.get(f"{site.url}{offer.get_attribute('href')}")
    assert (answer.headers["content-type"], answer.headers["content-disposition"][:6]) == ("application/pdf", "inline")
    page.locator("#files li", has_text="page.png").get_by_role("button", name="page.png").first.click()
    expect(page.locator("#files > ul > li")).to_have_count(2)


def test_a_new_version_is_sent_seen_and_the_one_before_put_back(open_page: Open) -> None:
    page = open_page("/o/customer")
    page.locator("[data-rows] tbody th a").nth(1).click()
    page.wait_for_url(re.compile(r"/o/customer/\d+$"))
    with page.expect_navigation():
        page.set_input_files("#files > form input[type=file]", [sent("plan.png", png(20, 20))])
    versions = page.locator("#files > ul > li", has_text="plan.png").locator("details")
    versions.locator("summary").click()
    assert page.evaluate("Math.max(...[...document.querySelectorAll('#files *')].map("
                         "each => each.getBoundingClientRect().right)) <= "
                         "document.querySelector('#files').getBoundingClientRect().right + 1")
    with page.expect_navigation():
        page.set_input_files("#files details input[type=file]", [sent("plan.png", png(44, 20))])
    assert drawn(page, "#files img") == 44
    versions.locator("summary").click()
    with page.expect_navigation():
        versions.locator("ol button").first.click()
    assert drawn(page, "#files img") == 20
    expect(page.locator(".dg-timeline > li").filter(has_text="plan.png")).to_have_count(3)


def test_a_form_sends_a_picture_at_once_and_shows_it(open_page: Open) -> None:
    page = open_page("/o/badge/new")
    page.fill("#f-name", "Zoe")
    page.set_input_files("#f-portrait", sent("zoe.png", png(40, 40)))
    expect(page.locator("dg-file [data-link]")).to_have_text("zoe.png")
    assert drawn(page, "dg-file img") == 40
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/badge/\d+"))
    assert drawn(page, ".dg-thumb img") == 40
    page.keyboard.press("e")
    page.locator("dg-file [data-clear]").click()
    expect(page.locator("dg-file [data-now]")).to_be_hidden()
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/o/badge/\d+(\?|$)"))
    expect(page.locator(".dg-thumb")).to_have_count(0)
