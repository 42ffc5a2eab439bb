"""List pages are drawn once and filled for each request: nothing of one time or one person stays in them."""

import re

from tests.unit.web.conftest import OURS, Screen, fields


def rows(screen: Screen, address: str) -> list[str]:
    """Return the names that stand first in the rows of a list."""
    page = screen.get(address).get_data(as_text=True)
    return re.findall(r'<th role="rowheader"[^>]*><a href="[^"]+">([^<]*)</a>', page)


def test_a_list_shows_what_was_written_since_it_was_drawn(screen: Screen) -> None:
    address = "/o/sample_partner?sort=-id&limit=3"
    first = screen.api.partner(code="K1")
    assert rows(screen, address)[0] == "K1"
    screen.api("PATCH", f"/sample_partner/{first['id']}", {"code": "K<2>", "version": first["version"]})
    assert rows(screen, address)[0] == "K&lt;2&gt;"
    screen.api.partner(code="K3")
    assert rows(screen, address)[:2] == ["K3", "K&lt;2&gt;"]


def test_a_condition_is_read_with_the_name_its_record_has_now(screen: Screen) -> None:
    made = screen.api.partner(name="Named Before")
    address = f"/o/sample_order?partner={made['id']}"
    assert " Named Before</b>" in screen.get(address).get_data(as_text=True)
    screen.api("PATCH", f"/sample_partner/{made['id']}", {"name": "Named After", "version": made["version"]})
    assert " Named After</b>" in screen.get(address).get_data(as_text=True)


def test_an_empty_list_that_fills_and_a_page_with_more_behind_it_are_other_pages(screen: Screen) -> None:
    made = screen.api.partner(name="Filling")
    address = f"/o/sample_order?partner={made['id']}&limit=1"
    assert "data-rows" not in screen.get(address).get_data(as_text=True)
    screen.api.order(partner=made["id"])
    one = screen.get(address).get_data(as_text=True)
    assert "data-rows" in one
    assert "dg-more" not in one
    screen.api.order(partner=made["id"])
    assert "dg-more" in screen.get(address).get_data(as_text=True)


def test_each_session_has_its_own_token_in_the_page_that_was_kept(screen: Screen) -> None:
    other = Screen(screen.api, again=True)
    address = "/o/sample_partner"
    seen = [dict(fields(each.get(address), "/language"))["_csrf"] for each in (screen, other, screen)]
    assert seen[0] == seen[2] != seen[1]
    assert other.client.post("/language", headers=OURS, data={"_csrf": seen[1], "language": "en"}).status_code == 303


def test_the_language_of_a_page_is_that_of_the_person(screen: Screen) -> None:
    other = Screen(screen.api, again=True)
    token = dict(fields(other.get("/"), "/language"))["_csrf"]
    other.client.post("/language", headers=OURS, data={"_csrf": token, "language": "zh-Hans"})
    page, theirs = (each.get("/o/sample_order").get_data(as_text=True) for each in (screen, other))
    assert '<html lang="en"' in page
    assert '<html lang="zh-Hans"' in theirs
    assert "订单" in theirs
