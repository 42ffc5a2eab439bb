"""One catalog serves, and never an older one after a newer."""

from dataclasses import replace

from dougong.catalog.compile import compile_catalog
from dougong.catalog.live import Live
from dougong.catalog.model import Catalog
from dougong.catalog.registry import registry
from tests.unit.catalog.packs import demo


def _built(text: str) -> Catalog:
    return compile_catalog(demo(thing=text), registry(), {})


def test_a_newer_catalog_serves_from_then_on() -> None:
    live = Live(_built("fields: {name: {type: text}}"))
    second = replace(_built("fields: {size: {type: integer}}"), number=1)
    live.swap(second)
    assert live.catalog is second


def test_an_older_catalog_never_replaces_a_newer() -> None:
    newer, older = (replace(_built("fields: {name: {type: text}}"), number=number) for number in (4, 3))
    live = Live(newer)
    live.swap(older)
    assert live.catalog is newer
