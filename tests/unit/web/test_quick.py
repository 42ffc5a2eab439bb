"""Screens stay quick: a list page within a small multiple of its API call, with leeway for any machine."""

from tests.bench.screens import LIMIT, ratio
from tests.unit.web.conftest import Screen

LEEWAY = 3


def test_a_list_page_costs_a_small_multiple_of_its_call(screen: Screen) -> None:
    for number in range(50):
        screen.api.made("customer", name=f"快客户 {number}")
    called = "/customer?sort=name&limit=50&titles=1&count=capped"
    assert len(screen.api("GET", called).json["data"]) == 50
    assert screen.get("/o/customer?sort=name").get_data(as_text=True).count("<tr role=\"row\" data-href=") == 50
    found = ratio(lambda: screen.get("/o/customer?sort=name"), lambda: screen.api("GET", called))
    print(f"a list page takes {found:.1f} times its API call (limit {LIMIT})")
    assert found <= LIMIT * LEEWAY
