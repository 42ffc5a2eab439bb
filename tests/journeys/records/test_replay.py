"""A request with a key is done once, however often and however many at a time send it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dougong.kernel.errors import Refused
from tests.journeys.records.conftest import World, faults


def test_a_replay_gives_the_first_outcome_and_writes_nothing(world: World) -> None:
    name = world.name("Once")
    first = world.apply("client", values={"name": name}, key="k1")
    again = world.apply("client", values={"name": name}, key="k1")
    assert again.replayed
    assert not first.replayed
    assert again.record == first.record
    assert world.list("client", "count=exact", name=name).count == 1


def test_another_body_with_the_key_is_refused(world: World) -> None:
    world.apply("client", values={"name": world.name("A")}, key="k2")
    with pytest.raises(Refused) as refused:
        world.apply("client", values={"name": world.name("B")}, key="k2")
    assert refused.value.code == "key_reused"


def test_a_refused_request_leaves_its_key_free(world: World) -> None:
    with pytest.raises(Refused):
        world.apply("client", values={}, key="k3")
    assert not world.apply("client", values={"name": world.name("C")}, key="k3").replayed


def test_an_update_is_replayed_although_its_version_is_old_by_then(world: World) -> None:
    client = world.create("client", name=world.name("U"))
    for replayed in (False, True):
        outcome = world.apply("client", "update", id=client["id"], version=1, strict=True,
                              values={"credit": "5.00"}, key="k4")
        assert (outcome.replayed, outcome.version) == (replayed, 2)


def test_a_create_is_replayed_although_what_it_names_went_to_the_bin(world: World) -> None:
    area = world.create("area", name=world.name("Area"))
    values = {"name": world.name("E"), "area": area["id"]}
    first = world.apply("client", values=values, key="k7")
    with pytest.raises(Refused):
        world.apply("client", values={**values, "name": world.name("E"), "area": 999_999}, key="k8")
    world.apply("client", "archive", id=first.id)
    world.apply("area", "archive", id=area["id"])
    assert world.apply("client", values=values, key="k7").replayed
    with pytest.raises(Refused) as refused:
        world.apply("client", values={**values, "name": world.name("E")}, key="k9")
    assert faults(refused) == {("/area", "link_archived")}


def test_every_fault_is_told_at_once_also_of_links_that_are_not_asked_about(world: World) -> None:
    with pytest.raises(Refused) as refused:
        world.apply("client", values={"area": 999_999})
    assert faults(refused) == {("/name", "required"), ("/area", "link_missing")}


def test_sixteen_at_once_make_one_record(world: World) -> None:
    name = world.name("Race")
    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(lambda _: world.apply("client", values={"name": name}, key="k5"), range(16)))
    assert len({outcome.id for outcome in outcomes}) == 1
    assert sum(not outcome.replayed for outcome in outcomes) == 1
    assert world.list("client", "count=exact", name=name).count == 1


def test_keys_belong_to_a_verb_and_an_object(world: World) -> None:
    world.apply("client", values={"name": world.name("D")}, key="k6")
    assert not world.apply("area", values={"name": world.name("D")}, key="k6").replayed
    assert faults is not None


def test_a_dry_run_says_everything_and_writes_nothing(world: World) -> None:
    name = world.name("Dry")
    outcome = world.dry_run("client", values={"name": name})
    assert outcome.record["name"] == name
    assert world.list("client", "count=exact", name=name).count == 0
    world.create("client", name=name)
    with pytest.raises(Refused) as refused:
        world.dry_run("client", values={"name": name})
    assert faults(refused) == {("/name", "unique")}
