"""The pure half, without a database: from a document to settled values."""

from datetime import date

import pytest

from dougong import resources
from dougong.access.actor import Actor
from dougong.access.policy import AdminPolicy
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.expressions.env import Env
from dougong.records.plans import ObjectPlan, Plans
from dougong.records.writing import parse
from dougong.records.writing.change import Change
from dougong.records.writing.draft import Draft
from dougong.records.writing.found import Found
from dougong.records.writing.outcome import State
from dougong.records.writing.settle import begin, choose, settle, states
from tests.journeys.records.pack import BOOK

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def plan() -> ObjectPlan:
    packs = (PackSource.folder(resources.metadata() / "system"), PackSource.of("book", BOOK))
    catalog = compile_catalog(packs, registry(), {})
    actor = Actor(id=1, name="A", language="en", policy=AdminPolicy())
    return Plans(catalog, "sqlite").of(catalog.objects["sale"], actor.policy)


def settled(plan: ObjectPlan, **values) -> Draft:
    change = Change(object="sale", verb="create", values={"client": 1, **values})
    draft = parse.create(plan, change, parse.Parsed(plan, change))
    draft.linked.update({"client.level": "gold", "client.credit": 500, "client.area": 9})
    lines = {name: [row.values for row in rows] for name, rows in draft.lines.items()}
    draft.env = Env(values=draft.values, linked=draft.linked, lines=lines, today=TODAY)
    for row in draft.lines["lines"]:
        row.env = Env(values=row.values, linked=row.linked, today=TODAY, parent=draft.env)
    begin(draft)
    choose(draft)
    settle(draft)
    return draft


def test_defaults_copies_and_formulas(plan: ObjectPlan) -> None:
    draft = settled(plan, discount="10", lines=[{"item": "a", "qty": "3", "price": "0.335"}])
    assert draft.errors == []
    assert (draft.values["day"], draft.values["credit"], draft.values["area"]) == (TODAY, 500, 9)
    assert str(draft.lines["lines"][0].values["amount"]) == "1.01"          # 3 × 0.335 = 1.005, half up
    assert str(draft.values["total"]) == "0.91"                            # 1.01 × 0.9 = 0.909


def test_a_given_value_is_neither_defaulted_nor_copied_over(plan: ObjectPlan) -> None:
    draft = settled(plan, credit=None, rate="2")
    assert draft.values["credit"] is None
    assert draft.values["rate"] == 2


def test_faults_come_together_with_their_pointers(plan: ObjectPlan) -> None:
    draft = settled(plan, reason="x", closed=True, lines=[{"item": "a"}])
    assert {(error.pointer, error.code) for error in draft.errors} == {
        ("/reason", "invisible"), ("/due", "required"), ("/lines/0/qty", "required")}


def test_states_are_what_the_rules_say(plan: ObjectPlan) -> None:
    draft = settled(plan, discount="20", closed=True)
    found = dict(states(draft))
    assert found["/reason"] == State(visible=True, required=True, readonly=False)
    assert found["/fixed"] == State(visible=True, required=False, readonly=True)
    assert found["/client"] == State(visible=True, required=True, readonly=False)


def test_nothing_changed_is_nothing_to_write(plan: ObjectPlan) -> None:
    change = Change(object="sale", verb="update", values={"reference": "x"})
    found = Found()
    found.old = {**plan.rules.blank, "id": 1, "version": 1, "reference": "x"}
    draft = parse.update(plan, change, parse.Parsed(plan, change), found)
    assert draft.changed() == []
    assert not draft.lines_changed()
