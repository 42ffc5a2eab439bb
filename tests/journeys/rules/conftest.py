"""The help desk on a database of each engine, with the step of rules."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dougong import resources
from dougong.catalog.compile import compile_catalog
from dougong.catalog.model import Catalog
from dougong.catalog.reading.source import PackSource
from dougong.catalog.registry import registry
from dougong.processes.rules.step import STEP
from dougong.store.expression.translatable import INSPECTIONS
from tests.engines import ENGINES, fresh
from tests.journeys.records.conftest import World, opened
from tests.journeys.rules.pack import DESK

SOURCES = (PackSource.folder(Path(resources.metadata()) / "system"), PackSource.of("desk", DESK))


@pytest.fixture(scope="session")
def desk_catalog() -> Catalog:
    return compile_catalog(SOURCES, registry(), {}, INSPECTIONS)


@pytest.fixture(scope="module", params=ENGINES)
def desk(request: pytest.FixtureRequest, desk_catalog: Catalog,
         tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with fresh(request, tmp_path_factory.mktemp("db")) as address:
        yield from (world.with_steps(STEP) for world in opened(address, SOURCES, desk_catalog))
