"""From a document to a committed record and back."""

import pytest

from dougong.kernel.errors import Missing, Refused
from tests.journeys.records.conftest import World


def test_a_created_record_is_what_is_read_and_listed(world: World) -> None:
    area = world.create("area", name="华东")
    client = world.create("client", name="杭州云栖", credit="500.00", area=area["id"], tags=["a", "b"])
    ware = world.create("ware", name="Bolt", price="1.25")
    sale = world.create("sale", client=client["id"], lines=[
        {"ware": ware["id"], "item": "Bolt", "qty": "3", "_key": "first"}, {"item": "Work", "qty": "2", "price": "10"}])
    assert sale["number"] == "SO202611-0001"
    assert sale["day"] == "2026-11-21"
    assert sale["credit"] == "500.00"
    assert sale["area"] == area["id"]
    assert [line["amount"] for line in sale["lines"]] == ["3.75", "20.00"]
    assert (sale["net"], sale["goods"], sale["total"]) == ("23.75", "3.75", "23.75")
    assert [line["part"] for line in sale["lines"]] == ["15.79", "84.21"]
    assert (sale["level"], sale["room"], sale["left"]) == ("silver", "476.25", None)
    assert world.read("sale", sale["id"]) == sale
    page = world.list("sale", "fields=number,total,level,client&titles=1")
    assert [row for row in page.rows if row["id"] == sale["id"]] == [{
        "id": sale["id"], "number": "SO202611-0001", "total": "23.75", "level": "silver", "client": client["id"],
        "_titles": {"client": "杭州云栖"}}]


def test_what_is_not_there_is_missing(world: World) -> None:
    with pytest.raises(Missing):
        world.read("client", 999_999)


def test_all_faults_come_at_once(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.create("sale", credit="x", lines=[{"qty": "-1"}, {"item": "a", "nope": 1}])
    found = {(error.pointer, error.code) for error in refused.value.errors}
    assert {("/client", "required"), ("/lines/0/item", "required"), ("/lines/1/qty", "required"),
            ("/lines/1/nope", "unknown_field")} <= found
    assert "/credit" in {pointer for pointer, _ in found}
