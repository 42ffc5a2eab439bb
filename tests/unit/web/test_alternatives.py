"""And and or between the conditions of a list: groups in its address, turned by pressing the word between two."""

import re
from html import unescape

from dougong.web.listing.alternatives import apart, together, turned, without
from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import Screen

THREE = [("a", "1"), ("b[gte]", "2"), ("c.d", "3")]


def test_or_joins_two_conditions_then_a_third_and_parts_them_again() -> None:
    two = turned(apart(THREE), 1, 0)
    assert two == [("or.a", "1"), ("or.b[gte]", "2"), ("c.d", "3")]
    all_three = turned(apart(two), 1, 0)
    assert all_three == [("or.a", "1"), ("or.b[gte]", "2"), ("or.c.d", "3")]
    assert turned(apart(all_three), 0, 1) == [("a", "1"), ("or.b[gte]", "2"), ("or.c.d", "3")]
    assert turned(apart(all_three), 0, 2) == [("or.a", "1"), ("or.b[gte]", "2"), ("c.d", "3")]


def test_groups_are_counted_anew_and_one_left_alone_stands_by_itself() -> None:
    groups = apart([("or.3.a", "1"), ("or.b", "2"), ("or.3.c", "3"), ("or.d", "4"), ("or.7.e", "5")])
    assert together(groups) == [("or.a", "1"), ("or.c", "3"), ("or.2.b", "2"), ("or.2.d", "4"), ("e", "5")]
    assert without(groups, 0, 1) == [("a", "1"), ("or.b", "2"), ("or.d", "4"), ("e", "5")]


def test_an_expression_is_joined_by_and_alone_and_the_groups_have_an_end() -> None:
    assert turned(apart([("a", "1"), ("where", "b > 2")]), 1, 0) is None
    many = [pair for at in range(1, 10) for pair in ((f"or.{at}.x" if at > 1 else "or.x", "1"),
                                                     (f"or.{at}.y" if at > 1 else "or.y", "1"))]
    full = apart([*many, ("z", "1"), ("w", "1")])
    assert len(full) == 11
    assert turned(full, 10, 0) is None


def test_the_word_between_two_conditions_turns_what_the_list_shows(api: Api, screen: Screen) -> None:
    for name, limit in (("Oder eins", "1"), ("Oder zwei", "777"), ("Oder drei", "777")):
        api.partner(name=name, limit_amount=limit)
    first = screen.get("/o/sample_partner?name=Oder+eins&limit_amount=777&view=-").get_data(as_text=True)
    assert "Oder" not in _rows(first)
    href, word = re.findall(r'<a class="dg-join" href="([^"]*)"[^>]*>(\w+)', first)[0]
    assert word == "and"
    page = screen.get(unescape(href)).get_data(as_text=True)
    assert all(name in _rows(page) for name in ("Oder eins", "Oder zwei", "Oder drei"))
    back, word = re.findall(r'<a class="dg-join" href="([^"]*)"[^>]*>(\w+)', page)[0]
    assert word == "or"
    assert "Oder" not in _rows(screen.get(unescape(back)).get_data(as_text=True))


def test_a_condition_that_is_changed_stays_in_its_group(api: Api, screen: Screen) -> None:
    answer = screen.get("/o/sample_partner?or.name=Oder+eins&or.level=gold&view=-&c.was=or.level%3Dgold&c.field=level"
                        "&c.op=eq&c.value=silver")
    assert answer.status_code == 303
    assert "or.level=silver" in answer.headers["Location"]
    assert "or.name=Oder" in answer.headers["Location"]


def _rows(page: str) -> str:
    return page.partition("<tbody")[2].partition("</tbody>")[0]
