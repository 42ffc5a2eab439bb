"""Which transition a history tells of: also one that led to where the record was, unless its reader may not know."""

from typing import Any

import pytest

from dougong import resources
from dougong.catalog.compile import compile_catalog
from dougong.catalog.model import Object
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.records.causes import DO
from dougong.records.did import did

MAILING = {
    "pack.yaml": "{kind: pack, name: post, format: 1, version: 1.0.0, label: Post, language: en, requires: [system]}",
    "objects/mailing.yaml": """
kind: object
name: mailing
label: Mailing
fields:
  state: {type: choice, label: State, options: [planned, running]}
""",
    "workflows/mailing.yaml": """
kind: workflow
name: mailing
object: mailing
states:
  planned: {initial: true}
  running: {final: true}
transitions:
  start: {label: Start, from: planned, to: running}
  send:  {label: Send, from: running, to: running}
"""}


@pytest.fixture(scope="module")
def mailing() -> Object:
    packs = (PackSource.folder(resources.metadata() / "system"), PackSource.of("post", MAILING))
    return compile_catalog(packs, registry(), {}).objects["mailing"]


@pytest.mark.parametrize(("name", "changed", "hidden", "told"), [
    ("start", ["planned", "running"], False, ("planned", "running")),
    ("start", None, True, (None, None)),
    ("send", None, False, ("running", "running")),
    ("send", None, True, (None, None)),
])
def test_from_where_to_where(mailing: Object, name: str, changed: list[str] | None, hidden: bool,
                             told: tuple[Any, Any]) -> None:
    assert mailing.workflow is not None
    cause = f"{DO}{mailing.workflow.transitions[name].uid}"
    changes = {} if changed is None else {mailing.fields["state"].uid: changed}
    assert did(mailing, cause, changes, hidden=hidden) == (None, {"name": name, "from": told[0], "to": told[1]})
