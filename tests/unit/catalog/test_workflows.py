"""Workflows in the catalog: linked to their object, known by uids, patched, frozen and thawed."""

from typing import Any

import pytest

from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import freeze_bytes, thaw
from dougong.catalog.model import Catalog
from dougong.catalog.patches.site import layered
from dougong.catalog.reading.written import written
from dougong.catalog.registry import registry
from dougong.catalog.states import Lock, Workflow
from dougong.catalog.uids import all_uids
from tests.unit.catalog.packs import SYSTEM, pack

THING = """
kind: object
name: thing
label: Thing
fields:
  name:  {type: text, label: Name}
  why:   {type: text, label: Why}
  state: {type: choice, label: State, options: [draft, sent, over]}
  parts: {type: lines, of: part}
"""
PART = "kind: object\nname: part\nlabel: Part\nparent: thing\nfields:\n  name: {type: text}\n  note: {type: text}\n"
FLOW = """
kind: workflow
name: thing
object: thing
states:
  draft: {initial: true}
  sent:  {locked: {except: [why, parts.note]}, import: true}
  over:  {final: true, locked: all}
transitions:
  send: {label: Send, from: draft, to: sent, when: "count(parts) > 0", message: It has no parts}
  end:  {label: End, from: [draft, sent], to: over, require: [why], question: It ends}
"""


def built(*changes: dict[str, Any], uids: dict[str, str] | None = None) -> Catalog:
    """The catalog of the packs system and demo with these operations of the site over them."""
    demo = pack("demo", {"objects/thing.yaml": THING, "objects/part.yaml": PART, "workflows/thing.yaml": FLOW,
                         "i18n/zh-Hans.yaml": "workflows: {thing: {transitions: {end: {label: 结束}}}}\n"})
    site = {"patches/p.yaml": written({"kind": "patch", "name": "p", "changes": list(changes)})} if changes else {}
    return compile_catalog(layered([SYSTEM, demo], site), registry(), uids or {})


def flow_of(catalog: Catalog) -> Workflow:
    found = catalog.objects["thing"].workflow
    assert found is not None
    return found


def test_it_belongs_to_its_object_and_says_where_one_gets_from_each_state() -> None:
    flow = flow_of(built())
    assert (flow.field, flow.initial) == ("state", "draft")
    assert [each.name for each in flow.leaving("draft")] == ["send", "end"]
    assert [each.name for each in flow.leaving(None)] == ["send", "end"], "a record without a state is a new one"
    assert [each.name for each in flow.leaving("sent")] == ["end"]
    assert flow.state("gone") is None
    assert flow.transitions["end"].label == {"en": "End", "zh-Hans": "结束"}


def test_what_is_frozen_is_thawed_with_the_same_uids() -> None:
    made = built()
    again = thaw(freeze_bytes(made), registry(), 7)
    assert flow_of(again) == flow_of(made)
    assert all_uids(again) == all_uids(made)
    assert {"workflows.thing", "workflows.thing.states.sent",
            "workflows.thing.transitions.end"} <= all_uids(made).keys()


def test_the_site_adds_a_transition_and_frees_another() -> None:
    flow = flow_of(built(
        {"set": "workflows.thing.transitions.back", "to": {"label": "Back", "from": "sent", "to": "draft"}},
        {"unset": "workflows.thing.transitions.send.when", "was": "count(parts) > 0"}))
    assert flow.transitions["back"].target == "draft"
    assert flow.transitions["send"].when is None


@pytest.mark.parametrize(("lock", "free"), [
    (Lock("all"), set()),
    (Lock("except", frozenset({"why", "parts.note"})), {"why", "parts.note"}),
    (Lock("except", frozenset({"parts"})), {"parts", "parts.name", "parts.note"}),
    (Lock("only", frozenset({"name", "parts.name"})), {"why", "parts", "parts.note"}),
    (Lock("only", frozenset({"parts"})), {"name", "why"}),
])
def test_a_lock_holds_what_it_says(lock: Lock, free: set[str]) -> None:
    held = {name: lock.holds(name) for name in ("name", "why", "parts")}
    held |= {f"parts.{name}": lock.holds_line("parts", name) for name in ("name", "note")}
    assert {name for name, closed in held.items() if not closed} == free
