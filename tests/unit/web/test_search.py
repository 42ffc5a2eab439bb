"""What people find from every page: the palette's answers and the search page, with what they typed marked."""

import re

import pytest

from dougong.web.found import fits, is_exact
from dougong.web.match import Mark, marked
from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import Screen, told


@pytest.mark.parametrize(("text", "typed", "parts"), [
    ("苏州蓝海科技", "蓝海", [("苏州", False), ("蓝海", True), ("科技", False)]),
    ("苏州蓝海科技", "苏州 科技", [("苏州", True), ("蓝海", False), ("科技", True)]),
    ("苏州蓝海科技", "kj su州", [("苏", True), ("州", True), ("蓝海", False), ("科技", True)]),
    ("CUS-000012", "cus 12", [("CUS", True), ("-0000", False), ("12", True)]),
    ("苏州", "x", [("苏州", False)]),
])
def test_each_word_that_was_typed_is_marked(text: str, typed: str, parts: list[tuple[str, bool]]) -> None:
    assert marked(text, typed) == tuple(Mark(part, on) for part, on in parts)


@pytest.mark.parametrize(("name", "typed"), [
    ("商机", "sj"), ("商机", "SJ"), ("商机", "shangji"), ("商机", "商機"), ("Sales orders", "sales orders"),
    ("重庆", "cq")])
def test_a_name_is_exact_as_written_by_pinyin_and_by_initials(name: str, typed: str) -> None:
    assert is_exact(name, typed)
    assert fits(name, typed)


@pytest.mark.parametrize(("name", "typed"), [
    ("商机", "s"), ("商机", "商"), ("供应商价目", "sj"), ("Orders", "order"), ("商机", "")])
def test_a_part_of_a_name_is_not_exact(name: str, typed: str) -> None:
    assert not is_exact(name, typed)


def test_the_palette_names_lists_first_where_they_are_meant(screen: Screen, api: Api) -> None:
    record = f'href="/o/sample_partner/{api.partner(name="Partners of the sea")["id"]}"'
    exact = screen.get("/f/palette?q=partners").get_data(as_text=True)
    assert exact.index('href="/o/sample_partner"') < exact.index(record)
    begun = screen.get("/f/palette?q=partner").get_data(as_text=True)
    assert begun.index(record) < begun.index('href="/o/sample_partner"')


def test_numbers_alone_after_a_hash(screen: Screen, api: Api) -> None:
    order = api.order()
    page = screen.get(f"/f/palette?q=%23{order['number']}").get_data(as_text=True)
    assert f'href="/o/sample_order/{order["id"]}"' in page
    assert "/new" not in page
    assert "Nothing found" in told(screen.get("/f/palette?q=%23Bolt"))


def test_the_page_shows_groups_with_counts_and_each_alone(screen: Screen, api: Api) -> None:
    partner = api.partner(name="珊瑚海运")
    for _ in range(6):
        api.order(partner=partner["id"], lines=[{"item": "珊瑚样品", "qty": "1", "price": "1"}])
    page = screen.get("/search?q=%E7%8F%8A%E7%91%9A")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert text.index(f'href="/o/sample_partner/{partner["id"]}"') < text.index(">Orders <small>6")
    assert "<mark>珊瑚</mark>" in text
    assert len(re.findall(r'href="/o/sample_order/\d', text)) == 5, "and the rest behind one link"
    assert 'href="/o/sample_order?q=%E7%8F%8A%E7%91%9A"' in text
    assert "7 records" in told(page)
    alone = screen.get("/search?q=%E7%8F%8A%E7%91%9A&object=sample_order").get_data(as_text=True)
    assert len(re.findall(r'href="/o/sample_order/\d', alone)) == 6
    assert f'href="/o/sample_partner/{partner["id"]}"' not in alone
    assert screen.get("/search").status_code == 200
    assert "Nothing found" in told(screen.get("/search?q=zzzzqqq&object=nothing"))
