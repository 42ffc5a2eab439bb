"""The floors and the homes of libraries (design section 2), as import-linter reads them from pyproject.toml."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FLOORS = [                       # from the roof down; commands play what `testing` holds: decision 20
    {"cli"}, {"testing"}, {"app"}, {"ext"}, {"api", "web"}, {"spi"}, {"processes"}, {"records"}, {"access"}, {"store"},
    {"catalog"}, {"fields", "expressions"}, {"config", "resources"}, {"kernel"},
]


def test_nothing_imports_upwards_sideways_or_a_library_that_lives_elsewhere() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_contract_draws_the_floors_of_the_design_and_leaves_none_out() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    floors = next(each for each in contracts if each["id"] == "floors")
    assert [{name.strip(" ()") for name in layer.split("|")} for layer in floors["layers"]] == FLOORS
    assert floors["exhaustive"]
    assert floors["exhaustive_ignores"] == ["__main__"]
