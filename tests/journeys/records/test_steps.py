"""What steps of plugins may do: five verbs, and further changes in the same transaction."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from dougong.kernel.errors import Conflict, Refused
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.steps import Step
from dougong.records.writing.work import Work
from tests.journeys.records.conftest import World, faults


def keys(draft: Draft) -> list[dict]:
    return [{"ware": row.values["ware"], "place": "A"} for row in draft.lines["lines"] if row.values["ware"]]


def claim(work: Work, draft: Draft) -> None:
    work.claim("stock", keys(draft), make={"qty": Decimal(10)})


def guard(work: Work, draft: Draft) -> None:
    for key, row in zip(keys(draft), draft.lines["lines"], strict=True):
        (stock,) = work.read_locked("stock", [key])
        if stock["qty"] < row.values["qty"]:
            draft.refuse(row.pointer, "conflict")


def deduct(work: Work, draft: Draft) -> None:
    for key, row in zip(keys(draft), draft.lines["lines"], strict=True):
        if not work.change("stock", key, {"qty": -row.values["qty"]}, {"qty": 0}):
            raise Conflict


def is_sale(each) -> bool:
    return each.name == "sale"


STEPS = (Step("claim", "claim", is_sale, claim), Step("guard", "guard", is_sale, guard),
         Step("deduct", "post", is_sale, deduct))


def sell(world: World, ware: int, qty: str) -> bool:
    try:
        client = CLIENTS[id(world.context.database)]
        world.create("sale", client=client, lines=[{"item": "x", "ware": ware, "qty": qty}])
        return True
    except (Conflict, Refused):
        return False


CLIENTS: dict[int, int] = {}


@pytest.fixture
def shop(world: World) -> World:
    CLIENTS[id(world.context.database)] = world.create("client", name=world.name("Client"))["id"]
    return world.with_steps(*STEPS)


def stock(world: World, ware: int) -> list[str]:
    return [row["qty"] for row in world.list("stock", f"ware={ware}&fields=qty").rows]


def test_nothing_is_oversold_by_sixteen_at_once_although_the_first_row_is_made_by_them(shop: World) -> None:
    ware = shop.create("ware", name="Bolt")["id"]
    with ThreadPoolExecutor(16) as pool:
        sold = list(pool.map(lambda _: sell(shop, ware, "1"), range(24)))
    assert sum(sold) == 10
    assert stock(shop, ware) == ["0.000000"]


def test_a_guard_alone_holds_without_a_claim(world: World, shop: World) -> None:
    ware = shop.create("ware", name="Nut")["id"]
    assert sell(shop, ware, "4")
    bare = world.with_steps(STEPS[2])
    with ThreadPoolExecutor(8) as pool:
        sold = list(pool.map(lambda _: sell(bare, ware, "1"), range(12)))
    assert sum(sold) == 6
    assert stock(shop, ware) == ["0.000000"]


def test_many_rows_are_added_in_the_records_own_transaction(world: World) -> None:
    def post(work: Work, draft: Draft) -> None:
        work.add_many("stock", [{"place": f"P{draft.id}/{at}", "qty": Decimal(at)} for at in range(3)])
        if draft.values["name"].startswith("Bad"):
            raise Conflict
    steps = world.with_steps(Step("post", "post", lambda each: each.name == "area", post))
    area = steps.create("area", name=world.name("Good"))
    assert [row["qty"] for row in world.list("stock", f"place[starts]=P{area['id']}/&sort=place").rows] == [
        "0.000000", "1.000000", "2.000000"]
    before = world.list("stock", "count=exact").count
    with pytest.raises(Conflict):
        steps.create("area", name=world.name("Bad"))
    assert world.list("stock", "count=exact").count == before


def test_what_people_may_not_write_the_api_cannot(world: World) -> None:
    from dougong.kernel.errors import Denied

    with pytest.raises(Denied):
        world.create("stock", place="A", qty="1")


def test_a_requested_change_is_made_in_the_same_transaction_and_the_history_says_why(world: World) -> None:
    def ask(work: Work, draft: Draft) -> None:
        if draft.old is not None and not work.chain:
            work.request(Change(object="client", verb="update", id=draft.id, values={"notes": "seen"}, cause="rule"))
    steps = world.with_steps(Step("ask", "outbox", lambda each: each.name == "client", ask))
    client = steps.create("client", name=world.name("Client"))
    steps.change("client", client, level="gold")
    now = world.read("client", client["id"])
    assert (now["level"], now["notes"], now["version"]) == ("gold", "seen", 3)
    assert world.history("client", client["id"])[0]["cause"] == "client.update(rule)"


def test_changes_that_ask_for_each_other_stop_with_their_chain(world: World) -> None:
    def ask(work: Work, draft: Draft) -> None:
        work.request(Change(object="client", verb="update", id=draft.id, cause="loop",
                            values={"notes": f"{len(work.chain)}"}))
    steps = world.with_steps(Step("ask", "outbox", lambda each: each.name == "client", ask))
    name = world.name("Loop")
    with pytest.raises(Conflict) as conflict:
        steps.create("client", name=name)
    assert conflict.value.code == "chain_too_long"
    assert conflict.value.params["chain"].count("client.update(loop)") == 9
    assert world.list("client", name=name).rows == []


def test_a_refused_request_refuses_the_whole_and_shows_the_chain(world: World) -> None:
    def ask(work: Work, draft: Draft) -> None:
        if not work.chain:
            work.request(Change(object="area", verb="create", values={}, cause="rule"))
    steps = world.with_steps(Step("ask", "outbox", lambda each: each.name == "client", ask))
    name = world.name("Whole")
    with pytest.raises(Refused) as refused:
        steps.create("client", name=name)
    assert faults(refused) == {("/name", "required")}
    assert refused.value.params["chain"] == "area.create(rule)"
    assert world.list("client", name=name).rows == []


def test_touched_records_are_told_to_later_steps(world: World) -> None:
    seen = []

    def look(work: Work, draft: Draft) -> None:
        seen.extend((each.object, each.old is None, each.new["name"]) for each in work.touches)
    steps = world.with_steps(Step("look", "roll_up", lambda each: each.name == "client", look))
    name = world.name("Seen")
    steps.create("client", name=name)
    assert seen == [("client", True, name)]


def test_a_key_with_a_null_in_it_finds_its_row(world: World) -> None:
    ware = world.create("ware", name="Null")["id"]

    def post(work: Work, draft: Draft) -> None:
        key = {"ware": ware, "place": None}
        work.claim("stock", [key], make={"qty": Decimal(5)})
        assert work.read_locked("stock", [key])[0]["qty"] == 5
        assert work.change("stock", key, {"qty": -2}, {"qty": 0})
        assert not work.change("stock", key, {"qty": -4}, {"qty": 0})
    steps = world.with_steps(Step("post", "post", lambda each: each.name == "area", post))
    steps.create("area", name=world.name("Area"))
    assert stock(world, ware) == ["3.000000"]
