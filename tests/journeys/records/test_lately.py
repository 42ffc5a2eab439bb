"""What was changed lately: each live record once, mine told apart, what is worked with most first."""

from dataclasses import replace

from dougong.records.lists.lately import lately
from tests.journeys.records.conftest import World


def test_each_live_record_once_newest_first_and_what_is_worked_with_most(world: World) -> None:
    area, ware = (world.context.object(name) for name in ("area", "ware"))
    first, gone = (world.create("area", name=world.name("Area")) for _ in range(2))
    world.change("area", first, name=world.name("Renamed"))
    goods = world.create("ware", name="Bolt")
    world.apply("area", "archive", id=gone["id"])
    found = lately(world.context, (area, ware))
    told = [(each.object.name, each.id, each.mine) for each in found.records]
    assert told == [("ware", goods["id"], True), ("area", first["id"], True)]
    assert found.records[1].title.startswith("Renamed")
    assert [each.name for each in found.objects] == ["area", "ware"]


def test_what_another_did_is_not_mine_and_only_what_is_asked_about_counts(world: World) -> None:
    user = world.create("user", login=world.name("u").replace(" ", "."), name="Other")
    other = World(replace(world.context, actor=replace(world.context.actor, id=user["id"])))
    memo = other.create("memo", text="From elsewhere")
    found = lately(world.context, (world.context.object("memo"),))
    assert [(each.id, each.mine) for each in found.records] == [(memo["id"], False)]


def test_what_came_by_thousands_is_nobodys_work(world: World) -> None:
    by_hand = world.create("memo", text="By hand")
    brought = {World(replace(world.context, door=door)).create("memo", text=f"By {door}")["id"]
               for door in ("cli", "import")}
    found = [each.id for each in lately(world.context, (world.context.object("memo"),)).records]
    assert found[0] == by_hand["id"]
    assert not brought & set(found)
