"""Formulas over kept rollups are kept, too: they follow in the unit that moves the rollup, and leave no trace."""

from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dougong.kernel.errors import Refused
from dougong.records.asof.record import read_then
from dougong.records.asof.version import seen_at
from dougong.records.upkeep.verify import verify
from dougong.store.sql import Statement
from tests.journeys.records.conftest import NOW, Packs, World, with_system
from tests.journeys.records.rollup_pack import CLUB
from tests.journeys.records.test_asof import SECOND, Tape


@pytest.fixture(scope="module")
def packs() -> Packs:
    return with_system("club", CLUB)


def column(world: World, table: str, name: str, id: int) -> Any:
    """Return what the table holds, past all that computes."""
    with world.context.database.read() as session:
        (value,), = session.rows(Statement(f"select {name} from {table} where id = {id}"))
    return value


def test_they_are_columns_that_move_with_the_rollup(world: World) -> None:
    club = world.create("club", name="Kept")
    assert (club["kept_room"], club["room_left"], club["mood"]) == ("100.00", "100.00", "open")
    gift = world.create("gift", club=club["id"], day="2026-11-01", amount="40", state="paid")
    found = world.read("club", club["id"])
    assert (found["kept_room"], found["room_left"], found["mood"]) == ("60.00", "60.00", "open")
    assert column(world, "club", "mood", club["id"]) == "open"
    world.change("gift", gift, amount="100")
    found = world.read("club", club["id"])
    assert (found["kept_room"], found["mood"], found["version"], found["updated_at"]) == (
        "0.00", "full", 1, club["updated_at"])
    assert column(world, "club", "mood", club["id"]) == "full"
    assert list(verify(world.context)) == [], "search does not say that it is open"
    assert [row["id"] for row in world.list("club", f"mood=full&id={club['id']}").rows] == [club["id"]]
    changed = world.change("club", found, top="300")
    assert (changed["kept_room"], changed["room_left"], changed["mood"]) == ("200.00", "66.67", "open")
    entries = [row["changes"] for row in world.history("club", club["id"])]
    assert entries[0] == {"top": ["100.00", "300.00"]}, "what moves by itself is no edit"
    assert seen_at(world.context, "club", club["id"], 1).keys().isdisjoint({"kept", "kept_room", "mood", "room"})


def test_lines_and_their_owner_follow(world: World) -> None:
    deal = world.create("deal", name="Deal", items=[{"qty": "5"}, {"qty": "3"}])
    assert (float(deal["open"]), deal["done"]) == (8, False)
    first, second = (line["id"] for line in deal["items"])
    world.create("taking", item=first, qty="4")
    took = world.create("taking", item=second, qty="1")
    found = world.read("deal", deal["id"])
    assert [(float(line["taken"]), float(line["left"]), float(line["last"])) for line in found["items"]] == [
        (4, 1, 4), (1, 2, 1)]
    assert (float(found["open"]), found["done"], float(found["size"]), found["version"]) == (3, False, 8, 1)
    world.change("taking", took, item=first)                       # from one line to another
    found = world.read("deal", deal["id"])
    assert [float(line["left"]) for line in found["items"]] == [0, 3]
    found = world.change("deal", found, items=[{"id": first}])     # and the line with the rest goes
    assert (float(found["open"]), found["done"], found["version"]) == (0, True, 2)
    world.apply("taking", "archive", id=took["id"])
    found = world.read("deal", deal["id"])
    assert (float(found["open"]), found["done"], found["version"]) == (1, False, 2)
    assert list(verify(world.context)) == []


def test_what_is_wrong_with_them_is_told_and_mended(world: World) -> None:
    deal = world.create("deal", name="Spoilt", items=[{"qty": "5"}])
    line = deal["items"][0]["id"]
    world.create("taking", item=line, qty="2")
    one = "1000000" if world.context.database.dialect == "sqlite" else "1"
    with world.context.database.write(None) as session:
        session.send(Statement(f"update deal_item set taken = {one}, {'left'!r} = 9 * {one} where id = {line}".replace(
            "'left'", '"left"')))
        session.send(Statement(f"update deal set open = {one} where id = {deal['id']}"))
        session.commit()
    told = {(each.what, each.object, each.field, float(each.stored), float(each.right))
            for each in verify(world.context)}
    assert told == {("formula", "deal", "open", 1, 3), ("rollup", "deal_item", "taken", 1, 2),
                    ("formula", "deal_item", "left", 9, 3)}
    assert all(each.mended for each in verify(world.context, repair=True))
    assert list(verify(world.context)) == []
    assert float(world.read("deal", deal["id"])["open"]) == 3


def test_a_formula_that_no_longer_fits_is_refused(world: World) -> None:
    club = world.create("club", name="Tiny", top="0.01")["id"]
    with pytest.raises(Refused) as refused:
        world.create("gift", club=club, day="2026-11-01", amount="9999999999999999.00", state="paid")
    assert refused.value.code == "overflow"
    assert world.read("club", club)["kept"] == "0.00"


MONEY = st.sampled_from(["0", "1", "33.33", "100", "-7.5"])
ACTS = st.one_of(
    st.tuples(st.just("give"), st.fixed_dictionaries({"amount": MONEY, "club": st.integers(0, 1)}, optional={
        "state": st.sampled_from(["open", "paid"]), "day": st.sampled_from(["2026-11-01", "2026-12-24"])})),
    st.tuples(st.just("again"), st.fixed_dictionaries({}, optional={
        "amount": MONEY, "club": st.integers(0, 1), "state": st.sampled_from(["open", "paid"])})),
    st.tuples(st.just("bin"), st.tuples(st.sampled_from(["archive", "restore"]), st.integers(0, 1))),
    st.tuples(st.just("top"), MONEY),
    st.tuples(st.sampled_from(["bag", "take"]), st.integers(0, 2)),
    st.tuples(st.just("items"), st.lists(st.sampled_from(["old", "2", "5"]), max_size=3)))

QUESTIONS = ("club?sort=-kept_room,name&count=exact", "club?kept_room[lt]=100&fields=name,kept,kept_room,mood",
             "deal?fields=name,open,done,size,free,club.kept_room&titles=1&sort=open", "club?where=kept_room < top - 1",
             "gift?club.mood=open&fields=amount,spare,club.kept&sort=-spare",
             "club?room[gte]=0&sort=room_left,-overdue")


def give(tape: Tape, made: dict[str, list[int]], what: dict[str, Any]) -> None:
    values = {"day": "2026-11-02", **what, "club": made["club"][what["club"]]}
    made["gift"].append(tape.create("gift", **values) or 0)


def again(tape: Tape, made: dict[str, list[int]], what: dict[str, Any]) -> None:
    values = {**what, **({"club": made["club"][what["club"]]} if "club" in what else {})}
    for gift in made["gift"][-1:]:
        tape.do(lambda world, gift=gift: world.change("gift", world.read("gift", gift), **values))


def put_away(tape: Tape, made: dict[str, list[int]], what: tuple[str, int]) -> None:
    for gift in made["gift"][what[1]:what[1] + 1]:
        tape.do(lambda world, gift=gift: world.apply("gift", what[0], id=gift))


def take(tape: Tape, made: dict[str, list[int]], what: int) -> None:
    items = tape.world.read("deal", made["deal"][0])["items"]
    for item in items[what:what + 1]:
        tape.create("taking", item=item["id"], qty="1.5")


def relined(tape: Tape, made: dict[str, list[int]], what: list[str]) -> None:
    record = tape.world.read("deal", made["deal"][0])
    old = [{"id": line["id"]} for line in record["items"]][:what.count("old")]
    items = [*old, *({"qty": each} for each in what if each != "old")]
    tape.do(lambda world: world.change("deal", record, items=items))


DO = {"give": give, "again": again, "bin": put_away, "take": take, "items": relined,
      "top": lambda tape, made, what: tape.do(
          lambda world: world.change("club", world.read("club", made["club"][0]), top=what)),
      "bag": lambda tape, made, what: tape.create(
          "bag", name="Bag", items=[{"club": made["club"][what % 2], "qty": str(what)}])}


def answers(tape: Tape, as_of: str = "") -> list[bytes]:
    found = []
    for question in QUESTIONS:
        object, _, asked = question.partition("?")
        page = tape.world.list(object, asked + as_of)
        found.append(orjson.dumps([page.rows, page.count, page.next is None]))
    return found


@settings(max_examples=8, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.lists(ACTS, min_size=1, max_size=7))
def test_records_and_lists_of_then_say_what_was_said_then(world: World, acts: list[tuple[str, Any]]) -> None:
    tape = Tape(World(replace(world.context, now=begun(world))))
    tape.base = begun(world)
    clubs = [tape.create("club", name=world.name("Club")) or 0 for _ in range(2)]
    deal = tape.create("deal", name="Deal", club=clubs[0], items=[{"qty": "5"}, {"qty": "3"}]) or 0
    made = {"club": clubs, "deal": [deal], "gift": []}
    told = []
    for kind, what in acts:
        DO[kind](tape, made, what)
        told.append((tape.now, answers(tape)))
    tape.check()
    for at, expected in told:
        found = answers(tape, f"&as_of={at.isoformat().replace('+00:00', 'Z')}")
        assert found == expected
    BEGUN[id(world)] = tape.now + SECOND
    assert list(verify(world.context)) == []


#: Lists look at every record there is: each example begins when the one before it has ended.
BEGUN: dict[int, Any] = {}


def begun(world: World) -> Any:
    return BEGUN.get(id(world), NOW + 30 * 86400 * SECOND)


def test_links_of_then_lead_to_what_was_said_there(world: World) -> None:
    tape = Tape(world)
    club = tape.create("club", name="Linked")
    deal = tape.create("deal", name="Deal", club=club)
    before = tape.now
    assert tape.world.read("deal", deal or 0)["free"] == "200.00"                    # 100 - 0, twice
    tape.create("gift", club=club, day="2026-11-01", amount="30", state="paid")
    assert tape.world.read("deal", deal or 0)["free"] == "140.00"
    assert read_then(tape.world.context, "deal", deal or 0, before)["free"] == "200.00"


def test_a_list_of_then_says_the_rollups_of_then(world: World) -> None:
    tape = Tape(world)
    club = tape.create("club", name="Then")
    before = tape.now.isoformat().replace("+00:00", "Z")
    tape.create("gift", club=club, day="2026-11-01", amount="30", state="paid")
    (now,) = tape.world.list("club", f"id={club}&fields=kept,kept_room,room").rows
    (then,) = tape.world.list("club", f"id={club}&fields=kept,kept_room,room&kept_room=100&as_of={before}").rows
    assert (now["kept"], now["kept_room"], now["room"]) == ("30.00", "70.00", "70.00")
    assert (then["kept"], then["kept_room"], then["room"]) == ("0.00", "100.00", "100.00")
