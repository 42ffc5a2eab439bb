"""What GET answered at a moment gone by: the same bytes, whatever happened since."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dougong.kernel.errors import AppError, Malformed, Missing, Refused
from dougong.records.asof.moment import moment_of
from dougong.records.asof.record import read_then
from tests.journeys.records.conftest import NOW, World

SECOND = timedelta(seconds=1)


class Tape:
    """A world in which every change has a second of its own, and what GET answered after it."""

    def __init__(self, world: World) -> None:
        self.first = world
        self.base = NOW
        self.ticks = 0
        self.seen: dict[tuple[str, int], list[tuple[Any, bytes | None]]] = {}

    @property
    def now(self) -> Any:
        return self.base + self.ticks * SECOND

    @property
    def world(self) -> World:
        """The world now."""
        return World(replace(self.first.context, now=self.now, today=self.now.date()))

    def do(self, act: Callable[[World], Any]) -> Any:
        """Let a second pass, act, and note what every record known reads as."""
        self.ticks += 1
        try:
            made = act(self.world)
        except AppError:
            made = None
        self.note()
        return made

    def create(self, object: str, **values: Any) -> int | None:
        made = self.do(lambda world: world.create(object, **values))
        if made is None:
            return None
        self.seen[object, made["id"]] = [(self.now - SECOND, None)]
        self.note()
        return int(made["id"])

    def note(self) -> None:
        for (object, id), tape in self.seen.items():
            tape.append((self.now, orjson.dumps(self.world.read(object, id))))

    def check(self) -> None:
        self.ticks += 1
        for (object, id), tape in self.seen.items():
            for at, told in tape:
                assert self.then(object, id, at) == told, (object, id, at)

    def then(self, object: str, id: int, at: Any) -> bytes | None:
        try:
            return orjson.dumps(read_then(self.world.context, object, id, at))
        except Missing as missing:
            return None if missing.code == "as_of_before" else missing.code.encode()


NAMES = st.sampled_from(["north", "south", "east"])
LINE = st.fixed_dictionaries({"item": st.sampled_from(["bolt", "nut"]), "qty": st.sampled_from(["1", "2.5"]),
                              "price": st.sampled_from(["1", "3.3"])})
SALE = {"rate": st.sampled_from(["1", "2.5"]), "discount": st.sampled_from(["0", "20"]),
        "reason": st.sampled_from([None, "old friend"]), "hint": st.sampled_from([None, "soft"]),
        "reference": st.sampled_from([None, "A", "B"]), "due": st.sampled_from([None, "2026-12-24"]),
        "watchers": st.sampled_from(["none", "one", "both"]), "about": st.booleans(), "client": st.integers(0, 1)}
ACTS = st.one_of(
    st.tuples(st.just("sale"), st.fixed_dictionaries({}, optional=SALE)),
    st.tuples(st.just("lines"), st.lists(st.one_of(LINE, st.integers(0, 3)), max_size=4)),
    st.tuples(st.just("client"), st.fixed_dictionaries({}, optional={
        "level": st.sampled_from(["gold", "silver"]), "credit": st.sampled_from(["0", "7.50"]), "name": NAMES,
        "tags": st.sampled_from([[], ["a", "b"]])})),
    st.tuples(st.sampled_from(["archive", "restore"]), st.none()))


def act_on(tape: Tape, sale: int, clients: list[int], kind: str, what: Any) -> None:
    """Do one random thing; what is refused changes nothing."""
    if kind in ("archive", "restore"):
        tape.do(lambda world: world.apply("sale", kind, id=sale))
    elif kind == "client":
        values = {**what, **({"name": f"{what['name']} {tape.ticks}"} if "name" in what else {})}
        tape.do(lambda world: world.change("client", world.read("client", clients[0]), **values))
    elif kind == "lines":
        def relined(world: World) -> Any:
            record = world.read("sale", sale)
            old = [{"id": line["id"]} for line in record["lines"]]
            lines = [each if isinstance(each, dict) else old[each] for each in what
                     if isinstance(each, dict) or each < len(old)]
            return world.change("sale", record, lines=lines)
        tape.do(relined)
    else:
        values = dict(what)
        if "watchers" in values:
            values["watchers"] = {"none": [], "one": clients[:1], "both": clients}[values["watchers"]]
        if "about" in values:
            values["about"] = {"object": "client", "id": clients[1]} if values["about"] else None
        if "client" in values:
            values["client"] = clients[values["client"]]
        tape.do(lambda world: world.change("sale", world.read("sale", sale), **values))


@settings(max_examples=15, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.lists(ACTS, min_size=1, max_size=8), lines=st.lists(LINE, max_size=3))
def test_any_history_reads_back_byte_for_byte(world: World, acts, lines) -> None:
    tape = Tape(world)
    clients = [tape.create("client", name=world.name("Client"), credit="100") for _ in range(2)]
    sale = tape.create("sale", client=clients[0], lines=lines)
    assert sale is not None
    for kind, what in acts:
        act_on(tape, sale, clients, kind, what)
    tape.check()


def test_a_record_of_then_has_the_lines_of_then_in_their_order(world: World) -> None:
    tape = Tape(world)
    client = tape.create("client", name=world.name("Client"))
    sale = tape.create("sale", client=client, lines=[
        {"item": "a", "qty": "1", "price": "2"}, {"item": "b", "qty": "3", "price": "4"}])
    made = tape.now
    lines = tape.world.read("sale", sale)["lines"]
    tape.do(lambda world: world.apply("sale", "update", id=sale, version=1, values={
        "lines": [{"item": "c", "qty": "9", "price": "9"}, {"id": lines[1]["id"]}]}))
    tape.do(lambda world: world.apply("sale", "archive", id=sale))
    then = read_then(tape.world.context, "sale", sale, made)
    assert [(line["id"], line["item"], line["line_no"]) for line in then["lines"]] == [
        (lines[0]["id"], "a", 1), (lines[1]["id"], "b", 2)]
    assert (then["net"], then["version"], then["archived_at"]) == ("14.00", 1, None)        # 1 × 2 + 3 × 4


def test_formulas_of_then_look_at_the_links_and_the_day_of_then(world: World) -> None:
    tape = Tape(world)
    client = tape.create("client", name=world.name("Client"), level="gold")
    sale = tape.create("sale", client=client, due="2026-11-25")
    made = tape.now
    tape.do(lambda world: world.change("client", world.read("client", client), level="silver"))
    later = World(replace(world.context, now=NOW + timedelta(days=3), today=(NOW + timedelta(days=3)).date()))
    assert (later.read("sale", sale)["level"], later.read("sale", sale)["left"]) == ("silver", 1)
    then = read_then(later.context, "sale", sale, made)
    assert (then["level"], then["left"]) == ("gold", 4)                                     # 21 to 25 November


@pytest.mark.parametrize(("text", "code"), [
    ("2026-11-21", "as_of_moment"), ("2026-11-21T08:30:00", "as_of_moment"), ("now", "as_of_moment"),
    ("2026-02-30T08:30:00Z", "as_of_moment"), ("0001-01-01T00:00:00+14:00", "as_of_moment"),
    ("2026-11-21T08:30:00.000001Z", "as_of_future")])
def test_a_moment_is_a_moment_that_has_been(world: World, text: str, code: str) -> None:
    with pytest.raises((Malformed, Refused)) as malformed:
        moment_of(world.context, text)
    assert malformed.value.code == code


@pytest.mark.parametrize("text", ["2026-11-21T16:30+08:00", "2026-11-21T16:30:00 08:00", "2026-11-21t08:30:00.0z"])
def test_a_moment_may_be_said_in_any_zone(world: World, text: str) -> None:
    assert moment_of(world.context, text) == NOW


@pytest.mark.parametrize("object", ["stock", "sale_line"])
def test_what_keeps_no_history_of_its_own_says_so(world: World, object: str) -> None:
    with pytest.raises(Malformed):
        read_then(world.context, object, 1, NOW)


QUESTIONS = ("", "sort=-total,number&titles=1&count=exact", "client.level=gold&sort=client,-id", "archived=1",
             "where=net > 3&fields=number,net,level,left,room,watchers", "reference=A&sort=reference",
             "due[null]=1&sort=title&count=capped&limit=1")


@settings(max_examples=6, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.lists(ACTS, min_size=1, max_size=6), lines=st.lists(LINE, max_size=3))
def test_any_list_reads_back_as_it_was(world: World, acts, lines) -> None:
    tape = Tape(World(replace(world.context, now=world_time(world))))
    tape.base = world_time(world)
    clients = [tape.create("client", name=world.name("Client"), credit="100") for _ in range(2)]
    sales = [tape.create("sale", client=client, lines=lines) for client in clients]
    told: list[tuple[Any, list[Any]]] = []
    for at, (kind, what) in enumerate(acts):
        act_on(tape, sales[at % 2], clients, kind, what)
        told.append((tape.now, [answer(tape.world, question) for question in QUESTIONS]))
    tape.ticks += 1
    for at, answers in told:
        for question, expected in zip(QUESTIONS, answers, strict=True):
            found = answer(tape.world, f"{question}&as_of={at.isoformat().replace('+00:00', 'Z')}")
            assert found == expected, question
    advance(world, tape.now)


#: Lists look at every record there is: each example begins when the one before it has ended.
ENDED: dict[int, Any] = {}


def world_time(world: World) -> Any:
    return ENDED.get(id(world), NOW + timedelta(days=30))


def advance(world: World, now: Any) -> None:
    ENDED[id(world)] = now + SECOND


def answer(world: World, question: str) -> bytes:
    page = world.list("sale", question)
    return orjson.dumps([page.rows, page.count, page.capped, page.next is None])


def test_a_list_of_then_goes_on_page_by_page(world: World) -> None:
    later = NOW + timedelta(days=60)
    tape = Tape(world)
    tape.base = later
    name = world.name("Page")
    ids = [tape.create("client", name=f"{name} {at}", credit=str(at)) for at in range(5)]
    at = tape.now.isoformat().replace("+00:00", "Z")
    for id in ids[:3]:
        tape.do(lambda world, id=id: world.change("client", world.read("client", id), credit="99"))
    tape.create("client", name=f"{name} 9", credit="0")
    question = f"name[starts]={name} &sort=-credit&limit=2&as_of={at}"
    first = tape.world.list("client", question)
    rest = tape.world.list("client", question, cursor=first.next)
    last = tape.world.list("client", question, cursor=rest.next)
    found = [row["credit"] for page in (first, rest, last) for row in page.rows]
    assert (found, last.next) == (["4.00", "3.00", "2.00", "1.00", "0.00"], None)
    with pytest.raises(Malformed):
        tape.world.list("client", f"name[starts]={name} &sort=-credit&limit=2", cursor=first.next)


@pytest.mark.parametrize(("question", "code"), [
    ("q=x", "as_of_alone"), ("expand=client", "as_of_alone"), ("as_of=yesterday", "as_of_moment"),
    ("as_of=", "as_of_moment")])
def test_a_list_of_then_refuses_what_it_cannot_tell(world: World, question: str, code: str) -> None:
    with pytest.raises((Malformed, Refused)) as malformed:
        world.list("sale", f"as_of=2026-11-21T08:00:00Z&{question}" if "as_of" not in question else question)
    assert malformed.value.code == code


def test_a_list_of_then_has_a_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dougong.records.asof.list.MOST", 2)
    tape = Tape(world)
    tape.base = NOW + timedelta(days=90)
    ids = [tape.create("ware", name=world.name("Ware")) for _ in range(3)]
    at = tape.now.isoformat().replace("+00:00", "Z")
    for id in ids:
        assert len(tape.world.list("ware", f"as_of={at}&limit=500").rows) >= 3
        tape.do(lambda world, id=id: world.change("ware", world.read("ware", id), price="5"))
    with pytest.raises((Malformed, Refused)) as malformed:
        tape.world.list("ware", f"as_of={at}")
    assert (malformed.value.code, malformed.value.params) == ("as_of_many", {"most": 2})
