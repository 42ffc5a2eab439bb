"""What lies where: the top of the tree, nothing of others in git, data folders without Python."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOP = {
    "platform", "metadata", "plugins", "ui", "tests", "docs", "pyproject.toml", "README.md", "Makefile", ".ci",
    ".gitignore",
}


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """The files git knows, as paths from the root; the test is for checkouts, an unpacked archive has no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for path in listed.split("\0") if path]


def test_the_top_of_the_tree_is_what_the_design_draws(tracked: list[str]) -> None:
    assert {path.split("/")[0] for path in tracked} == TOP


def test_nothing_that_others_wrote_is_in_git(tracked: list[str]) -> None:
    foreign = [path for path in tracked
               if {"node_modules", "vendor", "site-packages", ".venv"} & set(path.split("/")) or ".min." in path
               or path.endswith((".woff", ".woff2", ".ttf", ".otf", ".whl", ".so", ".db"))]
    assert foreign == []


def test_metadata_and_ui_hold_no_python(tracked: list[str]) -> None:
    assert [path for path in tracked if path.startswith(("metadata/", "ui/")) and path.endswith(".py")] == []


def test_no_file_of_code_has_a_name_that_means_anything(tracked: list[str]) -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "service", "services",
             "handler", "handlers"}
    code = [Path(path) for path in tracked if path.startswith(("platform/", "plugins/"))]
    assert [str(path) for path in code if vague & set(path.with_suffix("").parts)] == []


def test_no_count_of_a_test_goes_by_the_name_of_a_setting(tracked: list[str]) -> None:
    """tests/conftest.py takes settings away before a test reads them: such a count would never be other than small."""
    asked = re.compile(r"""environ(?:\.get\(|\[)["']DOUGONG_""")
    assert [path for path in tracked if path.startswith("tests/") and path.endswith(".py")
            and asked.search((ROOT / path).read_text("utf-8"))] == []


def test_every_floor_is_listed_and_banned_for_plugins() -> None:
    """plugins/ruff.toml bans each module of Dougong but spi and ext; a new floor must not be forgotten."""
    import tomllib

    floors = {path.stem for path in (ROOT / "platform" / "dougong").iterdir()
              if not path.name.startswith(("_", ".")) and (path.is_dir() or path.suffix == ".py")}
    bans = tomllib.loads((ROOT / "plugins" / "ruff.toml").read_text("utf-8"))
    banned = bans["lint"]["flake8-tidy-imports"]["banned-api"]
    assert {f"dougong.{floor}" for floor in floors - {"spi", "ext"}} <= banned.keys()
    assert not {"dougong", "dougong.spi", "dougong.ext"} & banned.keys()
