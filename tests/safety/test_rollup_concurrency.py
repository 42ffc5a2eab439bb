"""Sixteen clients make, edit, move and archive what points to a few hot records: every rollup is its recomputation."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dougong.kernel.errors import Conflict
from dougong.records.upkeep.verify import verify
from dougong.records.writing.change import Change
from dougong.records.writing.rollups_settle import flush
from dougong.records.writing.together import apply_together
from dougong.records.writing.unit import perform
from dougong.records.writing.work import Work
from tests.journeys.records.conftest import World, opened, with_system
from tests.journeys.records.rollup_pack import CLUB
from tests.journeys.records.test_rollups import PAIRS

CLIENTS = 16
#: Acts of each client; `make soak` lets them act 500 times.
ROUNDS = 25
CLUBS = 3
DAYS = ("2026-11-01", "2026-11-02", "2027-01-31")


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Clubs and what points to them, on an empty database."""
    yield from opened(database_url, *with_system("club", CLUB))


class Client:
    """One of many who change what points to the clubs; what it made is its own, save the shared gifts."""

    def __init__(self, world: World, clubs: list[int], shared: list[int], deal: int, chance: random.Random) -> None:
        self.world, self.clubs, self.shared, self.deal, self.chance = world, clubs, shared, deal, chance
        self.gifts: list[dict[str, Any]] = []
        self.bags: list[dict[str, Any]] = []
        self.visits: list[dict[str, Any]] = []
        self.takings: list[dict[str, Any]] = []

    @property
    def club(self) -> int | None:
        return self.chance.choice([*self.clubs, None])

    def gift(self) -> dict[str, Any]:
        choice = self.chance.choice
        return {"club": self.club, "day": choice(DAYS), "amount": choice([None, "0.10", "33.35"]),
                "state": choice(["open", "paid"])}

    def act(self) -> None:
        acts: list[Callable[[], None]] = [self.give, self.edit, self.bin, self.touch_shared, self.visit, self.pack,
                                          self.give_many, self.tip, self.take, self.take, self.order]
        self.chance.choice(acts)()

    def give(self) -> None:
        self.gifts.append(self.world.create("gift", **self.gift()))

    def give_many(self) -> None:
        """Several at once, for clubs in any order: the units still lock the clubs in one."""
        context = self.world.context
        apply_together(context, lambda same: same,
                       [Change(object="gift", verb="create", values=self.gift()) for _ in range(4)])

    def edit(self) -> None:
        if self.gifts:
            at = self.chance.randrange(len(self.gifts))
            self.gifts[at] = self.world.change("gift", self.gifts[at], **self.gift())

    def bin(self) -> None:
        if self.gifts:
            gift = self.gifts.pop(self.chance.randrange(len(self.gifts)))
            self.world.apply("gift", "archive", id=gift["id"])
            if self.chance.random() < 0.5:
                self.gifts.append(dict(self.world.apply("gift", "restore", id=gift["id"]).record))

    def touch_shared(self) -> None:
        """Several clients on one record: who comes second is refused, and nothing of it is rolled up."""
        try:
            self.world.change("gift", self.world.read("gift", self.chance.choice(self.shared)), **self.gift())
        except Conflict:
            return

    def visit(self) -> None:
        about = {"object": "club", "id": self.chance.choice(self.clubs)}
        if self.visits and self.chance.random() < 0.5:
            self.visits[-1] = self.world.change("visit", self.visits[-1], about=about)
        else:
            self.visits.append(self.world.create("visit", about=about, at="2026-11-21T08:00:00Z"))

    def tip(self) -> None:
        self.world.create("tip", club=self.club, amount="0.01")

    def take(self) -> None:
        """Of an item of the deal, or of another than before; both the item and its deal follow."""
        items = [line["id"] for line in self.world.read("deal", self.deal)["items"][:2]]       # these are never removed
        if self.takings and self.chance.random() < 0.6:
            self.takings[-1] = self.world.change("taking", self.takings[-1], item=self.chance.choice(items), qty="0.25")
        else:
            self.takings.append(self.world.create("taking", item=self.chance.choice(items), qty="0.5"))

    def order(self) -> None:
        """More items for the deal, or none but the first two: its owner writes it while its items move."""
        record = self.world.read("deal", self.deal)
        kept = [{"id": line["id"]} for line in record["items"][:2]]
        try:
            self.world.change("deal", record, items=[*kept, *({"qty": "7"} for _ in range(self.chance.randrange(3)))])
        except Conflict:
            return

    def pack(self) -> None:
        items = [{"club": self.club, "qty": str(self.chance.randint(1, 9))} for _ in range(3)]
        if self.bags and self.chance.random() < 0.6:
            bag = self.bags[-1]
            kept = [{"id": each["id"], "club": self.club} for each in bag["items"][:1]]
            self.bags[-1] = self.world.change("bag", bag, items=[*kept, *items])
        else:
            self.bags.append(self.world.create("bag", items=items))


def test_every_rollup_is_its_recomputation(world: World) -> None:
    churn(world, ROUNDS)


def churn(world: World, rounds: int) -> None:
    """Let every client act so many times and demand that each rollup, and each formula over one, is right."""
    clubs = [world.create("club", name=f"club {number}")["id"] for number in range(CLUBS)]
    shared = [world.create("gift", club=clubs[0], day=DAYS[0])["id"] for _ in range(2)]
    deal = world.create("deal", items=[{"qty": "900"}, {"qty": "100"}])["id"]
    start = threading.Barrier(CLIENTS)

    def run(number: int) -> None:
        client = Client(world, clubs, shared, deal, random.Random(number))
        start.wait()
        for _ in range(rounds):
            client.act()

    with ThreadPoolExecutor(CLIENTS) as pool:
        for each in [pool.submit(run, number) for number in range(CLIENTS)]:
            each.result()
    records = [world.read("club", id) for id in clubs]
    for record in records:
        assert {kept: record[kept] for _, kept in PAIRS} == {kept: record[fresh] for fresh, kept in PAIRS}
        assert (record["version"], record["updated_at"]) == (1, record["created_at"])
        assert len(world.history("club", record["id"])) == 1
    assert all(record["gifts"] > 0 and record["visits"] > 0 and float(record["sold"]) > 0 for record in records)
    assert list(verify(world.context)) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_is_taken_anew_sees_what_others_have_just_written(world: World) -> None:
    """Nothing but the lock of the record that says it keeps two that take it anew from missing each other."""
    club = world.create("club", name="one")["id"]

    def tip(_number: int) -> None:
        with world.context.database.write(world.context.catalog.number) as session:
            work = Work(world.context, session)
            perform(work, Change(object="tip", verb="create", values={"club": club, "amount": "1"}), careful=False)
            session.many(())
            written.wait(timeout=20)                   # all of them, before the first looks at the sum
            flush(work)
            session.many(())
            time.sleep(0.02)                           # long enough for the others to stand in line
            session.commit()

    for _ in range(2):
        written = threading.Barrier(CLIENTS // 2)
        with ThreadPoolExecutor(CLIENTS // 2) as pool:
            list(pool.map(tip, range(CLIENTS // 2)))
    record = world.read("club", club)
    assert (record["kept_tips"], record["tips"]) == ("16.00", "16.00")
