"""The engine knows no pack: no name of a pack's object stands in platform/ or plugins/."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: The engine owns these (design section 7); every other pack is a guest.
OWN_PACK = "system"


#: Words a pack's object shares with the engine's own vocabulary; each says where the engine has it from.
SHARED = {
    "batch": "many writes in one call (design 11)",
    "currency": "the key of a money field that names its currency's field (design 3)",
    "document": "what JSON and YAML call a whole text",
    "employee": "`me.employee`, who the user is at work (design 3 and 7)",
    "product": "every combination, as the standard library calls it",
    "region": "where an S3-compatible store keeps a bucket",
    "location": "the header of an answer that says where the new record is",
}


def object_names() -> set[str]:
    return {path.stem for path in (ROOT / "metadata").glob("*/objects/*")
            if path.suffix in {".yaml", ".yml", ".json"} and path.parts[-3] != OWN_PACK} - SHARED.keys()


def words(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and word of every identifier and string; docstrings and comments may tell examples."""
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in told and isinstance(node, ast.Constant):
            continue
        for _, value in ast.iter_fields(node):
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str):
                    yield from ((getattr(node, "lineno", 0), word) for word in re.findall(r"[A-Za-z_]\w*", text))


def named(source: str, names: set[str]) -> list[tuple[int, str]]:
    return [(line, word) for line, word in words(source) if word in names]


@pytest.mark.parametrize("folder", ["platform", "plugins"])
def test_the_engine_names_no_object_of_a_pack(folder: str) -> None:
    names = object_names()
    found = [f"{path.relative_to(ROOT)}:{line} {word}"
             for path in sorted((ROOT / folder).rglob("*.py")) for line, word in named(path.read_text("utf-8"), names)]
    assert found == []


@pytest.mark.parametrize("source", [
    'table = "gadget"',
    'query = f"select * from gadget where {x}"',
    "gadget = 1",
    "row.gadget",
    "call(gadget=1)",
    "x = ['a',\n     'gadget']",
    "if kind == 'gadget':\n    pass",
    "from x import gadget",
    "def gadget(): ...",
    "def f(gadget): ...",
    "match kind:\n    case {'gadget': 1}: pass",
])
def test_the_search_finds_names_in_identifiers_and_strings(source: str) -> None:
    assert [word for _, word in named(source, {"gadget"})] == ["gadget"]


@pytest.mark.parametrize("source", [
    '"""Say, a gadget."""',
    "# a gadget\nx = 1",
    'def f():\n    """Return the gadget."""',
    "gadgets = 1",
    "x = 'gadget_line'",
])
def test_the_search_leaves_examples_and_longer_words_alone(source: str) -> None:
    assert named(source, {"gadget"}) == []
