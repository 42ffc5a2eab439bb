"""A record is read as it was at one moment, its lines with it."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from tests.journeys.records.conftest import World


def test_a_reader_never_sees_a_head_of_one_version_with_lines_of_another(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    sale = world.create("sale", client=client["id"], lines=[{"item": "a", "qty": "1", "price": "1"}])

    def write() -> None:
        now = sale
        for qty in range(2, 40):
            now = world.change("sale", now, lines=[{"id": now["lines"][0]["id"], "qty": str(qty)}])

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        while not writing.done():
            seen = world.read("sale", sale["id"])
            assert Decimal(seen["net"]) == sum(Decimal(line["amount"]) for line in seen["lines"])
        writing.result()
    assert world.read("sale", sale["id"])["net"] == "39.00"
