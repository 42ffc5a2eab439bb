"""What is kept is compared with what it would be now; new rollups begin with what is there already."""

import re
from collections.abc import Iterator, Mapping

import pytest

from dougong import resources
from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import thaw
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.records.plans import Plans
from dougong.records.upkeep import backfill
from dougong.records.upkeep.verify import Difference, verify
from dougong.store import snapshot
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.sql import Statement
from tests.engines import ENGINES, fresh
from tests.journeys.records.conftest import World, opened
from tests.journeys.records.rollup_pack import CLUB

SYSTEM = PackSource.folder(resources.metadata() / "system")
#: The club before anybody thought of keeping sums: `kept` and the formulas over it were computed when read.
KEPT = r"  (kept_(?!room)\w+|last_visit|lately): .*\n|(?<=paid'\"), mode: delta"
EARLIER = {**CLUB, "objects/club.yaml": re.sub(KEPT, "", CLUB["objects/club.yaml"]),
           "objects/gift.yaml": CLUB["objects/gift.yaml"].replace("club.kept_room", "amount * 2")}
LATER = {**CLUB, "objects/gift.yaml": CLUB["objects/gift.yaml"].replace("club.kept_room", "amount * 3")}
#: Bags that are known by their name in small letters, each once.
KEYED = {**EARLIER, "objects/bag.yaml": EARLIER["objects/bag.yaml"].replace("fields:\n", """fields:
  code: {type: text, label: Code, formula: "lower(name)", unique: true}
  long: {type: text, label: Long, formula: "concat(name, '!')", unique: true}
""")}


@pytest.fixture(params=ENGINES)
def earlier(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    sources = (SYSTEM, PackSource.of("club", EARLIER))
    catalog = compile_catalog(sources, registry(), {})
    with fresh(request, tmp_path_factory.mktemp("db")) as address:
        yield from opened(address, sources, catalog)


def applied(world: World, pack: Mapping[str, str] = LATER) -> World:
    """Return the world on the later catalog, with nothing filled in yet."""
    context, database = world.context, world.context.database
    sources = (SYSTEM, PackSource.of("club", pack))
    number = apply(database, plan(database, compile_catalog(sources, registry(), snapshot.uids(database))), sources)
    stored = snapshot.load(database, number)
    assert stored is not None
    catalog = thaw(stored.frozen, registry(), number)
    return World(type(context)(**{name: getattr(context, name) for name in context.__slots__}
                               | {"catalog": catalog, "plans": Plans(catalog, database.dialect)}))


def spoil(world: World, *sql: str) -> None:
    """Alter the database by hand."""
    with world.context.database.write(None) as session:
        for each in sql:
            session.send(Statement(each))
        session.commit()


def test_new_rollups_and_formulas_are_filled_in_after_the_apply(earlier: World) -> None:
    club = earlier.create("club", name="Old")["id"]
    gifts = [earlier.create("gift", club=club, day="2026-11-0" + day, amount="10", state="paid") for day in "12"]
    earlier.apply("gift", "archive", id=gifts[1]["id"])
    held = backfill.before(earlier.context.database)
    world = applied(earlier)
    other = world.create("gift", club=club, day="2026-11-05", amount="1", state="paid")     # before it is filled
    assert world.read("club", club)["given"] == "11.00"
    assert backfill.fill(world.context, held).count > 0
    found = world.read("club", club)
    assert (found["kept"], found["kept_gifts"], found["kept_first"], found["kept_room"]) == \
        ("11.00", 2, "2026-11-01", "89.00")
    assert (found["kept_newest"], found["newest"], found["lately"]) == ("1.00", "1.00", "2.00")
    assert world.context.catalog.objects["club"].fields["room_left"].stored
    assert not earlier.context.catalog.objects["club"].fields["room_left"].stored
    assert world.list("club", f"room_left=89&id={club}").rows != []
    assert found["version"] == 1
    assert [world.read("gift", each["id"])["spare"] for each in (*gifts, other)] == ["30.00", "30.00", "3.00"]
    assert list(verify(world.context)) == []
    assert backfill.fill(world.context, backfill.before(world.context.database)) == backfill.Filled()


def test_what_only_one_may_have_is_the_first_ones_until_people_settle_it(earlier: World) -> None:
    first, other, third = (earlier.create("bag", name=name)["id"] for name in ("Red", "RED", "Blue"))
    held = backfill.before(earlier.context.database)
    world = applied(earlier, KEYED)
    filled = backfill.fill(world.context, held)
    assert filled.left == (Difference("formula", "bag", other, "code", None, "red"),)
    assert [world.read("bag", id)["code"] for id in (first, other, third)] == ["red", None, "blue"]
    assert [world.read("bag", id)["long"] for id in (first, other, third)] == ["Red!", "RED!", "Blue!"]
    assert [each.id for each in verify(world.context)] == [other]
    world.apply("bag", "update", id=other, values={"name": "Green"}, version=1)
    assert list(verify(world.context)) == []


def test_what_is_wrong_is_told_and_mended_save_links(earlier: World) -> None:
    world = applied(earlier)
    club = world.create("club", name="Right")["id"]
    gift = world.create("gift", club=club, day="2026-11-01", amount="10", state="paid")["id"]
    gone = world.create("bag", name="Gone")["id"]
    visit = world.create("visit", about={"object": "bag", "id": gone}, at="2026-11-01T08:00:00Z")["id"]
    assert list(verify(world.context)) == []
    spoil(world, f"update club set kept = 500, kept_first = null where id = {club}",
          f"update gift set spare = 700 where id = {gift}", f"delete from bag where id = {gone}")
    sqlite = world.context.database.dialect == "sqlite"          # which keeps 5.00 as 500
    shown = ("5.00", "7.00") if sqlite else ("500.00", "700.00")
    wrong = [Difference("formula", "gift", gift, "spare", shown[1], "30.00"),
             Difference("rollup", "club", club, "kept", shown[0], "10.00"),
             Difference("rollup", "club", club, "kept_first", None, "2026-11-01"),
             Difference("link", "visit", visit, "about", {"object": "bag", "id": gone}, None),
             Difference("search", "bag", gone, "search row", "Gone", None)]
    assert list(verify(world.context)) == wrong
    assert list(verify(world.context, objects=["club"])) == wrong[1:3]
    assert [each.mended for each in verify(world.context, repair=True)] == [True, True, True, False, True]
    assert list(verify(world.context)) == wrong[3:4]
    assert (world.read("club", club)["version"], world.read("gift", gift)["version"]) == (1, 1)
    assert len(world.history("gift", gift)) == 1


def test_live_records_that_point_into_the_bin_are_told(earlier: World) -> None:
    world = applied(earlier)
    club, bag = world.create("club", name="Away")["id"], world.create("bag", name="Away")["id"]
    gift = world.create("gift", club=club, day="2026-11-01")["id"]
    binned = world.create("gift", club=club, day="2026-11-02")["id"]
    world.apply("gift", "archive", id=binned)
    item = world.create("bag", items=[{"club": club, "qty": "1"}])["items"][0]["id"]
    visit = world.create("visit", about={"object": "bag", "id": bag}, at="2026-11-01T08:00:00Z")["id"]
    then = "1" if world.context.database.dialect == "sqlite" else "now()"
    spoil(world, f"update club set archived_at = {then} where id = {club}",
          f"update bag set archived_at = {then} where id = {bag}")
    told = sorted((each.what, each.object, each.id, each.field, str(each.stored)) for each in verify(world.context)
                  if each.what == "link")
    assert told == [
        ("link", "bag_item", item, "club", str({"object": "club", "id": club})),
        ("link", "gift", gift, "club", str({"object": "club", "id": club})),
        ("link", "visit", visit, "about", str({"object": "bag", "id": bag}))]
