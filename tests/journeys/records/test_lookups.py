"""Values found elsewhere: by who asks, by key and day, by quantity; frozen once they stand, taken anew with what they
hang on, and never over what somebody typed."""

from dataclasses import replace
from typing import Any

import pytest

from dougong.kernel.errors import Refused
from dougong.records.writing.change import Change
from dougong.records.writing.together import apply_together
from tests.journeys.records.conftest import Packs, World, with_system
from tests.journeys.records.lookup_pack import SHOP
from tests.unit.records.test_waits import Counter, waits


@pytest.fixture(scope="module")
def packs() -> Packs:
    return with_system("shop", SHOP)


class Shop:
    """Coins with rates, a ware in pieces and boxes of twelve, and a buyer with a book of their own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.dollar = self.made("coin", code="USD")
        for day, rate in (("2026-10-01", "7.1"), ("2026-11-10", "7.2"), ("2026-12-01", "7.9")):
            self.made("day_rate", coin=self.dollar, day=day, rate=rate)
        self.piece, self.box = self.made("measure", name="piece"), self.made("measure", name="box")
        self.ware = self.made("ware", name="Drill", measure=self.piece, price="10",
                              packs=[{"measure": self.box, "factor": "12"}])
        self.book = self.made("book", name="Own", prices=[{"ware": self.ware, "price": "9"},
                                                          {"ware": self.ware, "least": "100", "price": "8"}])
        self.buyer = self.made("buyer", name="Own book", coin=self.dollar, book=self.book)

    def made(self, object: str, **values: Any) -> int:
        return int(self.world.create(object, **values)["id"])

    def sold(self, *lines: dict[str, Any], **values: Any) -> dict[str, Any]:
        return self.world.create("sale", **{"buyer": self.buyer, **values},
                                 lines=[{"ware": self.ware, **line} for line in lines])

    def told(self, record: dict[str, Any], **values: Any) -> dict[str, Any]:
        return self.world.change("sale", record, **values)


@pytest.fixture(scope="module")
def here(world: World) -> Shop:
    context = world.context
    return Shop(World(replace(context, actor=replace(context.actor, me={"id": context.actor.id}))))


def says(line: dict[str, Any]) -> tuple[Any, ...]:
    return line["factor"], line["price"], line["last"], line["amount"]


def test_the_rate_is_that_of_the_day_of_the_coin_the_buyer_pays_in(here: Shop) -> None:
    """Today is 21 November: the rate of the 10th holds; before October there is none, and the default stands."""
    assert here.sold()["rate"] == "7.20000000"
    assert here.sold(day="2026-11-10")["rate"] == "7.20000000"
    assert here.sold(day="2026-11-09")["rate"] == "7.10000000"
    assert here.sold(day="2026-09-30")["rate"] == "1.00000000"
    assert here.sold(rate="6.5")["rate"] == "6.50000000"                       # what is typed stands
    assert here.sold(coin=here.made("coin", code="EUR"))["rate"] == "1.00000000"


def test_it_is_taken_anew_with_what_it_hangs_on_and_stands_otherwise(here: Shop) -> None:
    made = here.sold(day="2026-11-09")
    rate = here.made("day_rate", coin=here.dollar, day="2026-11-09", rate="7.15")
    made = here.told(made, state="done")
    assert made["rate"] == "7.10000000"                                        # frozen: nothing it hangs on has changed
    made = here.told(made, day="2026-11-08")
    assert made["rate"] == "7.10000000"
    made = here.told(made, day="2026-11-09")
    assert made["rate"] == "7.15000000"
    here.world.apply("day_rate", "archive", id=rate)
    made = here.told(made, day="2026-11-10", rate="7")
    assert made["rate"] == "7.00000000"                                        # sent along: it stands
    made = here.told(made, day="2026-09-01")
    assert made["rate"] == "1.00000000"                                        # nothing found: as in a new record
    made = here.told(made, day="2026-11-09")
    assert made["rate"] == "7.10000000"                                        # what is in the bin is not found


def test_whoever_acts_finds_the_record_that_speaks_of_them(here: Shop) -> None:
    world = here.world
    branch = here.made("branch", name="North")
    clerk = here.made("clerk", name="Li", account=world.context.actor.id, branch=branch)
    try:
        made = here.sold()
        assert (made["clerk"], made["branch"]) == (clerk, branch)              # and what is copied of it follows
        other = here.made("clerk", name="Wu")
        assert here.sold(clerk=other)["clerk"] == other
        assert here.sold(clerk=None)["clerk"] is None                          # an explicit nothing is something sent
    finally:
        world.change("clerk", world.read("clerk", clerk), account=None)
    assert here.sold()["clerk"] is None


def test_a_price_goes_by_book_unit_and_quantity(here: Shop) -> None:
    """9 apiece, 8 from 100 on; a box is 12, and 9 boxes are 108 pieces: 96 a box."""
    lines = here.sold({"qty": "99"}, {"qty": "100"}, {"qty": "9", "measure": here.box}, {"qty": "1", "price": "7.77"},
                      {"measure": here.box})["lines"]
    assert [says(line)[:2] for line in lines] == [
        ("1.00000000", "9.000000"), ("1.00000000", "8.000000"), ("12.00000000", "96.000000"),
        ("1.00000000", "7.770000"), ("12.00000000", "108.000000")]
    assert [line["source"] for line in lines] == ["book"] * 5
    assert lines[2]["amount"] == "864.00"


def test_the_first_place_that_has_a_value_gives_it_then_the_copy(here: Shop) -> None:
    world = here.world
    early = here.made("book", name="A", level="A", since="2026-01-01",
                      prices=[{"ware": here.ware, "price": "9.5"}])
    plain, graded = here.made("buyer", name="Plain"), here.made("buyer", name="Graded", level="A")
    assert [(line["price"], line["source"]) for line in here.sold({}, buyer=plain)["lines"]] == [("10.000000", "list")]
    assert here.sold({}, buyer=graded)["lines"][0]["price"] == "9.500000"
    here.made("book", name="B", level="A", since="2026-06-01", prices=[{"ware": here.ware, "price": "9.4"}])
    made = here.sold({"qty": "2"}, buyer=graded)
    assert (made["lines"][0]["price"], made["total"]) == ("9.400000", "18.80")
    both = here.made("buyer", name="Both", level="A", book=here.book)
    assert here.sold({}, buyer=both)["lines"][0]["price"] == "9.000000"
    moved = here.told(made, buyer=plain)                                       # another buyer: the line follows
    assert (moved["lines"][0]["price"], moved["lines"][0]["source"], moved["total"]) == ("10.000000", "book", "20.00")
    world.apply("book", "archive", id=early)


def test_what_this_buyer_paid_last_is_told_and_frozen(here: Shop) -> None:
    buyer = here.made("buyer", name="Again")
    first = here.sold({"price": "10"}, buyer=buyer, day="2026-03-01", state="done")
    here.sold({"price": "9.5"}, buyer=buyer, day="2026-03-05")                 # a draft says nothing
    third = here.sold({"price": "11"}, buyer=buyer, day="2026-03-10")
    assert third["lines"][0]["last"] == "10.000000"
    here.world.apply("sale", "archive", id=first["id"])
    assert here.sold({}, buyer=buyer)["lines"][0]["last"] is None              # a line lives as long as its owner
    here.world.apply("sale", "restore", id=first["id"])
    third = here.told(third, lines=[{"id": third["lines"][0]["id"], "qty": "3"}, {"ware": here.ware}])
    assert [line["last"] for line in third["lines"]] == ["10.000000", "10.000000"]


def test_while_one_types_the_preview_says_it(here: Shop) -> None:
    told = here.world.unit.preview(Change(object="sale", verb="create", values={
        "buyer": here.buyer, "day": "2026-11-09", "lines": [{"ware": here.ware, "qty": "100"}, {}]}))
    assert (told.values["rate"], told.values["lines"][0]["price"], told.values["lines"][0]["measure"]) == \
        ("7.10000000", "8.000000", here.piece)
    made = here.sold({"qty": "1"})
    told = here.world.unit.preview(Change(object="sale", verb="update", id=made["id"], version=made["version"], values={
        "lines": [{"id": made["lines"][0]["id"], "qty": "200"}]}))
    assert told.values["lines"][0]["price"] == "8.000000"


def test_what_an_any_link_points_to_can_be_unique_with_others_under_a_condition(here: Shop) -> None:
    """The same id of another object is another record; nothing is not the same as nothing."""
    sale, coin = here.sold()["id"], here.made("coin", code="ABC")
    source = {"object": "sale", "id": sale}
    first = here.world.create("debt", source=source)
    for other in ({"source": source, "part": 2}, {"source": source, "void": True}, {"source": None}, {"source": None},
                  {"source": {"object": "coin", "id": coin}}):
        here.world.create("debt", **other)
    with pytest.raises(Refused) as refused:
        here.world.create("debt", source=source)
    assert {(each.pointer, each.code) for each in refused.value.errors} == {("/source", "unique"), ("/part", "unique")}
    here.world.change("debt", first, void=True)
    again = here.world.create("debt", source=source)
    with pytest.raises(Refused):
        here.world.change("debt", here.world.read("debt", first["id"]), void=False)
    here.world.apply("debt", "archive", id=again["id"])
    here.world.change("debt", here.world.read("debt", first["id"]), void=False)
    with pytest.raises(Refused):
        here.world.apply("debt", "restore", id=again["id"])


def test_many_at_once_find_theirs(here: Shop) -> None:
    changes = [Change(object="sale", verb="create", values={
        "buyer": here.buyer, "day": f"2026-11-{day:02}", "lines": [{"ware": here.ware, "qty": qty}]})
        for day, qty in ((8, "1"), (10, "100"), (8, "150"))]
    done = apply_together(here.world.context, lambda same: same, changes)
    found = [here.world.read("sale", each.id or 0) for each in done]
    assert [(record["rate"], record["lines"][0]["price"]) for record in found] == [
        ("7.10000000", "9.000000"), ("7.20000000", "8.000000"), ("7.10000000", "8.000000")]


@pytest.mark.parametrize("world", ["postgresql"], indirect=True)    # SQLite is in the process: nothing waits
def test_lookups_wait_once_at_most(here: Shop) -> None:
    """A document whose terms are sent waits as often as one without lookups: they go along with its links. Where what
    they read is copied first they wait with the links that were copied; lines of one ware ask once."""
    counter = Counter(here.world.context.database)
    world = World(replace(here.world.context, database=counter))
    lines = [{"ware": here.ware, "measure": here.piece, "qty": str(n), "price": "1", "factor": "1", "last": "1"}
             for n in range(1, 11)]
    sent = {"buyer": here.buyer, "coin": here.dollar, "rate": "1", "clerk": None}
    without = waits(counter, lambda: world.create("sale", **sent, lines=lines))
    assert waits(counter, lambda: world.create("sale", buyer=here.buyer, coin=here.dollar, clerk=None,
                                               lines=lines)) == without
    bare = [{"ware": here.ware, "qty": str(n)} for n in range(1, 11)]
    assert waits(counter, lambda: world.create("sale", **sent, lines=bare)) <= without + 2
    made = world.create("sale", **sent, lines=lines)
    same = waits(counter, lambda: world.change("sale", world.read("sale", made["id"]), state="done"))
    moved = iter(("2026-11-09", "2026-11-10"))
    assert waits(counter, lambda: world.change("sale", world.read("sale", made["id"]), day=next(moved))) <= same + 1
