"""What a form asks while one types."""

from dougong.records.writing.change import Change
from dougong.records.writing.outcome import State
from tests.journeys.records.conftest import World


def preview(world: World, id=None, **values):
    return world.unit.preview(Change(object="sale", verb="update" if id else "create", id=id, values=values))


def test_a_preview_computes_and_says_how_fields_stand_without_writing(world: World) -> None:
    client = world.create("client", name=world.name("Client"), credit="5.00")
    seen = preview(world, client=client["id"], discount="20", lines=[{"item": "a", "qty": "2", "price": "5"}])
    assert (seen.values["credit"], seen.values["total"]) == ("5.00", "8.00")
    assert seen.values["day"] == "2026-11-21"
    assert [(error.pointer, error.code) for error in seen.errors] == [("/reason", "required")]
    assert seen.states["/reason"] == State(visible=True, required=True, readonly=False)
    assert preview(world, client=client["id"]).states["/reason"] == State(visible=False, required=False, readonly=False)
    assert world.list("sale", f"client={client['id']}").rows == []


def test_a_preview_of_a_change_starts_from_the_record_as_it_is(world: World) -> None:
    client = world.create("client", name=world.name("Client"))
    sale = world.create("sale", client=client["id"], rate="2", lines=[{"item": "a", "qty": "2", "price": "5"}])
    seen = preview(world, sale["id"], discount="50")
    assert (seen.values["total"], seen.values["number"]) == ("10.00", sale["number"])
    assert world.read("sale", sale["id"]) == sale


def test_a_preview_tells_parse_faults_with_the_others(world: World) -> None:
    seen = preview(world, discount="x", lines=[{"item": "a"}])
    assert {(error.pointer, error.code) for error in seen.errors} >= {
        ("/client", "required"), ("/lines/0/qty", "required")}
    assert "/discount" in {error.pointer for error in seen.errors}


def test_warnings_are_told_in_a_preview_too(world: World) -> None:
    client = world.create("client", name=world.name("Client"), credit="1.00")
    seen = preview(world, client=client["id"], lines=[{"item": "a", "qty": "2", "price": "5"}])
    assert [warning.code for warning in seen.warnings] == ["check"]
