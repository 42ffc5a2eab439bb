"""Lines are written through their owner: listed lines are the whole set."""

import pytest

from dougong.kernel.errors import Refused
from tests.journeys.records.conftest import World, faults


@pytest.fixture
def sale(world: World) -> dict[str, object]:
    client = world.create("client", name=world.name("Client"))
    return world.create("sale", client=client["id"], lines=[
        {"item": "a", "qty": "1", "price": "1"}, {"item": "b", "qty": "2", "price": "2"},
        {"item": "c", "qty": "3", "price": "3"}])


def items(record):
    return [(line["item"], line["line_no"]) for line in record["lines"]]


def test_an_absent_lines_field_leaves_lines_alone(world: World, sale) -> None:
    assert items(world.change("sale", sale, reference="x")) == [("a", 1), ("b", 2), ("c", 3)]


def test_listed_lines_are_the_whole_set_in_their_new_order(world: World, sale) -> None:
    a, b, c = (line["id"] for line in sale["lines"])
    outcome = world.apply("sale", "update", id=sale["id"], version=sale["version"], values={"lines": [
        {"id": c}, {"id": a, "qty": "10"}, {"item": "d", "qty": "1", "price": "0.5", "_key": "new"}]})
    changed = outcome.record
    assert items(changed) == [("c", 1), ("a", 2), ("d", 3)]
    assert [line["id"] for line in changed["lines"]][:2] == [c, a]
    assert outcome.keys == {"new": changed["lines"][2]["id"]}
    assert changed["net"] == "19.50"                        # 9 + 10 + 0.5
    assert world.read("sale", sale["id"]) == changed
    told = world.history("sale", sale["id"])[0]["changes"]["lines"]
    assert told[str(b)]["item"] == ["b", None]
    assert told[str(a)]["qty"] == ["1.000000", "10.000000"]
    assert told[str(c)] == {"line_no": [3, 1], "part": ["64.29", "46.15"]}   # 9 of 14, 9 of 19.5


def test_an_empty_list_and_null_remove_all(world: World, sale) -> None:
    changed = world.change("sale", sale, lines=[])
    assert (changed["lines"], changed["net"]) == ([], "0.00")
    assert world.read("sale", sale["id"])["lines"] == []


def test_a_line_of_another_record_is_refused(world: World, sale) -> None:
    with pytest.raises(Refused) as refused:
        world.change("sale", sale, lines=[{"id": 999_999, "qty": "1"}])
    assert faults(refused) == {("/lines/0/id", "no_such_line")}


def test_a_line_listed_twice_is_refused(world: World, sale) -> None:
    line = sale["lines"][0]["id"]
    with pytest.raises(Refused) as refused:
        world.change("sale", sale, lines=[{"id": line}, {"id": line}])
    assert faults(refused) == {("/lines/1/id", "no_such_line")}


def test_reordering_alone_is_a_change(world: World, sale) -> None:
    ids = [line["id"] for line in sale["lines"]]
    changed = world.change("sale", sale, lines=[{"id": id} for id in reversed(ids)])
    assert items(changed) == [("c", 1), ("b", 2), ("a", 3)]
    assert changed["version"] == sale["version"] + 1
    assert world.read("sale", sale["id"]) == changed


def test_too_many_lines_are_refused(world: World, sale) -> None:
    with pytest.raises(Refused) as refused:
        world.change("sale", sale, lines=[{"item": "x", "qty": "1"}] * 51)
    assert ("/lines", "lines_max") in faults(refused)


def test_lines_are_listed_and_read_on_their_own(world: World, sale) -> None:
    page = world.list("sale_line", f"parent={sale['id']}&fields=item,part,parent.number")
    assert [(row["item"], row["part"], row["parent.number"]) for row in page.rows] == [
        ("a", "7.14", sale["number"]), ("b", "28.57", sale["number"]), ("c", "64.29", sale["number"])]
    line = sale["lines"][1]
    assert world.read("sale_line", line["id"])["amount"] == "4.00"
