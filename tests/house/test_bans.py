"""Imports the house forbids are refused by ruff where they are written."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def refused(file: str, source: str) -> set[str]:
    """The codes ruff finds in `source`, were it the file of that name."""
    text = f'"""A module."""\n\n{source}\n'
    command = (sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise")
    done = subprocess.run(
        [*command, f"--stdin-filename={file}", "-"], cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return {line.split()[1] for line in done.stdout.splitlines() if line.startswith(file)}


@pytest.mark.parametrize("source", [
    "import platform.dougong", "from platform.dougong import kernel", "import metadata", "import ui",
    "from plugins import ledger", "from ui.static import x",
])
def test_folders_of_the_checkout_are_no_packages(source: str) -> None:
    assert "TID251" in refused("platform/dougong/x.py", source)


@pytest.mark.parametrize("floor", ["kernel", "store", "records", "api", "web", "app", "catalog.model", "store.apply"])
def test_a_plugin_imports_no_floor(floor: str) -> None:
    assert "TID251" in refused("plugins/sample/step.py", f"from dougong.{floor} import x")


def test_a_plugin_imports_spi() -> None:
    assert "TID251" not in refused("plugins/sample/step.py", "from dougong.spi import Step")


def test_the_engine_may_import_its_floors_and_the_standard_platform() -> None:
    found = refused("platform/dougong/x.py", "import platform\n\nfrom dougong.kernel import names")
    assert "TID251" not in found


@pytest.mark.parametrize(("source", "code"), [
    ("def f() -> None:\n    import os\n    os.getcwd()", "PLC0415"),
    ("from .kernel import names", "TID252"),
    ("print(1)", "T201"),
    ("x = 1  # TODO: later", "FIX002"),
    ("def f(draw: bool) -> None: ...", "FBT001"),
])
def test_habits_the_house_does_without(source: str, code: str) -> None:
    assert code in refused("platform/dougong/x.py", source)
