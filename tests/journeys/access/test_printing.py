"""A record on paper is a right of its own: its sheet shows what its reader may see, and that it was printed is kept."""

import re

import pytest

from tests.journeys.access.served import Site
from tests.journeys.web.test_guard import OURS

COST = "73737.37"


@pytest.fixture(scope="module")
def deal(site: Site) -> int:
    """Ann's deal with a part; what it and its part cost is nothing she may see."""
    made = site.made("ann", "deal", name="Bridge", price="5.00", parts=[{"item": "Beam", "qty": 2}])
    parts = [{"id": made["parts"][0]["id"], "cost": COST}]
    changed = site.call("admin", "PATCH", f"/deal/{made['id']}", {"cost": COST, "parts": parts}, If_Match='"1"')
    assert changed.status_code == 200, changed.json
    return int(made["id"])


def printed(site: Site, who: str, address: str, **more: str):
    client = site.screen(who)
    token = re.search(r'name="dg-csrf" content="([^"]*)"', client.get("/account").get_data(as_text=True))
    return client.post(f"{address}/print", headers=OURS, data={"_csrf": token[1], **more})


@pytest.mark.req("R008")
def test_a_sheet_shows_what_its_reader_may_see(site: Site, deal: int) -> None:
    own, every = (printed(site, who, f"/o/deal/{deal}") for who in ("ann", "admin"))
    for sheet in (own, every):
        assert sheet.status_code == 200
        assert "Bridge" in sheet.text
        assert "Beam" in sheet.text
    assert "73,737.37" in every.text
    assert COST not in own.text.replace(",", "")
    assert "Printed by Ann on" in own.text


def test_a_sheet_is_in_the_language_asked_for_and_its_reader_s_stays(site: Site, deal: int) -> None:
    chinese = printed(site, "ann", f"/o/deal/{deal}", language="zh-Hans")
    assert ('<html lang="zh-Hans"' in chinese.text, "Ann 于" in chinese.text) == (True, True)
    assert "Printed by Ann on" in printed(site, "ann", f"/o/deal/{deal}").text
    assert "Printed by Ann on" in printed(site, "ann", f"/o/deal/{deal}", language="xx").text


def test_what_is_printed_is_written_down_and_nothing_is_printed_by_looking(site: Site, deal: int) -> None:
    before = len(site.audit("export", "ann"))
    assert site.screen("ann").get(f"/o/deal/{deal}/print").status_code in {404, 405}
    assert printed(site, "ann", f"/o/deal/{deal}").status_code == 200
    found = site.audit("export", "ann")
    assert len(found) == before + 1
    assert (found[0].object, found[0].record_id, found[0].said) == ("deal", deal, {"format": "print"})


@pytest.mark.req("R008")
def test_the_button_and_the_sheet_go_with_the_right(site: Site, deal: int) -> None:
    """Eve reads every deal's name and prints none; Bob prints his own and knows nothing of Ann's."""
    button = f'action="/o/deal/{deal}/print"'
    assert button in site.screen("ann").get(f"/o/deal/{deal}").text
    assert button not in site.screen("eve").get(f"/o/deal/{deal}").text
    before = len(site.audit("export"))
    assert printed(site, "eve", f"/o/deal/{deal}").status_code == 403
    hidden, missing = printed(site, "bob", f"/o/deal/{deal}"), printed(site, "bob", "/o/deal/99991")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert len(site.audit("export")) == before


def test_what_may_be_printed_may_be_fewer_records_than_may_be_read(site: Site, deal: int) -> None:
    """Gus prints deals of his own; one that is shared with him he reads, and takes no further."""
    shared = site.call("admin", "POST", f"/deal/{deal}/share", {"whom": f"user/{site.ids['gus']}", "verb": "read"})
    assert shared.status_code < 300, shared.json
    page = site.screen("gus").get(f"/o/deal/{deal}")
    assert page.status_code == 200
    assert f'action="/o/deal/{deal}/print"' not in page.text
    assert printed(site, "gus", f"/o/deal/{deal}").status_code == 403
