"""Archiving what nothing refers to, and bringing it back."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dougong.kernel.errors import AppError, Conflict, Missing, Refused, Stale
from tests.journeys.records.conftest import World, faults


def test_what_is_archived_leaves_the_lists_and_comes_back(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    outcome = world.apply("client", "archive", id=client["id"], version=1, strict=True)
    assert (outcome.version, outcome.record["archived_at"]) == (2, "2026-11-21T08:30:00Z")
    assert world.list("client", name=client["name"]).rows == []
    assert [row["id"] for row in world.list("client", "archived=1", name=client["name"]).rows] == [client["id"]]
    restored = world.apply("client", "restore", id=client["id"]).record
    assert (restored["version"], restored["archived_at"]) == (3, None)
    assert [row["id"] for row in world.list("client", name=client["name"]).rows] == [client["id"]]
    assert world.history("client", client["id"])[0]["changes"]["archived_at"] == ["2026-11-21T08:30:00Z", None]


def test_what_is_in_the_bin_cannot_be_changed(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    world.apply("client", "archive", id=client["id"])
    with pytest.raises(Conflict) as conflict:
        world.apply("client", "update", id=client["id"], version=2, values={"level": "gold"})
    assert conflict.value.code == "archived"
    assert world.apply("client", "archive", id=client["id"]).version == 2


@pytest.mark.req("R021")
def test_what_is_referred_to_stays_and_the_refusal_names_by_what(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    numbers = [world.create("sale", client=client["id"])["number"] for _ in range(2)]
    watching = world.create("sale", client=world.create("client", name=world.name("Other"))["id"],
                            watchers=[client["id"]], about={"object": "client", "id": client["id"]})
    with pytest.raises(Conflict) as conflict:
        world.apply("client", "archive", id=client["id"])
    assert conflict.value.code == "in_use"
    assert [dict(error.params) for error in conflict.value.errors] == [
        {"object": "sale", "field": "client", "count": 2, "titles": ", ".join(numbers)},
        {"object": "sale", "field": "watchers", "count": 1, "titles": watching["number"]},
        {"object": "sale", "field": "about", "count": 1, "titles": watching["number"]}]


def test_referrers_in_the_bin_and_own_lines_do_not_count(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    ware = world.create("ware", name="Bolt")
    sale = world.create("sale", client=client["id"], lines=[{"item": "a", "qty": "1", "ware": ware["id"]}])
    with pytest.raises(Conflict):
        world.apply("ware", "archive", id=ware["id"])
    world.apply("sale", "archive", id=sale["id"])
    assert world.apply("ware", "archive", id=ware["id"]).record["archived_at"] is not None
    assert world.apply("client", "archive", id=client["id"]).record["archived_at"] is not None


def test_a_name_in_the_bin_is_free_and_restoring_checks_again(world: World) -> None:
    name = world.name("Client")
    first = world.create("client", name=name)
    world.apply("client", "archive", id=first["id"])
    second = world.create("client", name=name)
    with pytest.raises(Refused) as refused:
        world.apply("client", "restore", id=first["id"])
    assert faults(refused) == {("/name", "unique")}
    world.apply("client", "archive", id=second["id"])
    assert world.apply("client", "restore", id=first["id"]).record["archived_at"] is None


def test_archiving_an_old_version_is_refused(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    world.change("client", client, level="gold")
    with pytest.raises(Stale):
        world.apply("client", "archive", id=client["id"], version=1, strict=True)
    with pytest.raises(Conflict):
        world.apply("client", "archive", id=client["id"], version=1)
    with pytest.raises(Missing):
        world.apply("client", "archive", id=999_999)


def test_archiving_and_linking_at_once_never_leaves_a_live_record_pointing_into_the_bin(world: World) -> None:
    def attempt(act):
        try:
            return act()
        except AppError as error:
            return error
    for _ in range(8):
        client = world.create("client", name=world.name("Client"))
        with ThreadPoolExecutor(2) as pool:
            acts = [lambda id=client["id"]: world.apply("client", "archive", id=id),
                    lambda id=client["id"]: world.apply("sale", values={"client": id})]
            outcomes = list(pool.map(attempt, acts))
        assert sum(isinstance(outcome, AppError) for outcome in outcomes) == 1


@pytest.mark.parametrize("way", ["client", "watchers", "about"])
def test_what_comes_back_must_not_point_into_the_bin(world: World, way: str) -> None:
    client, keeper = (world.create("client", name=world.name("Client"))["id"] for _ in range(2))
    points = {"client": {"client": client}, "watchers": {"watchers": [client]},
              "about": {"about": {"object": "client", "id": client}}}[way]
    sale = world.create("sale", **{"client": keeper, **points})["id"]
    world.apply("sale", "archive", id=sale)
    world.apply("client", "archive", id=client)
    with pytest.raises(Refused) as refused:
        world.apply("sale", "restore", id=sale)
    assert faults(refused) == {(f"/{way}", "link_archived")}
    world.apply("client", "restore", id=client)
    assert world.apply("sale", "restore", id=sale).record["archived_at"] is None
