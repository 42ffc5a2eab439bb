"""Rollups of every mode say the same at every moment, and move without a trace on the record that says them."""


import pytest

from dougong.kernel.errors import Malformed, Refused
from tests.journeys.records.conftest import Packs, World, faults, with_system
from tests.journeys.records.rollup_pack import CLUB

#: What is computed when read, and what is kept: the same at every moment.
PAIRS = (("given", "kept"), ("gifts", "kept_gifts"), ("thirds", "kept_thirds"), ("first_day", "kept_first"),
         ("mean", "kept_mean"), ("room", "kept_room"), ("visits", "kept_visits"), ("sold", "kept_sold"),
         ("tips", "kept_tips"), ("newest", "kept_newest"), ("standing", "kept_standing"))


@pytest.fixture(scope="module")
def packs() -> Packs:
    return with_system("club", CLUB)


def seen(world: World, id: int) -> dict[str, object]:
    """Return the club as read; the list says the same, and what is kept is what is computed."""
    record = world.read("club", id)
    (row,) = world.list("club", f"id={id}").rows
    assert row == record
    assert {kept: record[kept] for _, kept in PAIRS} == {kept: record[fresh] for fresh, kept in PAIRS}
    return record


def test_of_nothing_sums_and_counts_are_zero_and_the_rest_is_empty(world: World) -> None:
    made = world.create("club", name="Empty")
    found = seen(world, made["id"])
    assert made == found
    assert (found["given"], found["gifts"], found["first_day"], found["mean"]) == ("0.00", 0, None, None)
    assert (found["sold"], found["room"], found["last_visit"]) == (found["kept_sold"], "100.00", None)


def test_records_come_change_move_and_go_and_come_back(world: World) -> None:
    one, two = (world.create("club", name=name)["id"] for name in "ab")
    first = world.create("gift", club=one, day="2026-11-01", amount="10.00", state="paid")
    second = world.create("gift", club=one, day="2026-12-24", amount="5.01")
    found = seen(world, one)
    assert (found["given"], found["gifts"], found["first_day"], found["mean"]) == ("10.00", 2, "2026-11-01", "7.51")
    assert (found["overdue"], found["room"]) == (1, "90.00")
    assert found["thirds"] == "5.00"                         # 3.33 and 1.67: each share is rounded, then summed
    second = world.change("gift", second, state="paid", amount=None)
    assert seen(world, one)["given"] == "10.00"
    first = world.change("gift", first, club=two, amount="12.50")
    assert (seen(world, one)["given"], seen(world, one)["gifts"]) == ("0.00", 1)
    assert (seen(world, two)["given"], seen(world, two)["kept_first"]) == ("12.50", "2026-11-01")
    world.apply("gift", "archive", id=first["id"])
    assert (seen(world, two)["gifts"], seen(world, two)["first_day"]) == (0, None)
    world.apply("gift", "restore", id=first["id"])
    assert seen(world, two)["kept"] == "12.50"
    world.change("gift", world.read("gift", first["id"]), club=None)
    assert seen(world, two)["kept"] == "0.00"


def test_the_latest_is_the_value_of_the_record_that_comes_first(world: World) -> None:
    one, two = (world.create("club", name=name)["id"] for name in ("latest", "other"))
    assert (seen(world, one)["newest"], seen(world, one)["kept_standing"], seen(world, one)["lately"]) == (None,) * 3
    first = world.create("gift", club=one, day="2026-11-01", amount="10.00", state="paid")
    second = world.create("gift", club=one, day="2026-12-24", amount="5.01")
    found = seen(world, one)
    assert (found["newest"], found["standing"], found["lately"]) == ("5.01", "open", "10.02")
    same_day = world.create("gift", club=one, day="2026-12-24", amount="7.00", state="paid")
    assert seen(world, one)["newest"] == "7.00"                 # of equals, the one made last
    first = world.change("gift", first, day="2027-01-01")       # its amount is what it was, its place is another
    assert (seen(world, one)["newest"], seen(world, one)["lately"]) == ("10.00", "20.00")
    first = world.change("gift", first, club=two)
    assert (seen(world, one)["newest"], seen(world, two)["newest"]) == ("7.00", "10.00")
    world.apply("gift", "archive", id=same_day["id"])
    assert (seen(world, one)["newest"], seen(world, one)["standing"]) == ("5.01", "open")
    world.apply("gift", "restore", id=same_day["id"])
    world.change("gift", world.read("gift", same_day["id"]), amount=None)
    assert (seen(world, one)["newest"], seen(world, one)["standing"]) == (None, "open")   # what it says is nothing
    assert second["version"] == world.read("gift", second["id"])["version"]
    assert [row["id"] for row in world.list("club", f"newest=10&id={two}").rows] == [two]


def test_the_latest_goes_by_what_a_link_leads_to(world: World) -> None:
    club = world.create("club", name="Bagged")["id"]
    world.create("bag", name="b", items=[{"club": club, "qty": "2"}])
    world.create("bag", name="a", items=[{"club": club, "qty": "3"}, {"club": club, "qty": "4"}])
    world.create("bag", items=[{"club": club, "qty": "9"}])     # a bag without a name comes last
    assert float(str(seen(world, club)["in_bag"])) == 4


def test_any_links_point_too(world: World) -> None:
    club = world.create("club", name="Visited")["id"]
    other = world.create("bag", name="Other")["id"]
    world.create("visit", about={"object": "bag", "id": other}, at="2026-11-03T08:00:00Z")
    visit = world.create("visit", about={"object": "club", "id": club}, at="2026-11-01T08:00:00Z")
    world.create("visit", about={"object": "club", "id": club}, at="2026-11-02T08:00:00Z")
    assert (seen(world, club)["visits"], seen(world, club)["last_visit"]) == (2, "2026-11-02T08:00:00Z")
    world.change("visit", visit, about={"object": "bag", "id": other})
    assert seen(world, club)["kept_visits"] == 1


def test_lines_of_other_records_count_as_long_as_their_owner_lives(world: World) -> None:
    club = world.create("club", name="Sold")["id"]
    bag = world.create("bag", name="Bag", items=[{"club": club, "qty": "2"}, {"club": club, "qty": "3"}, {"qty": "9"}])
    assert float(str(seen(world, club)["sold"])) == 5
    bag = world.change("bag", bag, items=[{"id": bag["items"][1]["id"], "qty": "4"}])
    assert float(str(seen(world, club)["sold"])) == 4
    world.apply("bag", "archive", id=bag["id"])
    assert float(str(seen(world, club)["kept_sold"])) == 0
    world.apply("bag", "restore", id=bag["id"])
    assert float(str(seen(world, club)["kept_sold"])) == 4


def test_the_record_that_says_it_does_not_change(world: World) -> None:
    club = world.create("club", name="Still")
    world.create("gift", club=club["id"], day="2026-11-01", amount="1", state="paid")
    found = seen(world, club["id"])
    assert (found["version"], found["updated_at"], found["kept"]) == (1, club["updated_at"], "1.00")
    changed = world.change("club", club, name="Moved")                    # on version 1, with the rollup as it is now
    assert (changed["version"], changed["kept"], changed["given"]) == (2, "1.00", "1.00")
    assert [row["changes"] for row in world.history("club", club["id"])] == [
        {"name": ["Still", "Moved"], "title": ["Still", "Moved"]}, {"name": [None, "Still"], "top": [None, "100.00"]}]


def test_nobody_writes_it(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.create("club", name="Typed", kept="5", given="5")
    assert faults(refused) == {("/kept", "readonly"), ("/given", "readonly")}


def test_lists_filter_and_sort_by_it_also_through_links_and_conditions(world: World) -> None:
    ids = [world.create("club", name=f"List {amount}")["id"] for amount in ("30", "10", "20")]
    for id, amount in zip(ids, ("30", "10", "20"), strict=True):
        world.create("gift", club=id, day="2026-11-01", amount=amount, state="paid")
    asked = f"name[starts]=List&id[in]={','.join(map(str, ids))}"
    for name in ("given", "kept"):
        rows = world.list("club", f"{asked}&sort=-{name}&{name}[gte]=15&fields=name,{name}").rows
        assert [(row["name"], row[name]) for row in rows] == [("List 30", "30.00"), ("List 20", "20.00")]
        where = world.list("club", asked, where=f"{name} + 1 < top - 75", fields="name").rows
        assert [row["name"] for row in where] == ["List 20", "List 10"]
        gifts = world.list("gift", f"club.{name}=10&club[in]={','.join(map(str, ids))}&fields=club.{name},spare").rows
        assert [(row[f"club.{name}"], row["spare"]) for row in gifts] == [("10.00", "90.00")]
    with pytest.raises(Malformed):
        world.list("club", "given=much")


def test_a_dry_run_leaves_it_alone(world: World) -> None:
    club = world.create("club", name="Dry")["id"]
    world.dry_run("gift", values={"club": club, "day": "2026-11-01", "amount": "1", "state": "paid"})
    assert seen(world, club)["kept"] == "0.00"
