"""The server of the API's journeys on each database, with an object that has fields of type file and image."""

import pytest
import yaml

from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.source import PackSource
from dougong.ext import registry
from dougong.store import snapshot
from dougong.store.change.apply import apply
from dougong.store.change.planner import plan
from tests.journeys.api.conftest import Api
from tests.journeys.api.conftest import api as server
from tests.journeys.api.conftest import small as alone

__all__ = ("alone", "api", "server", "small")

BADGE = {"kind": "object", "name": "badge", "label": "Badge", "plural": "Badges", "title": "{name}", "fields": {
    "name": {"type": "text", "label": "Name", "required": True},
    "portrait": {"type": "image", "label": "Portrait"},
    "contract": {"type": "file", "label": "Contract"}}}


def _with_badges(api: Api) -> Api:
    database = api.runtime.database
    pack = PackSource("badges", {
        "pack.yaml": yaml.safe_dump({"kind": "pack", "name": "badges", "format": 1, "version": "0.1.0",
                                     "label": "Badges", "language": "en", "requires": ["system"]}).encode(),
        "objects/badge.yaml": yaml.safe_dump(BADGE).encode()})
    sources = (*(each for each in snapshot.current_sources(database) if each.name != "site"), pack)
    catalog = compile_catalog(sources, registry(), snapshot.uids(database))
    apply(database, plan(database, catalog), sources)
    return api


@pytest.fixture(scope="module")
def api(server: Api) -> Api:
    """A program that talks to a server, once on each engine."""
    return _with_badges(server)


@pytest.fixture(scope="module")
def small(alone: Api) -> Api:
    """The same on SQLite alone."""
    return _with_badges(alone)
