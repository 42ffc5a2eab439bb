"""A plugin reaches the engine through dougong.spi and no other door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(manifest.parent for where in ("plugins", "tests/plugins")
                 for manifest in (ROOT / where).glob("*/plugin.yaml"))


def imported(source: str) -> Iterator[str]:
    """Yield every module `source` imports, relative ones with their dots."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def strayed(source: str) -> list[str]:
    """The imports of the engine, or above the plugin, that are not spi."""
    return [name for name in imported(source)
            if name.startswith("..") or (name.split(".")[0] == "dougong" and name != "dougong.spi")]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_plugin_imports_only_spi(folder: Path) -> None:
    found = {path.name: strayed(path.read_text("utf-8")) for path in folder.rglob("*.py")}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize("source", [
    "from dougong.store.database import Database", "import dougong.records.writing.unit", "from dougong import records",
    "def f():\n    from dougong.kernel import errors", "from .. import tally", "import dougong",
])
def test_the_search_finds_other_doors(source: str) -> None:
    assert strayed(source)


@pytest.mark.parametrize("source", ["from dougong.spi import Step", "from .steps import STEPS", "import decimal"])
def test_the_search_lets_spi_and_siblings_through(source: str) -> None:
    assert strayed(source) == []
