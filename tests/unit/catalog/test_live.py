"""One catalog serves; a failed build leaves it serving."""

from dataclasses import replace

from dougong.catalog.compile import compile_catalog
from dougong.catalog.live import Live
from dougong.catalog.model import Catalog
from dougong.catalog.registry import registry
from tests.unit.catalog.packs import demo


def _built(text: str) -> Catalog:
    return compile_catalog(demo(thing=text), registry(), {})


def test_a_failed_build_leaves_the_old_one_serving() -> None:
    first = _built("fields: {name: {type: text}}")
    live = Live(first)
    error = live.reload(lambda: _built("fields: {name: {type: txt}}"))
    assert error is not None
    assert [finding.code for finding in error.findings] == ["M201"]
    assert live.catalog is first


def test_a_good_build_serves_from_then_on() -> None:
    live = Live(_built("fields: {name: {type: text}}"))
    second = replace(_built("fields: {size: {type: integer}}"), number=1)
    assert live.reload(lambda: second) is None
    assert live.catalog is second


def test_an_older_catalog_never_replaces_a_newer() -> None:
    newer, older = (replace(_built("fields: {name: {type: text}}"), number=number) for number in (4, 3))
    live = Live(newer)
    live.swap(older)
    assert live.catalog is newer
