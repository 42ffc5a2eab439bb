"""How often each call waits for the database; the sign-in's one statement comes on top (design.md 15)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from dougong.records.search.rebuild import rebuild
from dougong.records.writing.change import Change
from tests.journeys.records.conftest import World, packs, world  # noqa: F401 - fixtures
from tests.journeys.records.test_numbers import POSTING

# SQLite is in the process: there are no waits to save
pytestmark = pytest.mark.parametrize("world", ["postgresql"], indirect=True)


class Counter:
    """A database that adds up the waits of its sessions."""

    def __init__(self, database) -> None:
        self._database, self.waits = database, 0

    def __getattr__(self, name):
        return getattr(self._database, name)

    @contextmanager
    def read(self) -> Iterator:
        with self._database.read() as session:
            yield session
            self.waits += session.waits

    @contextmanager
    def write(self, fence) -> Iterator:
        with self._database.write(fence) as session:
            yield session
            self.waits += session.waits


@pytest.fixture
def counted(world: World):  # noqa: F811 - the fixture
    counter = Counter(world.context.database)
    return World(replace(world.context, database=counter)), counter


def waits(counter: Counter, act) -> int:
    act()                                     # builds statements, takes blocks of ids and numbers
    before = counter.waits
    act()
    return counter.waits - before


def test_calls_wait_no_more_than_promised(counted) -> None:
    world, counter = counted  # noqa: F811
    assert all(done.count < 1000 for done in rebuild(world.context))
    quiet = world.with_steps(*POSTING)
    client = world.create("client", name=world.name("Client"))
    area = world.create("area", name=world.name("Area"))["id"]
    sale = world.create("sale", client=client["id"], lines=[{"item": "a", "qty": "1"}] * 10)
    ten = [{"item": "a", "qty": "1", "price": "2"}] * 10
    found = {
        "create": waits(counter, lambda: quiet.create("area", name=world.name("Area"))),
        "create with a key": waits(counter, lambda: world.unit.apply(Change(
            object="area", verb="create", values={"name": (name := world.name("Area"))}, key=name))),
        "create with a link": waits(counter, lambda: world.create("client", name=world.name("C"), area=area)),
        "document of ten lines": waits(counter, lambda: quiet.create("sale", client=client["id"], lines=ten)),
        "update": waits(counter, lambda: quiet.change(
            "client", world.read("client", client["id"]), credit=world.name("").strip())) - 1,      # less the reading
        "update of ten lines": waits(counter, lambda: quiet.change(
            "sale", (now := world.read("sale", sale["id"])),
            lines=[{"id": line["id"], "qty": world.name("").strip()} for line in now["lines"]])) - 1,
        "read": waits(counter, lambda: world.read("client", client["id"])),
        "read with lines, formulas and titles": waits(counter, lambda: world.read("sale", sale["id"], titles=True)),
        "list": waits(counter, lambda: world.list("sale", "sort=-day&titles=1&count=exact&limit=1")),
        "list that ends before its page": waits(counter, lambda: world.list("sale", "sort=-day")),
        "list, next page": waits(counter, lambda: world.list("client", "sort=name&limit=1&cursor=" + str(
            world.list("client", "sort=name&limit=1").next))) - 1,
        "list, searched": waits(counter, lambda: world.list("client", q="Client", limit="1")),
        "list, expanded": waits(counter, lambda: world.list("sale", "expand=client,lines")),
    }
    assert found == {
        "create": 1, "create with a key": 1, "create with a link": 1, "document of ten lines": 2, "update": 2,
        "update of ten lines": 2, "read": 1, "read with lines, formulas and titles": 1, "list": 1,
        "list that ends before its page": 2, "list, next page": 1, "list, searched": 1, "list, expanded": 2}
