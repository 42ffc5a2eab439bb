"""A server with every shipped pack and their masters, on each database: initialised once a session, then copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dougong import config, resources
from dougong.access.actor import Actor
from dougong.access.policy import AdminPolicy
from dougong.catalog.compile import compile_catalog
from dougong.catalog.registry import registry
from dougong.catalog.source import PackSource
from dougong.ext import compose
from dougong.records.change import Change
from dougong.records.seeding import seed
from dougong.store.apply import apply
from dougong.store.database import Database
from dougong.store.init import init
from dougong.store.planner import plan
from tests import postgres
from tests.journeys.api.conftest import Api
from tests.journeys.packs.trade import TRADE

FOUNDER = Actor(id=1, name="test", language="en", policy=AdminPolicy(), roles=frozenset({"admin"}))


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
    context = runtime.context(FOUNDER, "cli", "test")
    runtime.unit(context).apply(Change(object="user", verb="create", values={"login": "admin", "name": "Admin"}))
    seed(runtime, context)
    runtime.follower.stop()
    runtime.database.close()


def opened(url: str, home: Path) -> Iterator[Api]:
    """Yield a program that talks to a server on a prepared database."""
    runtime = compose(config.load({"DOUGONG_DATABASE_URL": url, "DOUGONG_HOME": str(home)}))
    yield Api(runtime)
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
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A program that talks to a server with all packs, once on each engine."""
    home = tmp_path_factory.mktemp("books")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("prepared_sqlite"), home / "all.db")
        yield from opened(f"sqlite:///{home / 'all.db'}", home)
        return
    template = request.getfixturevalue("prepared_postgres")
    with postgres.database(request.getfixturevalue("postgres_url"), template) as address:
        yield from opened(address, home)
