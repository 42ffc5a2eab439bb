"""Two people, one record: 412, 428, 409, and merging where they do not meet."""

import pytest

from dougong.kernel.errors import Conflict, Missing, Required, Stale
from tests.journeys.records.conftest import World, faults


@pytest.fixture
def client(world: World) -> dict[str, object]:
    return world.create("client", name=world.name("Client"), credit="1.00")


def update(world, record, version, strict=False, object="client", **values):
    return world.apply(object, "update", id=record["id"], version=version, strict=strict, values=values).record


def test_an_update_says_which_version_it_stands_on(world: World, client) -> None:
    with pytest.raises(Required):
        world.apply("client", "update", id=client["id"], values={"credit": "2"})
    assert world.apply("client", "update", id=client["id"],
                       values={"credit": "2", "version": 1}).version == 2


def test_a_strict_change_on_an_old_version_shows_the_current_record(world: World, client) -> None:
    now = update(world, client, 1, credit="2.00")
    with pytest.raises(Stale) as stale:
        update(world, client, 1, strict=True, level="gold")
    assert stale.value.current == now


def test_disjoint_edits_merge(world: World, client) -> None:
    update(world, client, 1, credit="2.00")
    merged = update(world, client, 1, level="gold")
    assert (merged["credit"], merged["level"], merged["version"]) == ("2.00", "gold", 3)


def test_a_clash_names_the_field_with_both_values(world: World, client) -> None:
    update(world, client, 1, credit="2.00")
    with pytest.raises(Conflict) as conflict:
        update(world, client, 1, credit="3.00", level="gold")
    assert [(error.pointer, dict(error.params)) for error in conflict.value.errors] == [
        ("/credit", {"theirs": "2.00", "yours": "3.00"})]
    assert conflict.value.current["credit"] == "2.00"
    assert world.read("client", client["id"])["level"] == "silver"


def test_setting_what_someone_else_set_already_is_no_clash(world: World, client) -> None:
    update(world, client, 1, credit="2.00")
    assert update(world, client, 1, credit="2.00", level="gold")["level"] == "gold"


def test_edits_of_different_lines_merge_and_of_one_line_clash(world: World, client) -> None:
    sale = world.create("sale", client=client["id"], lines=[
        {"item": "a", "qty": "1", "price": "1"}, {"item": "b", "qty": "2", "price": "2"}])
    a, b = (line["id"] for line in sale["lines"])
    update(world, sale, 1, object="sale", lines=[{"id": a, "qty": "5"}, {"id": b}])
    merged = update(world, sale, 1, object="sale", lines=[{"id": a}, {"id": b, "qty": "7"}])
    assert [line["qty"] for line in merged["lines"]] == ["5.000000", "7.000000"]
    with pytest.raises(Conflict) as conflict:
        update(world, sale, 1, object="sale", lines=[{"id": b}, {"id": a, "qty": "6", "price": "2"}])
    assert [(error.pointer, dict(error.params)) for error in conflict.value.errors] == [
        ("/lines/1/qty", {"theirs": "5.000000", "yours": "6.000000"})]
    with pytest.raises(Conflict) as conflict:
        update(world, sale, 1, object="sale", lines=[{"id": a}])
    (error,) = conflict.value.errors
    assert (error.pointer, error.code, error.params["yours"]) == ("/lines", "conflict_line", None)
    assert {name: error.params["theirs"][name] for name in ("id", "item", "qty")} == {
        "id": b, "item": "b", "qty": "7.000000"}


def test_a_line_someone_removed_is_a_choice_for_whoever_changes_it_and_goes_for_the_rest(world: World, client) -> None:
    sale = world.create("sale", client=client["id"], lines=[
        {"item": "a", "qty": "1", "price": "1"}, {"item": "b", "qty": "2", "price": "2"}])
    a, b = (line["id"] for line in sale["lines"])
    update(world, sale, 1, object="sale", lines=[{"id": b}])
    with pytest.raises(Conflict) as conflict:
        update(world, sale, 1, object="sale", lines=[{"id": b, "qty": "4"}, {"id": a, "qty": "6"}])
    (error,) = conflict.value.errors
    assert (error.pointer, error.code, error.params["theirs"]) == ("/lines/1", "conflict_gone", None)
    assert {name: error.params["yours"][name] for name in ("id", "item", "qty", "price")} == {
        "id": a, "item": "a", "qty": "6.000000", "price": "1.000000"}
    assert [line["id"] for line in conflict.value.current["lines"]] == [b]
    merged = update(world, sale, 1, object="sale", lines=[{"id": a, "item": "a", "qty": "1"}, {"id": b, "qty": "4"}])
    assert [(line["id"], line["qty"], line["line_no"]) for line in merged["lines"]] == [(b, "4.000000", 1)]


def test_a_line_someone_added_stays_for_whoever_could_not_know_it(world: World, client) -> None:
    sale = world.create("sale", client=client["id"], lines=[{"item": "a", "qty": "1", "price": "1"}])
    (a,) = (line["id"] for line in sale["lines"])
    now = update(world, sale, 1, object="sale", lines=[{"item": "new", "qty": "5", "price": "1"}, {"id": a}])
    merged = update(world, sale, 1, object="sale", lines=[{"id": a, "qty": "3"}])
    assert [(line["item"], line["qty"], line["line_no"]) for line in merged["lines"]] == [
        ("a", "3.000000", 1), ("new", "5.000000", 2)]
    gone = update(world, merged, merged["version"], object="sale", lines=[{"id": a}])
    assert [line["item"] for line in gone["lines"]] == ["a"]
    assert now["version"] == 2


def test_a_version_nobody_has_written_is_a_conflict(world: World, client) -> None:
    with pytest.raises(Conflict):
        update(world, client, 9, credit="2.00")


def test_a_change_that_changes_nothing_writes_nothing(world: World, client) -> None:
    same = update(world, client, 1, credit="1.00", name=client["name"])
    assert same == client
    assert len(world.history("client", client["id"])) == 1


def test_an_update_of_what_is_not_there_is_missing(world: World) -> None:
    with pytest.raises(Missing):
        world.apply("client", "update", id=999_999, version=1, values={})


def test_history_tells_who_what_when_and_through_which_door(world: World, client) -> None:
    update(world, client, 1, credit="2.00")
    newest, first = world.history("client", client["id"])
    assert newest["changes"] == {"credit": ["1.00", "2.00"]}
    assert first["changes"]["name"] == [None, client["name"]]
    assert (newest["version"], newest["actor"], newest["door"], newest["correlation"]) == (2, 1, "api", "test")
    assert newest["at"] == "2026-11-21T08:30:00Z"
    assert faults is not None
