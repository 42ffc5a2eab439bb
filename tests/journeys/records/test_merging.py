"""Two records become one: what points to the one that goes, its lines and all beside it become the other's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dougong import resources
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.kernel.errors import AppError, Conflict, Missing, Refused
from dougong.records.acts.shares import shares
from dougong.records.upkeep.verify import verify
from dougong.store.expression.translatable import INSPECTIONS
from tests.engines import ENGINES, fresh
from tests.journeys.records.conftest import World, opened

PACK = {
    "pack.yaml": "kind: pack\nname: trade\nformat: 1\nversion: 0.1.0\nlabel: Trade\nlanguage: en\nrequires: [system]\n",
    "objects/firm.yaml": """
kind: object
name: firm
label: Firm
title: "{name}"
merge: true
fields:
  name:   {type: text, label: Name, length: 60, required: true, unique: true}
  tax:    {type: text, label: Tax, length: 20, unique: true}
  level:  {type: choice, label: Level, options: {a: A, b: B}}
  above:  {type: tree, label: Above}
  people: {type: lines, label: People, of: person, max: 4}
  heads:  {type: integer, label: Heads, formula: "count(people)"}
  due:    {type: money, label: Due, rollup: {of: bill, via: firm, take: sum(amount), mode: delta}}
""",
    "objects/person.yaml": """
kind: object
name: person
label: Person
parent: firm
fields:
  name: {type: text, label: Name, length: 60}
""",
    "objects/bill.yaml": """
kind: object
name: bill
label: Bill
title: "{text}"
fields:
  text:   {type: text, label: Text, length: 60}
  firm:   {type: link, label: Firm, to: firm}
  seen:   {type: links, label: Seen by, to: firm}
  about:  {type: any-link, label: About}
  asked:  {type: link, label: Asked, to: person}
  amount: {type: money, label: Amount, default: 0}
""",
    "objects/card.yaml": """
kind: object
name: card
label: Card
fields:
  firm: {type: link, label: Firm, to: firm, unique: true}
""",
}
SOURCES = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("trade", PACK))


@pytest.fixture(scope="module", params=ENGINES)
def trade(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    catalog = compile_catalog(SOURCES, registry(), {}, INSPECTIONS)
    with fresh(request, tmp_path_factory.mktemp("db")) as address:
        yield from opened(address, SOURCES, catalog)


def firm(trade: World, **values: Any) -> dict[str, Any]:
    return trade.create("firm", **{"name": trade.name("Firm"), **values})


def bill(trade: World, **values: Any) -> int:
    return int(trade.create("bill", text=trade.name("Bill"), **values)["id"])


def merged(trade: World, stays: int, goes: int, **values: Any) -> dict[str, Any]:
    trade.apply("firm", "merge", id=stays, values={"from": goes, "values": values})
    return trade.read("firm", stays)


@pytest.mark.req("PC03")
def test_three_and_two_bills_become_five_and_their_sum_is_one(trade: World) -> None:
    """Firm One owes 3 × 10, Two 2 × 100; one bill of Two lies in the bin, and comes along."""
    one, two = firm(trade)["id"], firm(trade, tax="T-1", level="a")["id"]
    ones = [bill(trade, firm=one, amount=10) for _ in range(3)]
    twos = [bill(trade, firm=two, amount=100) for _ in range(3)]
    trade.apply("bill", "archive", id=twos[2])
    told = merged(trade, one, two, tax="T-1", level="a")
    assert (told["due"], told["tax"], told["level"]) == ("230.00", "T-1", "a")
    assert [trade.read("bill", each)["firm"] for each in (*ones, *twos[:2])] == [one] * 5
    assert trade.read("firm", two)["due"] == "0.00"
    moved = trade.history("bill", twos[0])[0]
    assert (moved["changes"]["firm"], moved["cause"]) == ([two, one], f"firm {two} → {one}")
    trade.apply("bill", "restore", id=twos[2])
    assert trade.read("firm", one)["due"] == "330.00"
    assert trade.history("firm", one)[0]["changes"] == {"merged": [None, two]}
    assert trade.history("firm", two)[0]["changes"] == {"merged_into": [None, one]}


@pytest.mark.req("PC03")
def test_lines_and_what_points_to_them_come_along(trade: World) -> None:
    one = firm(trade, people=[{"name": "Ann"}])
    two = firm(trade, people=[{"name": "Bob"}, {"name": "Cat"}])
    bob = two["people"][0]["id"]
    asked = bill(trade, asked=bob, seen=[one["id"], two["id"]], about={"object": "firm", "id": two["id"]})
    told = merged(trade, one["id"], two["id"])
    assert [(each["name"], each["line_no"]) for each in told["people"]] == [("Ann", 1), ("Bob", 2), ("Cat", 3)]
    assert (told["heads"], told["people"][1]["id"]) == (3, bob)
    pointing = trade.read("bill", asked)
    assert (pointing["asked"], pointing["seen"], pointing["about"]) == (
        bob, [one["id"]], {"object": "firm", "id": one["id"]})
    gone = trade.read("firm", two["id"])
    assert (gone["people"], gone["heads"]) == ([], 0)
    assert any("people" in entry["changes"] for entry in trade.history("firm", one["id"]))


def test_shares_come_along_and_one_that_is_there_stays(trade: World) -> None:
    one, two = firm(trade)["id"], firm(trade)["id"]
    ann, bob = (trade.create("user", login=trade.name("u").lower(), name="Ann")["id"] for _ in range(2))
    trade.apply("firm", "share", id=one, values={"whom": f"user/{ann}", "verb": "read"})
    for who in (ann, bob):
        trade.apply("firm", "share", id=two, values={"whom": f"user/{who}", "verb": "write"})
    merged(trade, one, two)
    assert {each.wish.whom: each.wish.verb for each in shares(trade.context, "firm", one)} == {
        f"user/{ann}": "read", f"user/{bob}": "write"}


def test_what_went_is_not_restored_and_tells_where_it_is(trade: World) -> None:
    one, two, three = (firm(trade)["id"] for _ in range(3))
    merged(trade, two, three)
    merged(trade, one, two)
    for gone in (two, three):
        with pytest.raises(Conflict) as refused:
            trade.apply("firm", "restore", id=gone)
        assert (refused.value.code, refused.value.params["into"]) == ("merged_into", one)


def test_a_tree_stays_one(trade: World) -> None:
    """Two's child comes to lie beneath One; One, beneath Two until now, comes where Two was."""
    top = firm(trade)["id"]
    two = firm(trade, above=top)["id"]
    one, child = firm(trade, above=two)["id"], firm(trade, above=two)["id"]
    assert merged(trade, one, two)["above"] == top
    assert trade.read("firm", child)["above"] == one
    deep = firm(trade, above=child)["id"]
    with pytest.raises(Refused) as refused:
        merged(trade, deep, one)
    assert refused.value.errors[0].code == "merge_tree"
    assert trade.read("firm", child)["above"] == one


def test_what_there_may_be_once_refuses_the_whole(trade: World) -> None:
    one, two = firm(trade)["id"], firm(trade)["id"]
    for each in (one, two):
        trade.create("card", firm=each)
    seen = bill(trade, firm=two, amount=1)
    with pytest.raises(Conflict) as refused:
        merged(trade, one, two)
    assert (refused.value.code, refused.value.params["object"]) == ("merge_clash", "card")
    assert trade.read("bill", seen)["firm"] == two
    assert trade.read("firm", two)["due"] == "1.00"


@pytest.mark.parametrize(("values", "code"), [
    ({}, "merge_from"), ({"from": "2"}, "merge_from"), ({"from": True}, "merge_from"),
    ({"from": 1, "values": []}, "object")])
def test_nonsense_is_refused(trade: World, values: dict[str, Any], code: str) -> None:
    one = firm(trade)["id"] + 0
    with pytest.raises(Refused) as refused:
        trade.apply("firm", "merge", id=one, values=values)
    assert refused.value.errors[0].code == code
    with pytest.raises(Refused) as itself:
        trade.apply("firm", "merge", id=one, values={"from": one})
    assert itself.value.errors[0].code == "merge_from"


def test_only_what_says_so_becomes_one(trade: World) -> None:
    first, second = bill(trade), bill(trade)
    with pytest.raises(Refused) as refused:
        trade.apply("bill", "merge", id=first, values={"from": second})
    assert refused.value.errors[0].code == "merge_never"
    with pytest.raises(Missing):
        trade.apply("firm", "merge", id=firm(trade)["id"], values={"from": 999999})
    gone = firm(trade)["id"]
    trade.apply("firm", "archive", id=gone)
    with pytest.raises(AppError) as binned:
        merged(trade, firm(trade)["id"], gone)
    assert binned.value.code == "archived"


def test_values_that_do_not_fit_refuse_the_whole(trade: World) -> None:
    one, two = firm(trade)["id"], firm(trade)["id"]
    with pytest.raises(Refused):
        merged(trade, one, two, name=None)
    assert trade.read("firm", two)["archived_at"] is None


def test_the_books_are_right_after_all_that(trade: World) -> None:
    assert [each for each in verify(trade.context) if each.object in {"firm", "person", "bill"}] == []
