"""Putting values of a version back, erasing them for good, and emptying the bin."""

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from dougong.kernel.errors import Conflict, Missing, Refused
from dougong.records.asof.record import read_then
from dougong.records.asof.version import putting_back, seen_at
from dougong.records.upkeep.bin import purge_bin
from tests.journeys.records.conftest import NOW, World, faults

DAY = timedelta(days=1)


def later(world: World, days: int) -> World:
    now = NOW + days * DAY
    return World(replace(world.context, now=now, today=now.date()))


def put_back(world: World, object: str, id: int, version: int, *fields: str):
    return world.unit.apply(putting_back(world.context, object, id, version, fields)).record


def test_a_value_of_a_version_is_put_back_as_an_ordinary_change(world: World) -> None:
    client = world.create("client", name=world.name("Client"), level="gold", credit="5.00", tags=["a"])
    changed = world.change("client", client, level="silver", credit="9.00", tags=["b"])
    back = put_back(world, "client", changed["id"], 1, "level", "tags")
    assert (back["level"], back["credit"], back["tags"], back["version"]) == ("gold", "9.00", ["a"], 3)
    entry = world.history("client", client["id"])[0]
    assert (entry["changes"]["level"], entry["cause"]) == (["silver", "gold"], "restore_values 1")


def test_lines_of_a_version_are_put_back_and_those_that_went_are_new_again(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    sale = world.create("sale", client=client["id"], lines=[
        {"item": "a", "qty": "1", "price": "2"}, {"item": "b", "qty": "3", "price": "4"}])
    a, b = (line["id"] for line in sale["lines"])
    world.change("sale", sale, lines=[{"id": b, "qty": "5"}, {"item": "c", "qty": "1", "price": "1"}])
    back = put_back(world, "sale", sale["id"], 1, "lines")
    assert [(line["item"], line["qty"], line["line_no"]) for line in back["lines"]] == [
        ("a", "1.000000", 1), ("b", "3.000000", 2)]
    assert back["lines"][1]["id"] == b
    assert back["lines"][0]["id"] != a
    assert back["net"] == "14.00"                                                  # 1 × 2 + 3 × 4


def test_what_nobody_may_write_and_versions_there_are_not_are_refused(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    sale = world.create("sale", client=client["id"])
    with pytest.raises(Refused) as refused:
        putting_back(world.context, "sale", sale["id"], 1, ("net", "day", "nothing", "version"))
    assert faults(refused) == {(f"/fields/{at}", "restore_values_field") for at in (0, 2, 3)}
    for version in (0, 2, -1):
        with pytest.raises(Missing):
            putting_back(world.context, "sale", sale["id"], version, ("day",))


def test_a_version_shows_what_it_held(world: World) -> None:
    client = world.create("client", name=world.name("Client"), notes="first")
    world.change("client", client, notes="second")
    assert (seen_at(world.context, "client", client["id"], 1)["notes"],
            seen_at(world.context, "client", client["id"], 2)["notes"]) == ("first", "second")


def erase(world: World, object: str, id: int, *fields: str):
    return world.apply(object, "erase", id=id, cause="erase: asked by the person",
                       values={"fields": list(fields), "reason": "asked by the person"}).record


def rows(world: World, table: str) -> list[tuple]:
    from dougong.store.sql import Statement
    with world.context.database.read() as session:
        return session.rows(Statement(f"select * from {table}"))


def test_erased_values_are_nowhere_and_the_fact_stays(world: World) -> None:
    secret = world.name("Zaphod Beeblebrox")
    client = dict(world.apply("client", values={"name": secret, "notes": "x"}, key=world.name("k")).record)
    other = world.name("Trillian")
    world.change("client", client, name=other, credit="3.00")
    erased = erase(world, "client", client["id"], "name")
    assert (erased["name"], erased["title"], erased["credit"], erased["version"]) == (None, "", "3.00", 3)
    past = world.history("client", client["id"])
    assert [entry["changes"].get("name") for entry in past] == [[None, None]] * 3
    assert (past[0]["cause"], past[1]["changes"]["credit"]) == ("erase: asked by the person", ["0.00", "3.00"])
    for table in ("client", "dg_history", "dg_idempotency"):
        assert not any(name in str(row) for row in rows(world, table) for name in (secret, other)), table
    assert read_then(world.context, "client", client["id"], NOW)["name"] is None


def test_values_of_lines_are_erased_in_all_of_them_also_those_that_went(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    first, second = world.name("Ford"), world.name("Arthur")
    sale = world.create("sale", client=client["id"], lines=[
        {"item": first, "qty": "1"}, {"item": second, "qty": "2"}])
    world.change("sale", sale, lines=[{"id": sale["lines"][1]["id"]}])
    world.apply("sale", "archive", id=sale["id"])
    erased = erase(world, "sale", sale["id"], "lines.item")
    assert [(line["item"], line["qty"]) for line in erased["lines"]] == [(None, "2.000000")]
    for table in ("sale_line", "dg_history"):
        assert not any(name in str(row) for row in rows(world, table) for name in (first, second)), table


def test_only_fields_people_write_can_be_erased(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    sale = world.create("sale", client=client["id"])
    with pytest.raises(Refused) as refused:
        erase(world, "sale", sale["id"], "net", "lines", "lines.amount", "nothing", "created_by", "lines.nothing")
    assert faults(refused) == {(f"/fields/{at}", "erase_field") for at in range(6)}


def test_the_bin_is_emptied_of_what_is_old_and_of_what_nothing_points_to(world: World) -> None:
    old, held, fresh, live = (world.create("client", name=world.name("Client")) for _ in range(4))
    gone = world.create("sale", client=held["id"], watchers=[held["id"]], lines=[{"item": "a", "qty": "1"}])
    for object, record in (("sale", gone), ("client", old), ("client", held)):
        world.apply(object, "archive", id=record["id"])
    later(world, 20).apply("client", "archive", id=fresh["id"])
    world = later(world, 30)
    done = {each.object: each for each in purge_bin(world.unit, NOW + 10 * DAY, "purge-bin --older-than 20")}
    assert done["client"].gone >= 2                    # other tests leave records in the bin, too
    assert done["sale"].gone >= 1
    for object, record in (("sale", gone), ("client", old), ("client", held)):
        with pytest.raises(Missing):
            world.read(object, record["id"])
    assert world.read("client", fresh["id"])["archived_at"] is not None
    assert world.read("client", live["id"])["archived_at"] is None
    uid = world.context.object("client").uid
    entries = [row for row in rows(world, "dg_history") if row[1:3] == (uid, old["id"]) and "purge-bin" in str(row[7])]
    assert [orjson.loads(row[10]) if isinstance(row[10], str) else row[10] for row in entries] == [{}]
    assert not any(old["name"] in str(row) for row in rows(world, "dg_history"))


def test_what_a_live_record_points_to_stays_in_the_bin(world: World) -> None:
    ware = world.create("ware", name=world.name("Ware"))
    world.apply("ware", "archive", id=ware["id"])
    with pytest.raises(Conflict) as conflict:
        live = world.create("ware", name=world.name("Ware"))
        world.apply("ware", "purge", id=live["id"])
    assert conflict.value.code == "purge_live"
    with pytest.raises(Missing):
        world.apply("ware", "purge", id=999_999)


def test_a_link_of_two_columns_reads_back_in_its_place(world: World) -> None:
    ware = world.create("ware", name=world.name("Ware"))
    memo = world.create("memo", about={"object": "ware", "id": ware["id"]}, text="a")
    world.change("memo", memo, text="b", about=None)
    then = read_then(world.context, "memo", memo["id"], NOW)
    assert orjson.dumps(then) == orjson.dumps(world.read("memo", memo["id"]))
    later(world, 1).change("memo", world.read("memo", memo["id"]), about={"object": "ware", "id": ware["id"]}, text="c")
    before = orjson.dumps(then)
    assert orjson.dumps(read_then(later(world, 2).context, "memo", memo["id"], NOW)) == before
