"""Which indexes definitions give rise to."""

from dougong.catalog.compile import compile_catalog
from dougong.catalog.registry import registry
from dougong.store.indexes import kept
from dougong.store.schema import schema
from dougong.store.sql import DIALECTS
from tests.unit.store.boxes import sources

VIEW = """
kind: view
name: {name}
object: box
type: list
label: Open boxes
columns: [name]
filters: [{filters}]
sort: [{sort}]
"""


def by(filters: str, sort: str, fields: str = "") -> dict[str, list[str]]:
    """Return the indexes of a box whose list is narrowed and sorted so: their keys as SQL, by name."""
    view = VIEW.format(name="box_list", filters=filters, sort=sort)
    catalog = compile_catalog(sources(fields, files={"views/box_list.yaml": view}), registry(), {})
    table = schema(catalog).tables["box"]
    return {str(index.name): [str(each).replace("box.", "") for each in index.expressions] for index in table.indexes}


def test_a_list_is_a_range_of_an_index_of_what_narrows_it_first_and_its_order() -> None:
    found = by("kind, open", "-packed", "kind: {type: choice, label: Kind, options: {flat: Flat}, index: true}")
    assert found["ix_box_by_kind"] == ["kind", "packed DESC", "id DESC"]
    assert "ix_box_by_open" not in found
    assert "ix_box_kind" not in found, "the longer one serves what the short one would"


def test_a_link_keeps_its_own_index_for_the_way_back() -> None:
    found = by("shelf", "name, id")
    assert found["ix_box_by_shelf"] == ["shelf", "name", "id"]
    assert found["ix_box_shelf"] == ["shelf"]


def test_texts_and_paths_lead_no_index() -> None:
    assert not [name for name in by("name", "packed") if "_by_" in name]
    assert not [name for name in by("shelf.code", "packed") if "_by_" in name]


def test_what_is_one_s_own_goes_on_in_the_default_order() -> None:
    found = by("kind", "name", "kind: {type: choice, label: Kind, options: {flat: Flat}}")
    assert found["ix_box_owner"] == ["owner", "packed DESC", "name", "id"]
    assert found["ix_box_order"] == ["packed DESC", "name", "id"]


def test_what_is_one_s_own_is_found_by_title_and_age_too_where_the_database_would_go_through_all() -> None:
    table = schema(compile_catalog(sources(), registry(), {})).tables["box"]
    names = {dialect: {str(index.name) for index in kept(table, dialect)} for dialect in DIALECTS}
    assert names["sqlite"] - names["postgresql"] == {"ix_box_owner_title_key", "ix_box_owner_id"}
    assert names["postgresql"] < names["sqlite"]


def test_states_that_wait_for_someone_are_counted_by_an_index() -> None:
    states = "state: {type: choice, label: State, options: {new: New, asked: {label: Asked, tone: %s}, done: Done}}"
    flow = ("{kind: workflow, name: box, object: box, states: {new: {initial: true}, asked: {}, done: {final: true}},"
            " transitions: {ask: {label: Ask, from: new, to: asked}, end: {label: End, from: asked, to: done}}}")

    def indexes(tone: str) -> set[str]:
        files = {"workflows/box.yaml": flow}
        table = schema(compile_catalog(sources(states % tone, files=files), registry(), {})).tables["box"]
        return {str(index.name) for index in table.indexes}
    assert indexes("ochre") - indexes("blue") == {"ix_box_state"}
