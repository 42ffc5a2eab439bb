"""What a definition says of a record holds on every write."""

import pytest

from dougong.kernel.errors import Refused
from tests.journeys.records.conftest import World, faults


@pytest.fixture
def client(world: World) -> dict[str, object]:
    return world.create("client", name=world.name("Client"), credit="100.00")


def test_a_default_fills_what_is_absent_and_leaves_an_explicit_null(world: World) -> None:
    assert world.create("client", name=world.name("C"))["level"] == "silver"
    assert world.create("client", name=world.name("C"), level=None)["level"] is None


def test_a_copy_is_taken_when_the_link_is_chosen_and_a_given_value_wins(world: World, client) -> None:
    other = world.create("client", name=world.name("Other"), credit="7.00")
    sale = world.create("sale", client=client["id"])
    assert sale["credit"] == "100.00"
    world.change("client", client, credit="200.00")
    assert world.change("sale", sale, reference="x")["credit"] == "100.00"
    sale = world.read("sale", sale["id"])
    assert world.change("sale", sale, client=other["id"])["credit"] == "7.00"
    assert world.create("sale", client=client["id"], credit="1.00")["credit"] == "1.00"


def test_formulas_follow_lines_and_header_alike(world: World, client) -> None:
    sale = world.create("sale", client=client["id"], rate="2", lines=[{"item": "a", "qty": "1.5", "price": "3.335"}])
    assert sale["lines"][0]["amount"] == "10.01"            # 1.5 × 3.335 × 2 = 10.005, half up
    assert sale["total"] == "10.01"
    sale = world.change("sale", sale, discount="10")
    assert sale["total"] == "9.01"                          # 10.01 × 0.9 = 9.009
    sale = world.change("sale", sale, rate="1")
    assert (sale["lines"][0]["amount"], sale["total"]) == ("5.00", "4.50")   # 5.0025; 5.00 × 0.9
    assert world.read("sale", sale["id"]) == sale


def test_a_result_too_large_for_its_field_is_a_fault_of_the_values(world: World, client) -> None:
    with pytest.raises(Refused) as refused:
        world.create("sale", client=client["id"], lines=[
            {"item": "a", "qty": "999999999999", "price": "999999999999"}])
    assert ("/lines/0/amount", "out_of_range") in faults(refused)


def test_an_invisible_field_takes_no_value(world: World, client) -> None:
    with pytest.raises(Refused) as refused:
        world.create("sale", client=client["id"], discount="5", reason="friend")
    assert faults(refused) == {("/reason", "invisible")}


def test_a_field_that_becomes_invisible_is_cleared_unless_kept(world: World, client) -> None:
    sale = world.create("sale", client=client["id"], discount="20", reason="friend", hint="old")
    sale = world.change("sale", sale, discount="0")
    assert (sale["reason"], sale["hint"]) == (None, "old")
    changes = world.history("sale", sale["id"])[0]["changes"]
    assert changes["reason"] == ["friend", None]


def test_required_holds_where_its_condition_holds_and_never_for_the_invisible(world: World, client) -> None:
    assert world.create("sale", client=client["id"])["reason"] is None
    with pytest.raises(Refused) as refused:
        world.create("sale", client=client["id"], discount="20", closed=True)
    assert faults(refused) == {("/reason", "required"), ("/due", "required")}


def test_a_read_only_field_keeps_its_value_and_takes_the_same_again(world: World, client) -> None:
    sale = world.create("sale", client=client["id"], fixed="a")
    sale = world.change("sale", sale, closed=True, due="2026-12-01")
    with pytest.raises(Refused) as refused:
        world.change("sale", sale, fixed="b")
    assert faults(refused) == {("/fixed", "readonly")}
    assert world.change("sale", sale, fixed="a", reference="r")["reference"] == "r"


def test_what_the_engine_computes_cannot_be_sent(world: World, client) -> None:
    with pytest.raises(Refused) as refused:
        world.create("sale", client=client["id"], total="1", number="X", owner=1, nope=1)
    assert faults(refused) == {("/total", "readonly"), ("/number", "readonly"), ("/owner", "readonly"),
                               ("/nope", "unknown_field")}


def test_a_check_refuses_in_the_packs_own_words_and_a_warning_is_told(world: World, client) -> None:
    with pytest.raises(Refused) as refused:
        world.create("sale", client=client["id"], day="2026-11-21", due="2026-11-20")
    assert [(error.pointer, error.text["zh-Hans"]) for error in refused.value.errors] == [("", "到期早于日期")]
    outcome = world.apply("sale", values={
        "client": client["id"], "lines": [{"item": "a", "qty": "1", "price": "100.01"}]})
    assert [(error.code, error.text["en"]) for error in outcome.warnings] == [("check", "Above the credit")]


def test_a_check_of_a_line_points_to_the_line(world: World, client) -> None:
    with pytest.raises(Refused) as refused:
        world.create("sale", client=client["id"], lines=[
            {"item": "a", "qty": "1"}, {"item": "b", "qty": "0"}])
    assert faults(refused) == {("/lines/1", "check")}


def test_a_link_needs_a_live_target_that_may_be_chosen(world: World, client) -> None:
    idle = world.create("client", name=world.name("Idle"), active=False)
    gone = world.create("client", name=world.name("Gone"))
    world.apply("client", "archive", id=gone["id"])
    for id, code in ((999_999, "link_missing"), (idle["id"], "link_not_allowed"), (gone["id"], "link_archived")):
        with pytest.raises(Refused) as refused:
            world.create("sale", client=id)
        assert faults(refused) == {("/client", code)}


def test_a_target_that_went_out_of_choice_does_not_hinder_other_changes(world: World, client) -> None:
    sale = world.create("sale", client=client["id"])
    world.change("client", client, active=False)
    assert world.change("sale", sale, reference="still")["reference"] == "still"


def test_any_links_and_links_are_held_against_the_database_too(world: World, client) -> None:
    sale = world.create("sale", client=client["id"], about={"object": "client", "id": client["id"]},
                        watchers=[client["id"]])
    assert sale["about"] == {"object": "client", "id": client["id"]}
    assert world.read("sale", sale["id"]) == sale
    with pytest.raises(Refused) as refused:
        world.create("sale", client=client["id"], about={"object": "client", "id": 999_999}, watchers=[999_998])
    assert faults(refused) == {("/about", "link_missing"), ("/watchers", "link_missing")}
    sale = world.change("sale", sale, watchers=[], about=None)
    assert (sale["watchers"], sale["about"]) == ([], None)
    assert world.read("sale", sale["id"]) == sale


def test_a_link_may_be_named_by_another_systems_id(world: World, client) -> None:
    known = world.create("client", name=world.name("Known"), external_id=f"erp:{client['id']}")
    sale = world.create("sale", client={"external_id": f"erp:{client['id']}"})
    assert sale["client"] == known["id"]
    with pytest.raises(Refused) as refused:
        world.create("sale", client={"external_id": "erp:none"})
    assert ("/client", "link_external_missing") in faults(refused)


def test_uniques_name_the_field_and_speak_the_packs_words(world: World, client) -> None:
    with pytest.raises(Refused) as refused:
        world.create("client", name=client["name"])
    assert faults(refused) == {("/name", "unique")}
    world.create("sale", client=client["id"], reference="R1")
    with pytest.raises(Refused) as refused:
        world.create("sale", client=client["id"], reference="R1")
    assert {(error.pointer, error.text["en"]) for error in refused.value.errors} == {
        ("/client", "This reference exists"), ("/reference", "This reference exists")}


def test_a_tree_has_no_cycle(world: World) -> None:
    top = world.create("area", name=world.name("Top"))
    middle = world.create("area", name=world.name("Middle"), above=top["id"])
    low = world.create("area", name=world.name("Low"), above=middle["id"])
    for target in (top, middle, low):
        with pytest.raises(Refused) as refused:
            world.change("area", top, above=target["id"])
        assert faults(refused) == {("/above", "tree_cycle")}
    assert world.change("area", low, above=top["id"])["above"] == top["id"]
