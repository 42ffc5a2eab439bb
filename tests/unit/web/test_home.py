"""The home page: what was worked on, and how much there is of it."""

import re

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import Screen


def test_figures_are_of_lists_that_hold_something_and_records_changed_lately_lead_on(screen: Screen, api: Api) -> None:
    partner = api.partner(name="Home Harbour")
    page = screen.get("/").get_data(as_text=True)
    figures = re.findall(r'class="dg-card dg-figure" href="([^"]+)">.*?<b>([^<]+)</b>', page, re.DOTALL)
    filled = [address for address, count in figures if count != "0"]
    assert "/o/sample_partner" in filled
    assert [address for address, _ in figures[:len(filled)]] == filled, "what holds nothing comes last"
    assert len(figures) == 4
    assert f'href="/o/sample_partner/{partner["id"]}"' in page
    assert "Home Harbour" in page
