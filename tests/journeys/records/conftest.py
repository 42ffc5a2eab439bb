"""A database of each engine with the little trade applied, and what a test says to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from dougong import resources
from dougong.access.actor import Actor
from dougong.access.policy import AdminPolicy
from dougong.catalog.compile import compile_catalog
from dougong.catalog.freeze import thaw
from dougong.catalog.model import Catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.records.context import Context
from dougong.records.counters import Counters
from dougong.records.history import history
from dougong.records.lists.listing import Page
from dougong.records.lists.query import query_of
from dougong.records.plans import Plans
from dougong.records.reading import read, select
from dougong.records.standing import Standings
from dougong.records.writing.change import Change
from dougong.records.writing.outcome import Outcome
from dougong.records.writing.steps import Step
from dougong.records.writing.unit import UnitOfWork
from dougong.store import snapshot
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from dougong.store.database import Database
from dougong.store.init import init
from tests.engines import ENGINES, fresh
from tests.journeys.records.pack import BOOK

COUNT = count(1)
SOURCES = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("book", BOOK))
NOW = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
#: Packs, and the catalog of them all.
Packs = tuple[tuple[PackSource, ...], Catalog]


class World:
    """One database and one person's requests to it."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def name(self, word: str) -> str:
        """Return a text nobody else has."""
        return f"{word} {next(COUNT)}"

    def history(self, object: str, id: int) -> list[dict[str, Any]]:
        """Return the history, newest first, with names of own fields in the place of uids."""
        found = history(self.context, object, id).rows
        fields = {field.uid: field.name for each in self.context.catalog.objects.values()
                  for field in each.fields.values()}
        return [{**row, "changes": _named(row["changes"], fields)} for row in found]

    def dry_run(self, object: str, verb: str = "create", **said: Any) -> Outcome:
        return self.unit.dry_run(Change(object=object, verb=verb, **said))

    @property
    def unit(self) -> UnitOfWork:
        return UnitOfWork(self.context)

    def with_steps(self, *steps: Step) -> "World":
        plans = Plans(self.context.catalog, self.context.database.dialect, steps)
        return World(replace(self.context, plans=plans))

    def apply(self, object: str, verb: str = "create", **said: Any) -> Outcome:
        return self.unit.apply(Change(object=object, verb=verb, **said))

    def create(self, object: str, /, **values: Any) -> dict[str, Any]:
        return dict(self.apply(object, values=values).record)

    def change(self, object: str, record: dict[str, Any], /, **values: Any) -> dict[str, Any]:
        return dict(self.apply(object, "update", id=record["id"], version=record["version"], values=values).record)

    def read(self, object: str, id: int, **said: Any) -> dict[str, Any]:
        return read(self.context, object, id, **said)

    def list(self, object: str, url: str = "", **more: str) -> Page:
        from urllib.parse import parse_qsl

        found = self.context.object(object)
        asked = [*parse_qsl(url, keep_blank_values=True), *more.items()]
        return select(self.context, query_of(self.context, found, asked))


def faults(refused: pytest.ExceptionInfo[Any]) -> set[tuple[str, str]]:
    """Return what was refused: pointers and codes."""
    return {(error.pointer, error.code) for error in refused.value.errors}


def _named(changes: Any, fields: dict[str, str]) -> Any:
    if isinstance(changes, dict):
        return {fields.get(uid, uid): _named(what, fields) for uid, what in changes.items()}
    return changes


@pytest.fixture(scope="session")
def packs() -> Packs:
    """The little trade; a module that is about other packs says so in a fixture of this name."""
    return SOURCES, compile_catalog(SOURCES, registry(), {})


@pytest.fixture(scope="module", params=ENGINES)
def world(request: pytest.FixtureRequest, packs: Packs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with fresh(request, tmp_path_factory.mktemp("db")) as address:
        yield from opened(address, *packs)


def with_system(name: str, files: Mapping[str, str]) -> Packs:
    """Return a pack behind the system's, and the catalog of both."""
    sources = (SOURCES[0], PackSource.of(name, files))
    return sources, compile_catalog(sources, registry(), {})


def opened(url: str, sources: Sequence[PackSource], catalog: Catalog) -> Iterator[World]:
    """Yield a world on a new database with the catalog of these packs applied."""
    database = Database.open(url)
    init(database)
    number = apply(database, plan(database, catalog), sources)
    stored = snapshot.load(database, number)
    assert stored is not None
    current = thaw(stored.frozen, registry(), number)
    actor = Actor(id=1, name="Admin", language="en", policy=AdminPolicy(), roles=frozenset({"admin"}))
    plans = Plans(current, database.dialect)
    found = World(Context(
        catalog=current, plans=plans, database=database, counters=Counters.of(database),
        actor=actor, door="api", now=NOW, today=NOW.date(), correlation="test", secret="s" * 32,
        settings=Standings(database).of(plans, None).settings))
    assert found.create("user", login="admin", name="Admin")["id"] == 1
    yield found
    database.close()
