"""What a picker offers before anything is typed: what one pointed to lately first."""

import re

from tests.journeys.api.conftest import Api
from tests.unit.web.conftest import Screen


def offered(screen: Screen, q: str = "") -> list[int]:
    page = screen.get(f"/f/pick/sample_partner?for=sample_order.partner&q={q}").text
    return [int(each) for each in re.findall(r'data-id="(\d+)"', page)]


def test_what_one_pointed_to_lately_comes_first_until_something_is_typed(api: Api, screen: Screen) -> None:
    made = [api.partner(name=f"Pick {n}")["id"] for n in range(12)]
    for each in (made[9], made[10], made[11], made[10]):
        api.order(partner=each)
    first = offered(screen)
    assert (first[:3], len(first), len(set(first))) == ([made[10], made[11], made[9]], 8, 8)
    assert offered(screen, "Pick+3") == [made[3]]


def test_what_may_no_longer_be_picked_does_not_come_back(api: Api, screen: Screen) -> None:
    over = api.partner(name="Pick over")
    api.order(partner=over["id"])
    assert offered(screen)[0] == over["id"]
    done = api("PATCH", f"/sample_partner/{over['id']}", {"version": over["version"], "active": False})
    assert done.status_code == 200
    assert over["id"] not in offered(screen)
