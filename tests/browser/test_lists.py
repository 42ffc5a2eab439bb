"""Lists in use: groups with subtotals, sums, tokens, kept views, cells changed in place, many records at once."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.site import Site
from tests.browser.test_access import faults


def figures(page: Page, selector: str) -> list[float]:
    return [float(text.replace(",", "")) for text in page.locator(selector).all_inner_texts() if text.strip()]


def test_groups_have_heads_with_subtotals_and_the_sum_row_is_the_sum_of_the_filter(open_page: Open) -> None:
    page = open_page("/o/opportunity?_group=state&limit=500&fields=name,state,amount", bypass_csp=True)
    heads = page.locator("tr.dg-group")
    expect(heads).to_have_count(3)
    rows = figures(page, "[data-rows] tbody tr[data-id] td.dg-num")
    assert sum(figures(page, "tr.dg-group td.dg-num .dg-line")) == sum(rows)
    assert figures(page, "tfoot td.dg-num .dg-line") == [sum(rows)]
    first = heads.first
    expect(first).to_contain_text("条")
    first.locator("[data-fold]").click()
    expect(first.locator("xpath=following-sibling::tr[1]")).to_be_hidden()
    assert faults(page) == []


def test_the_next_page_goes_on_within_its_group(open_page: Open) -> None:
    page = open_page("/o/opportunity?_group=state&limit=20")
    page.locator(".dg-more a").click()
    rows = page.locator("[data-rows] tbody tr[data-id]")
    expect(rows).to_have_count(40)
    names = page.locator("tr.dg-group b").all_inner_texts()
    assert len(names) == len(set(names))


def test_a_token_opens_its_editor_and_counts_while_one_chooses(open_page: Open) -> None:
    page = open_page("/o/customer?level=A", bypass_csp=True)
    before = page.locator("h1 + span").inner_text()
    page.locator(".dg-token button").click()
    match = page.locator("#e-match")
    expect(match).to_contain_text(before.split()[0])
    assert faults(page) == []
    page.locator("#dg-token input[value=B]").check()
    expect(match).not_to_contain_text(f" {before.split()[0]} ")
    wanted = re.findall(r"[\d,]+", match.inner_text())[0]
    page.locator("#dg-token button.dg-btn--primary").click()
    expect(page.locator(".dg-token")).to_contain_text("A、B")
    expect(page.locator("h1 + span")).to_contain_text(wanted)


def test_common_values_of_a_link_are_offered(open_page: Open) -> None:
    page = open_page("/o/customer")
    page.keyboard.press("f")
    page.select_option("#c-field", "region")
    common = page.locator("#dg-condition [data-common]")
    expect(common).to_have_count(5)
    name = common.first.get_attribute("data-common") or ""
    common.first.click()
    expect(page.locator("#c-value")).to_have_value(name)
    page.locator("#dg-condition button.dg-btn--primary").click()
    expect(page.locator(".dg-token")).to_contain_text(name)


def test_a_list_is_kept_as_a_view_changed_shared_and_dropped(open_page: Open, site: Site) -> None:
    page = open_page("/o/follow_up?sort=id", bypass_csp=True)
    page.locator("[popovertarget=dg-keep]").click()
    page.fill("#keep-name", "按编号")
    page.locator("#dg-keep [name=shared]").check()
    assert faults(page) == []
    page.locator("#dg-keep button.dg-btn--primary").click()
    tab = page.locator(".dg-view[aria-current=page]")
    expect(tab).to_contain_text("按编号")
    expect(tab.locator("small")).not_to_be_empty()
    page.goto(f"{page.url}&_group=month(at)")
    expect(tab.locator(".dg-dot")).to_be_visible()
    page.locator("[popovertarget=dg-keep]").click()
    page.locator("#dg-keep [name=usual]").check()
    page.locator("#dg-keep [value=change]").click()
    expect(page.locator(".dg-dot")).to_have_count(0)
    page.goto(f"{site.url}/o/follow_up")
    expect(tab).to_contain_text("按编号")
    expect(page.locator("tr.dg-group").first).to_be_visible()
    page.locator("[popovertarget=dg-keep]").click()
    page.locator("#dg-keep [value=drop]").click()
    expect(page.locator(".dg-view", has_text="按编号")).to_have_count(0)


def test_a_cell_is_changed_in_place_and_enter_goes_down(open_page: Open, site: Site) -> None:
    page = open_page("/o/customer?sort=id&fields=name,level,short_name&id[in]=21,22,23")
    cells = page.locator("[data-edit=short_name]")
    cells.first.dblclick()
    page.locator("[data-cell] input.dg-input").fill("一号")
    page.keyboard.press("Enter")
    expect(cells.first).to_have_text("一号")
    box = cells.nth(1).locator("input.dg-input")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    cells.first.locator("xpath=..").focus()
    page.keyboard.press("F2")
    box = page.locator("[data-cell] input.dg-input")
    box.fill("")
    page.keyboard.press("Enter")
    expect(page.locator("[data-cell] [role=alert]")).to_be_visible()
    page.keyboard.press("Escape")
    page.goto(f"{site.url}/o/customer/21")
    expect(page.locator(".dg-column").first).to_contain_text("一号")


def test_what_was_changed_in_place_is_taken_back_step_by_step(open_page: Open, site: Site) -> None:
    page = open_page("/o/customer?sort=id&fields=name,level,short_name&id[in]=24,25")
    cell = page.locator("[data-edit=short_name]").first
    before = cell.inner_text()
    for text in ("二号", "三号"):
        cell.dblclick()
        page.locator("[data-cell] input.dg-input").fill(text)
        page.keyboard.press("Enter")
        expect(cell).to_have_text(text)
        expect(page.locator("[data-cell] input.dg-input")).to_be_focused()
        page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(cell).to_have_text("二号")
    page.keyboard.press("Control+z")
    expect(cell).to_have_text(before)


def test_the_word_between_two_conditions_turns_and_into_or(open_page: Open) -> None:
    page = open_page("/o/customer?view=-&level=A&id[in]=24,25")
    joined = page.locator(".dg-join")
    joined.click()
    expect(page).to_have_url(re.compile(r"or\.level=A&or\.id"))
    page.locator(".dg-join").click()
    expect(page).to_have_url(re.compile(r"[?&]level=A&id"))


def test_many_are_changed_and_each_says_what_came_of_it(open_page: Open) -> None:
    page = open_page("/o/opportunity?id[in]=31,32,33&sort=id&fields=name,stage,state,amount", bypass_csp=True)
    page.locator("[data-tick]").first.check()
    page.locator("[data-tick]").nth(2).click(modifiers=["Shift"])
    expect(page.locator("#dg-bulk [data-chosen]")).to_have_text("已选 3 条")
    expect(page.locator("#dg-bulk [data-chosen-sums] b")).to_have_text(page.locator("tfoot .dg-line").inner_text())
    assert faults(page) == []
    page.locator("#dg-bulk [value='do:win']").click()
    expect(page.locator("[role=status]").first).to_contain_text("未处理")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(3)
    skipped = page.locator("main tbody tr", has_text="未处理")
    assert skipped.count() > 0                               # a won one has to be signed
    expect(skipped.first).to_contain_text("签约")
    assert faults(page) == []


def test_columns_are_put_in_order_by_the_keyboard(open_page: Open) -> None:
    page = open_page("/o/customer?fields=name,level,phone")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator("#dg-columns [data-narrow]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("tr[data-id]").first).to_be_focused()
    page.keyboard.press("c")
    page.locator("#dg-columns input[value=phone]").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.locator("#dg-columns button.dg-btn--primary").click()
    page.wait_for_url(re.compile("fields=name%2Cphone%2Clevel"))
    page.keyboard.press("c")
    page.fill("#dg-columns [data-narrow]", "税号")
    expect(page.locator("#dg-columns label[draggable]:visible")).to_have_count(1)


def test_columns_are_made_wider_and_kept_in_sight(open_page: Open) -> None:
    page = open_page("/o/customer", viewport={"width": 1280, "height": 800}, bypass_csp=True)
    heads = page.locator("th[data-column]")
    expect(page.locator("[data-grip]")).to_have_count(heads.count())
    third = heads.nth(2)

    def width() -> int:
        return int(third.evaluate("each => each.offsetWidth"))
    before = width()
    third.locator("a").focus()
    for _ in range(4):
        page.keyboard.press("Alt+ArrowRight")
    assert width() == before + 64
    page.reload()
    assert width() == before + 64                            # this device remembers
    third.locator("[data-grip]").dblclick()
    assert width() == before
    heads.first.locator("a").focus()
    for _ in range(40):
        page.keyboard.press("Alt+ArrowRight")
    box = page.locator(".dg-table-box")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the list scrolls, not the page"
    page.keyboard.press("c")
    page.locator("[data-pin-to]").nth(1).click()
    expect(page.locator("[data-pin-to]").nth(1)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    box.evaluate("each => { each.scrollLeft = 300; }")
    left = box.bounding_box()
    assert left is not None
    row = page.locator("[data-rows] tbody tr").first
    first, second = (row.locator(f"> :nth-child({at})").bounding_box() for at in (2, 3))
    assert first is not None
    assert second is not None
    assert first["x"] == left["x"] + 40                      # behind the boxes to tick
    assert abs(second["x"] - first["x"] - first["width"]) <= 1
    assert faults(page) == []


def test_back_returns_to_the_same_place(open_page: Open) -> None:
    page = open_page("/o/customer?limit=50")
    page.locator(".dg-more a").click()
    rows = page.locator("[data-rows] tbody tr[data-id]")
    expect(rows.nth(99)).to_be_attached()           # near the end of the window the next page comes by itself
    rows.nth(80).scroll_into_view_if_needed()
    href = rows.nth(80).get_attribute("data-href")
    rows.nth(80).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{href}")
    page.go_back()
    row = page.locator(f"tr[data-href='{href}']")
    expect(row).to_be_focused()
    expect(row).to_be_in_viewport()


def test_brackets_walk_from_record_to_record_in_the_order_of_the_list(open_page: Open) -> None:
    page = open_page("/o/customer?level=A&sort=-credit_limit")
    hrefs = page.locator("[data-rows] tr[data-href]").evaluate_all("rows => rows.map(row => row.dataset.href)")
    page.locator("[data-rows] tbody th a").nth(1).click()
    page.wait_for_url(re.compile(rf"{re.escape(hrefs[1])}$"))
    for key, at in (("]", 2), ("[", 1), ("[", 0)):
        page.keyboard.press(key)
        page.wait_for_url(re.compile(rf"{re.escape(hrefs[at])}$"))
    expect(page.locator("[data-neighbours] a").first).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("w")
    expect(page.locator("#dg-why h2")).to_have_text("为什么？")
    page.keyboard.press("Escape")
    expect(page.locator("#dg-why")).to_be_hidden()


def test_a_phone_shows_groups_and_the_sum(open_page: Open) -> None:
    page = open_page("/o/opportunity?_group=stage", viewport={"width": 390, "height": 844}, bypass_csp=True)
    expect(page.locator("tr.dg-group").first).to_be_visible()
    expect(page.locator("tfoot")).to_contain_text("合计")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert faults(page) == []


def test_space_looks_at_a_record_beside_its_list_and_the_whole_page_is_ticked_by_a_key(open_page: Open) -> None:
    page = open_page("/o/customer?level=A&sort=id", bypass_csp=True)
    rows = page.locator("[data-rows] tbody tr[data-href]")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    look = page.locator("#dg-look")
    first, second = (rows.nth(at).locator("th a").inner_text() for at in (0, 1))
    expect(look.locator("header h2")).to_have_text(first)
    page.keyboard.press("j")
    expect(look.locator("header h2")).to_have_text(second)
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(look).to_be_hidden()
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Control+a")
    expect(page.locator("#dg-bulk [data-chosen]")).to_have_text(f"已选 {rows.count()} 条")
    assert (page.locator("#dg-bulk").bounding_box() or {})["height"] < 60, "one line, for who may do everything"
