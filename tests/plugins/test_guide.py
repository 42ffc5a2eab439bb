"""The example of docs/guides/plugins.md is a plugin that works as the guide says."""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path

import pytest

from dougong import config, ext, spi
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource, shipped_packs
from dougong.kernel.clock import SystemClock
from dougong.kernel.errors import Refused
from dougong.processes.rules.step import STEP as RULES
from dougong.records.runtime import open_runtime
from dougong.spi import Change, Plugin, Step, Work, registry_of
from dougong.store import snapshot
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init
from tests.plugins.cellar import Cellar

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "plugins.md").read_text("utf-8")
FUND = {
    "pack.yaml": "{kind: pack, name: fund, format: 1, version: 1.0.0, label: Fund, language: en, requires: [system]}",
    "objects/award.yaml": """
kind: object
name: award
label: Award
title: "{purpose}"
fields:
  purpose: {type: text, label: Purpose}
  amount:  {type: decimal, label: Amount, required: true}
  part:    {type: percent, label: Part of all, formula: "portion(amount, 1000)"}
"""}


def blocks() -> dict[str, str]:
    """The files the guide shows, by path."""
    return dict(re.findall(r"^`([^`\n]+)`\n\n```\w+\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE))


def test_the_guide_shows_the_files_of_a_plugin() -> None:
    assert list(blocks()) == ["plugins/cap/plugin.yaml", "plugins/cap/__init__.py", "metadata/fund/caps/awards.yaml"]


@pytest.fixture
def plugin(tmp_path: Path) -> Iterator[Plugin]:
    """The plugin of the guide, written down and discovered."""
    for path, text in blocks().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    (found,) = ext.discover(tmp_path / "plugins")
    yield found
    ext.forget(tmp_path / "plugins" / "cap")


@pytest.mark.req("R004")
def test_the_example_works(plugin: Plugin, database_url: str, tmp_path: Path) -> None:
    with served(plugin, database_url, tmp_path) as fund:
        used(fund)


@contextmanager
def served(plugin: Plugin, database_url: str, home: Path, more: Mapping[str, str] | None = None,
           *steps: Step) -> Iterator[Cellar]:
    """The fund of the guide with its plugin, with more files and `steps`."""
    awards = {"caps/awards.yaml": blocks()["metadata/fund/caps/awards.yaml"]}
    fund = PackSource.of("fund", {**FUND, **awards, **(more or {})})
    packs = (*(pack for pack in shipped_packs() if pack.name == "system"), fund)
    registry, database = registry_of([plugin]), Database.open(database_url)
    init(database)
    apply(database, plan(database, compile_catalog(packs, registry, snapshot.uids(database))), packs, "test")
    database.close()
    settings = config.load({"DOUGONG_DATABASE_URL": database_url, "DOUGONG_HOME": str(home)})
    runtime = open_runtime(settings, registry, SystemClock(), (*plugin.steps, *steps))
    try:
        yield Cellar(runtime)
    finally:
        runtime.database.close()


def used(fund: Cellar) -> None:
    """Award 600 of 1,000, then too much, then the rest."""
    fund.add("user", login="admin", name="Admin")
    first = fund.add("award", purpose="school", amount="600.00")
    assert fund.read("award", first)["part"] == "60.00"
    with pytest.raises(Refused) as refused:
        fund.add("award", purpose="bridge", amount="400.01")
    assert [error.pointer for error in refused.value.errors] == ["/amount"]
    fund.add("award", purpose="bridge", amount="400.00")
    assert [row["rest"] for row in fund.rows("awards_rest")] == ["0.00"]
    fund.update("award", first, amount="500.00")
    assert [row["rest"] for row in fund.rows("awards_rest")] == ["100.00"]
    fund.apply(Change(object="award", verb="archive", id=first))
    assert [row["rest"] for row in fund.rows("awards_rest")] == ["600.00"]


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`work\.(\w+)", GUIDE))))
def test_the_verbs_of_the_guide_exist(name: str) -> None:
    assert hasattr(Work, name) or name == "touches"


def test_the_guide_names_everything_a_plugin_may_add() -> None:
    assert {each.name for each in fields(Plugin)} == {
        "name", "types", "functions", "kinds", "steps", "advice", "panels", "routes", "actions"}
    for word in ("field types", "functions", "kinds", "steps", "advice", "actions", "panels", "calls of"):
        assert word in " ".join(GUIDE[:700].split())


def test_its_action_works_too(plugin: Plugin, database_url: str, tmp_path: Path) -> None:
    """What the guide adds to the plugin further on, and a rule that calls it."""
    said = re.search(r"^## Actions$.*?^```python\n(.*?)^```$.*?^```yaml\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    assert said is not None
    names = {**vars(spi), **vars(sys.modules["dougong.ext.cap"])}
    exec(said[1], names)                                 # the guide's own text
    rule = f"kind: rule\nname: more\nlabel: More\nobject: award\non: {{created: true}}\n{said[2]}"
    whole = replace(plugin, actions=(names["RAISE"],))
    with served(whole, database_url, tmp_path, {"rules/more.yaml": rule}, RULES) as fund:
        fund.add("user", login="admin", name="Admin")
        assert fund.read("award", fund.add("award", purpose="school", amount="600.00"))["amount"] == "660.00"
