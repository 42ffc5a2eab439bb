"""A server with every shipped pack and their masters, on each database: initialised once a session, then copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from dougong import config, resources
from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.ways import way
from dougong.ext import compose, registry
from dougong.records.seeding.seed import seed
from dougong.records.writing.change import Change
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init
from tests import postgres
from tests.journeys.api.conftest import Api
from tests.journeys.packs.trade import TRADE


class Books(Api):
    """A program that brings records into states: from an old system, where the workflow takes them from there, else
    by the transitions that lead there."""

    def made(self, object: str, **values: Any) -> dict[str, Any]:
        """Make a record that must be accepted, in the state its values say."""
        flow = self.runtime.live.catalog.objects[object].workflow
        goal = None if flow is None else values.pop(flow.field, None)
        if flow is None or goal in (None, flow.initial):
            return super().made(object, **values)
        if flow.states[goal].brought:
            return self.brought(object, **values, **{flow.field: goal})
        steps = way(flow, flow.initial, goal)
        assert steps is not None, f"no way leads to {goal}"
        held = {name: values.pop(name) for each in steps for name in each.require if name in values}
        record = super().made(object, **values)
        for each in steps:
            record = self.ran(object, record, each.name, **{name: held[name] for name in each.require if name in held})
        return record

    def brought(self, object: str, **values: Any) -> dict[str, Any]:
        """Make a record as an import does."""
        unit = self.runtime.unit(self.runtime.machine("import", "test"))
        id = unit.apply(Change(object=object, verb="create", values=values)).id
        return dict(self("GET", f"/{object}/{id}").json or {})

    def ran(self, object: str, record: dict[str, Any], transition: str, **values: Any) -> dict[str, Any]:
        """Run a transition that must be accepted, and return the record as it is then."""
        version = self("GET", f"/{object}/{record['id']}").json["version"]
        answer = self("POST", f"/{object}/{record['id']}/do/{transition}", {**values, "version": version})
        assert answer.status_code == 200, answer.json
        return dict(answer.json or {})


def shipped() -> tuple[PackSource, ...]:
    """Every pack of the tree, and one that uses the traits of core as directly as can be."""
    return (*(PackSource.folder(folder) for folder in sorted(resources.metadata().iterdir())), TRADE)


def prepare(url: str, home: Path) -> None:
    """Make a database with all packs, the records they bring, but no samples, and an administrator."""
    sources = shipped()
    database = Database.open(url)
    init(database)
    apply(database, plan(database, compile_catalog(sources, registry(), {})), sources)
    database.close()
    runtime = compose(config.load({"DOUGONG_DATABASE_URL": url, "DOUGONG_HOME": str(home)}))
    context = runtime.machine("cli", "test")
    runtime.unit(context).apply(Change(object="user", verb="create", values={"login": "admin", "name": "Admin"}))
    seed(runtime, context)
    runtime.follower.stop()
    runtime.database.close()


def opened(url: str, home: Path) -> Iterator[Books]:
    """Yield a program that talks to a server on a prepared database."""
    runtime = compose(config.load({"DOUGONG_DATABASE_URL": url, "DOUGONG_HOME": str(home)}))
    yield Books(runtime)
    runtime.follower.stop()
    runtime.database.close()


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a prepared SQLite database, to copy."""
    home = tmp_path_factory.mktemp("prepared")
    prepare(f"sqlite:///{home / 'all.db'}", home)
    return home / "all.db"


@pytest.fixture(scope="session")
def prepared_postgres(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a prepared PostgreSQL database, to make others from."""
    with postgres.database(postgres_url) as address:
        prepare(address, tmp_path_factory.mktemp("prepared"))
        yield urlsplit(address).path.lstrip("/")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """A program that talks to a server with all packs, once on each engine."""
    home = tmp_path_factory.mktemp("books")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("prepared_sqlite"), home / "all.db")
        yield from opened(f"sqlite:///{home / 'all.db'}", home)
        return
    template = request.getfixturevalue("prepared_postgres")
    with postgres.database(request.getfixturevalue("postgres_url"), template) as address:
        yield from opened(address, home)
