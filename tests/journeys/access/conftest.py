"""A database of each engine with deals, an organisation of a few people, and each of them asking."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dougong import resources
from dougong.access.actor import Actor
from dougong.access.belonging import Belongings
from dougong.catalog.compile import compile_catalog
from dougong.catalog.model import Catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.store.engine.organisation import organisation
from dougong.store.expression.translatable import INSPECTIONS
from tests.engines import ENGINES, fresh
from tests.journeys.access.pack import DEALS
from tests.journeys.records.conftest import NOW, World, opened

SOURCES = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("deals", DEALS))

#: Who belongs where, in which role: north lies beneath sales, east apart from both.
PEOPLE = {
    "ann": [("north", "seller")], "bob": [("north", "seller")], "cat": [("east", "seller")],
    "dan": [("sales", "chief")], "eve": [("north", "looker")], "fay": [("sales", "auditor")],
    "gus": [("north", "seller"), ("east", "chief")], "hal": [], "ida": [("sales", "head")], "joe": [("sales", "boss")],
    "kim": [("north", "seller"), ("north", "closer")],
    "lil": [("east", "junior")],
}
TODAY = NOW.date()
UNITS = {"sales": None, "north": "sales", "east": None}


@dataclass
class Company:
    """The administrator's world, and everybody else's by name."""

    admin: World
    ids: dict[str, int]
    units: dict[str, int]
    roles: dict[str, int]

    def as_(self, name: str, day: date = TODAY) -> World:
        """Return the world as this person meets it on a day."""
        context = self.admin.context
        standing = Belongings(context.database).of(self.ids[name], organisation(context.database).version, day)
        actor = Actor(id=self.ids[name], name=name, language="en", policy=context.plans.policy(standing.roles),
                      roles=standing.roles, me={"id": self.ids[name], "login": name, **standing.me})
        return World(replace(context, actor=actor))

    def deal(self, owner: str, **values: Any) -> dict[str, Any]:
        """Return a new deal of this person, made by the administrator in that name."""
        context = self.admin.context
        maker = World(replace(context, actor=replace(context.actor, id=self.ids[owner])))
        return maker.create("deal", **{"name": self.admin.name("Deal"), **values})

    def firm(self, owner: str, **values: Any) -> dict[str, Any]:
        """Return a new firm of this person."""
        context = self.admin.context
        maker = World(replace(context, actor=replace(context.actor, id=self.ids[owner])))
        return maker.create("firm", **{"name": self.admin.name("Firm"), **values})


@pytest.fixture(scope="session")
def deals() -> Catalog:
    return compile_catalog(SOURCES, registry(), {}, INSPECTIONS)


@pytest.fixture(scope="module", params=ENGINES)
def company(request: pytest.FixtureRequest, deals: Catalog,
            tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with fresh(request, tmp_path_factory.mktemp("db")) as address:
        yield from (founded(world) for world in opened(address, SOURCES, deals))


def founded(admin: World) -> Company:
    """Return the company with its people, once the administrator has made them."""
    units: dict[str, int] = {}
    for name, parent in UNITS.items():
        units[name] = admin.create("unit", code=name, name=name, parent=units.get(parent or ""))["id"]
    roles = {name: admin.create("role", code=name, name=name)["id"] for name in admin.context.catalog.roles}
    ids = {name: admin.create("user", login=name, name=name.capitalize(), email=f"{name}@example.com")["id"]
           for name in PEOPLE}
    for name, held in PEOPLE.items():
        for unit, role in held:
            admin.create("membership", member=ids[name], unit=units[unit], role=roles[role], valid_from="2026-01-01",
                         reason="hired")
    admin.change("unit", admin.read("unit", units["sales"]), head=ids["ida"])
    return Company(admin, ids, units, roles)


@pytest.fixture(scope="module", params=ENGINES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The same company behind a server, once on each database."""
    yield from serving(request, tmp_path_factory)


def serving(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Yield the company's server on the database a fixture is asked for."""
    from tests.journeys.access import served

    home = tmp_path_factory.mktemp("site")
    with fresh(request, home) as address:
        yield from served.opened(address, home)
