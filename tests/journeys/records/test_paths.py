"""Paths over links: each leads to its own record, however many end at the same object."""

import pytest

from tests.journeys.records.conftest import World


@pytest.fixture(scope="module")
def sale(world: World) -> dict:
    """A sale to a client of the north, delivered to the south."""
    north = world.create("area", name=world.name("North"))
    south = world.create("area", name=world.name("South"), above=north["id"])
    client = world.create("client", name=world.name("Client"), area=north["id"])
    made = world.create("sale", client=client["id"], area=south["id"])
    return {**made, "north": north["name"], "south": south["name"]}


def test_two_paths_to_one_object_do_not_meet(world: World, sale) -> None:
    both = {"area.name": sale["south"], "client.area.name": sale["north"]}
    assert [row["id"] for row in world.list("sale", **both).rows] == [sale["id"]]
    crossed = {"area.name": sale["north"], "client.area.name": sale["south"]}
    assert world.list("sale", **crossed).rows == []


def test_a_path_back_to_the_object_itself_leads_to_the_other_record(world: World, sale) -> None:
    assert [row["name"] for row in world.list("area", **{"above.name": sale["north"]}).rows] == [sale["south"]]
    where = f"above.name == '{sale['north']}' and name == '{sale['south']}'"
    assert [row["name"] for row in world.list("area", where=where).rows] == [sale["south"]]


def test_the_same_path_in_filter_sort_and_condition_is_one(world: World, sale) -> None:
    found = world.list("sale", f"client.area.name={sale['north']}&sort=client.area.name,-area.name",
                       where=f"client.area.name == '{sale['north']}'")
    assert [row["id"] for row in found.rows] == [sale["id"]]
