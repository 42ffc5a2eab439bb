"""The guide "Your first pack", followed word for word: its files, its commands, while a server runs."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dougong.config import load
from dougong.store.database import Database
from tests.safety.swap import followed
from tests.serving import Served, serving

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guides" / "first-pack.md"
_FENCE = re.compile(r"^```(yaml|python|sh)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "home", samples=True) as running:
        yield running


@pytest.mark.req("R001", "R007")
def test_the_guide_works_as_written(served: Served, tmp_path: Path) -> None:
    blocks = _FENCE.findall(GUIDE.read_text("utf-8"))
    assert [kind for kind, _, _ in blocks].count("sh") == 8
    said: list[str] = []
    script = ""
    for kind, path, text in blocks:
        if kind != "sh":
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
            continue
        script = "\n".join(line for line in script.splitlines() if line.startswith(("export ", "TOKEN="))) + "\n" + text
        said.append(run(script, tmp_path, served))
        if applied := re.search(r"Catalog (\d+) is in force", said[-1]):
            follows(served, int(applied[1]))
    new, checked, tested, apply, created, refused, field, proven = said
    assert "no findings" in new
    assert "2 scenarios on 1 database: all hold" in new
    assert "no findings" in checked
    assert "2 scenarios on 1 database: all hold" in tested
    assert 'CREATE TABLE visit_plan' in apply
    assert re.search(r"Catalog 2 is in force", apply)
    record = json.loads(created[created.index("{"):])
    assert re.fullmatch(r"VP\d{4}-001", record["number"])
    assert record["subject"] == "First visit"
    assert record["budget"] == "0.00"
    problem = json.loads(refused[refused.index("{"):])
    assert [each["pointer"] for each in problem["errors"]] == ["/reason"]
    assert "Add the field Mood (mood) to Visit plan (visit_plan)" in field
    assert json.loads(field[field.index('{"data"'):])["count"] == 0
    assert "visit_plan.mood: no words in zh-Hans" in proven
    assert "1 failed, 11 passed" in proven


def follows(served: Served, number: int) -> None:
    """Wait until the server says it serves a catalog; how soon it does is what test_live_swap holds."""
    database = Database.open(load(served.environment).database_url)
    followed(database, number, workers=1)
    database.close()


def run(script: str, folder: Path, served: Served) -> str:
    bin_ = Path(sys.executable).parent
    env = {**os.environ, **served.environment, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-ec", script], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout
