"""Small parts of the screens: marks, addresses, tints, asset addresses."""


import pytest

from dougong.web.assets import asset, drawn, fingerprint
from dougong.web.links import inside, list_of
from dougong.web.match import cut
from dougong.web.tone import initials, tone_of


@pytest.mark.parametrize(("text", "typed", "parts"), [
    ("杭州云栖智能", "yqzn", ("杭州", "云栖智能", "")),
    ("杭州云栖智能", "云栖", ("杭州", "云栖", "智能")),
    ("杭州", "hangz", ("", "杭州", "")),
    ("杭州", "hzhou", ("", "杭州", "")),
    ("重庆卓越", "CQ", ("", "重庆", "卓越")),
    ("雲棲", "云", ("", "雲", "棲")),
    ("CUS-001", "us-0", ("C", "US-0", "01")),
    ("宁波", "x", ("宁波", "", "")),
    ("宁波", "", ("宁波", "", "")),
])
def test_what_was_typed_is_marked_as_written_or_by_pinyin(text: str, typed: str, parts: tuple[str, str, str]) -> None:
    assert cut(text, typed) == parts


@pytest.mark.parametrize("address", [
    "//evil.example/x", "https://evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "", "/a\nb",
    "/a\\b"])
def test_an_address_outside_leads_home(address: str) -> None:
    assert inside(address) == "/"


def test_an_address_inside_stays() -> None:
    assert inside("/o/thing?q=%E4%BA%91&sort=-id") == "/o/thing?q=%E4%BA%91&sort=-id"


def test_list_addresses_carry_the_parameters_of_the_api() -> None:
    assert list_of("thing", [("amount[gte]", "100"), ("q", "云 & 月")]) == (
        "/o/thing?amount[gte]=100&q=%E4%BA%91+%26+%E6%9C%88")


def test_initials_are_the_surname_or_two_letters() -> None:
    assert [initials(name) for name in ("林婉清", "ada lovelace king", "Bo", "  ")] == ["林", "AL", "B", "?"]


def test_a_person_keeps_a_tint_and_all_seven_are_used() -> None:
    assert len({tone_of(number) for number in range(60)}) == 7
    assert tone_of(12) == tone_of(12)


def test_assets_have_addresses_that_change_with_them() -> None:
    assert asset("dg.css") == f"/static/v-{fingerprint()}/dg.css"
    assert len(fingerprint()) == 10


def test_an_icon_we_do_not_carry_is_drawn_as_a_table() -> None:
    assert drawn("no-such-icon") == "table"
