"""Settings on screens: a page of all, a form of each, what was chosen and by whom."""

from collections.abc import Iterator

import pytest

from tests.unit.web.conftest import Screen, told


@pytest.fixture(autouse=True)
def company(screen: Screen) -> Iterator[int]:
    """The company one works in, gone afterwards with what was chosen for it."""
    held = screen.api.made("company", name="澄海智能")["id"]
    yield held
    for row in screen.api("GET", "/customer_setting").json["data"]:
        screen.api("DELETE", f"/customer_setting/{row['id']}")
    assert screen.api("DELETE", f"/company/{held}").status_code == 204


def test_the_pages_of_settings_say_what_is_set_there(screen: Screen) -> None:
    page = told(screen.get("/admin/settings"))
    assert "Company Name, Short name, Currency, Time zone, Working calendar, Tax ID" in page
    assert "Suppliers" not in page                                   # that pack is not here
    assert page.index("System") < page.index("Basics") < page.index("Days to the close date")


def test_a_setting_is_chosen_in_its_form(screen: Screen, company: int) -> None:
    address = f"/admin/settings/customer?company={company}"
    refused = screen.fill(address, ("hold_limit", "-3"))
    assert (refused.status_code, "at least 0" in told(refused)) == (422, True)
    form = screen.get("/admin/settings/customer")
    assert "All versions" not in told(form)                          # nobody has chosen anything yet
    saved = screen.fill(address, ("hold_limit", "90"))
    assert saved.status_code == 303, told(saved)
    again = screen.get(saved.headers["Location"])
    assert 'value="90"' in again.get_data(as_text=True)
    assert "All versions" in told(again)
    assert screen.api("GET", "/settings/customer").json["values"]["hold_limit"] == 90


def test_there_is_no_page_of_settings_that_are_none(screen: Screen) -> None:
    assert screen.get("/admin/settings/nothing").status_code == 404
    assert screen.get("/admin/settings/customer?company=77").status_code == 404
