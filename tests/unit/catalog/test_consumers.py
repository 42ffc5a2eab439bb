"""No inert key: whoever is said to hear a key exists, and speaks of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from dougong.catalog.reading.schema import _file
from dougong.catalog.registry import BUILTIN_KINDS
from tests.unit.catalog.packs import PACKS

SOURCE = PACKS.parents[1] / "platform" / "dougong"
LEDGER: dict[str, str] = yaml.safe_load((Path(__file__).parent / "consumers.yaml").read_text())


def test_every_key_of_every_schema_is_in_the_ledger_and_no_other() -> None:
    keys = {key for kind in (*BUILTIN_KINDS, "field-keys") for key in _keys(kind, _file(kind), _file(kind))}
    assert set(LEDGER) == keys


@pytest.mark.parametrize("key", LEDGER)
def test_who_hears_it_speaks_of_it(key: str) -> None:
    place, _, word = LEDGER[key].partition(" ")
    module, _, name = place.partition(":")
    text = SOURCE.joinpath(*module.split(".")).with_suffix(".py").read_text("utf-8")
    found = [ast.get_source_segment(text, node) for node in ast.walk(ast.parse(text))
             if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name]
    assert found, f"{place} is gone; who hears {key} now?"
    spoken = word or key.rpartition(".")[2]
    assert any(re.search(rf"\b{spoken}\b", one or "") for one in found), f"{place} does not speak of {spoken}"


def _keys(path: str, schema: dict[str, Any], root: dict[str, Any]) -> Iterator[str]:
    """Every key below a schema by its way from the top, names of entries and numbers left out; a label is one key."""
    ref = schema.get("$ref", "").removeprefix("#/$defs/")
    found = {**root.get("$defs", {}).get(ref, {}), **schema} if ref not in {"label", "field"} else {}
    for key, part in found.get("properties", {}).items():
        yield f"{path}.{key}"
        yield from _keys(f"{path}.{key}", part, root)
    for inner in ("additionalProperties", "items"):
        if isinstance(found.get(inner), dict):
            yield from _keys(path, found[inner], root)
