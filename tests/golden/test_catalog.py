"""The catalog of the sample pack and the reference pages that follow from schemas and codes."""

from collections.abc import Callable

from dougong.catalog.compile import compile_catalog
from dougong.catalog.reading.dump import dump
from dougong.catalog.reading.source import PackSource
from dougong.catalog.reference import definitions, findings
from dougong.ext import registry
from tests.unit.catalog.packs import PACKS, SYSTEM

Golden = Callable[[str, str], None]


def test_the_sample_pack(golden: Golden) -> None:
    made = compile_catalog([SYSTEM, PackSource.folder(PACKS / "sample")], registry(), {})
    golden("catalog/sample.yaml", dump(made))


def test_the_page_of_definitions(golden: Golden) -> None:
    golden("../../docs/reference/definitions.md", definitions(registry()))


def test_the_page_of_findings(golden: Golden) -> None:
    golden("../../docs/reference/findings.md", findings())
